import { expect, test } from "vitest";
import { corefileDefect } from "./corefile-health.ts";
import { kubeadmCorefile } from "./default-config.ts";

test("what CoreDNS runs with has no defect", () => {
  expect(corefileDefect(kubeadmCorefile)).toBeUndefined();
  const text = `(snippet) {
  errors
}
example.org example.net:1053 {
  import snippet
  import /etc/coredns/*.override
  template ANY ANY { rcode NXDOMAIN }
  forward . 1.1.1.1:53 tls://9.9.9.9%dns.quad9.net [2620:fe::fe]:53 2620:fe::9 /etc/resolv.conf {$UPSTREAM}
}
dns://.:53 {
  whoami
}
`;
  expect(corefileDefect(text)).toBeUndefined();
});

test.each([
  ["", 1, "it configures no server"],
  ["this is prose\n", 1, "it configures no server"],
  [".:53 {\n  kubernetes cluster.local\n", 1, "the block that begins here is not closed"],
  [".:53 {\n  kubernets cluster.local\n}\n", 2, "there is no plugin 'kubernets'"],
  [".:53 {\n  kubernetes cluster.local {\n    tll 30\n  }\n}\n", 3, "'kubernetes' has no option 'tll'"],
  [".:53 {\n  kubernetes cluster.local {\n    ttl 5000\n  }\n}\n", 3, "'ttl' takes seconds from 0 to 3600, not '5000'"],
  [".:53 {\n  forward . 8.8.8.8.8\n}\n", 2, "'8.8.8.8.8' is neither an address nor a file"],
  [".:53 {\n  kubernetes a..b\n}\n", 2, "'a..b' is not a zone: it has an empty label"],
  [
    `${"a".repeat(64)}.org {\n  whoami\n}\n`,
    1,
    `'${"a".repeat(64)}.org' is not a zone: a label has 64 characters, 63 are the most`,
  ],
  [".:53 {\n  whoami\n}\n. {\n  whoami\n}\n", 4, "'.' is served by another block already"],
])("%j", (text, line, message) => {
  expect(corefileDefect(text)).toEqual({ line, message });
});

test("a plugin that the version before has is one of this CoreDNS", () => {
  const own = ".:53 {\n  fanout . 1.1.1.1\n}\n";
  expect(corefileDefect(own)).toEqual({ line: 2, message: "there is no plugin 'fanout'" });
  expect(corefileDefect(own, own)).toBeUndefined();
});

test("one that no ConfigMap could hold is not read", () => {
  const large = `.:53 {\n  whoami\n}\n${"# a\n".repeat(300_000)}`;
  expect(corefileDefect(large)).toEqual({
    line: 1,
    message: "too large to be read: more than 1048576 characters, the most that a ConfigMap may hold",
  });
  expect(corefileDefect(large.slice(0, 1_048_576))).toBeUndefined();
});
