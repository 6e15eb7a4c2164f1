/** Corefiles: syntax, zones, plugins, notes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { kubeadmCorefile } from "./default-config.ts";
import { readCorefile } from "./read-corefile.ts";

test("kubeadm's Corefile, in order of execution, without notes", () => {
  const { blocks, notes } = readCorefile(kubeadmCorefile);
  expect(notes).toEqual([]);
  expect(blocks).toHaveLength(1);
  expect(blocks[0]).toMatchObject({ zones: ["."], port: 53 });
  expect(blocks[0]?.plugins.map(({ kind }) => kind)).toEqual(["loadbalance", "cache", "kubernetes", "forward"]);
  expect(blocks[0]?.plugins[1]).toMatchObject({
    successTtl: 30,
    denialTtl: 30,
    disableSuccess: ["cluster.local."],
    disableDenial: ["cluster.local."],
  });
  expect(blocks[0]?.plugins[2]).toMatchObject({
    zones: ["cluster.local.", "in-addr.arpa.", "ip6.arpa."],
    pods: "insecure",
    ttl: 30,
    fallthrough: ["in-addr.arpa.", "ip6.arpa."],
  });
});

test("every option of the kubernetes plugin", () => {
  const { blocks, notes } = readCorefile(`
10.96.0.0/15 Cluster.Local:1053 { # two keys
  kubernetes {
    endpoint https://1.2.3.4
    pods verified
    ttl 0
    endpoint_pod_names
    namespaces a b
    labels app in (x, y)
    ignore empty_service
    fallthrough
    noendpoints
    multicluster clusterset.local
    zonal
  }
}`);
  expect(notes).toEqual([]);
  expect(blocks.map(({ zones, port }) => [port, ...zones])).toEqual([
    [53, "96.10.in-addr.arpa.", "97.10.in-addr.arpa."],
    [1053, "cluster.local."],
  ]);
  expect(blocks[0]?.plugins[0]).toEqual({
    kind: "kubernetes",
    zones: ["96.10.in-addr.arpa.", "97.10.in-addr.arpa.", "cluster.local."],
    pods: "verified",
    ttl: 0,
    endpointPodNames: true,
    namespaces: ["a", "b"],
    namespaceLabels: "",
    labels: "app in (x, y)",
    ignoreEmptyService: true,
    fallthrough: [],
    noEndpoints: true,
    multicluster: ["clusterset.local."],
    zonal: true,
    synced: true,
  });
});

test("forward, hosts, rewrite, autopath, cache", () => {
  const { blocks, notes } = readCorefile(`.:53 {
    rewrite name suffix .old.local .new.local answer auto
    rewrite continue {
      name regex (.*)\\.a\\.b {1}.c.d
      answer name (.*)\\.c\\.d {1}.a.b
    }
    rewrite name one.example two.example
    hosts {
      10.0.0.1 a.example b.example
      fd00::1 a.example
      ttl 60
      no_reverse
      fallthrough
    }
    forward example.org 1.1.1.1:53 tls://8.8.8.8 { except a.example.org }
    autopath @kubernetes
    cache {
      success 100 60 10
      denial 100 20
      servfail 1s
    }
  }`);
  expect(notes).toEqual([]);
  expect(blocks[0]?.plugins).toMatchObject([
    { kind: "cache", zones: ["."], successTtl: 60, minSuccessTtl: 10, denialTtl: 20, minDenialTtl: 5, servfailTtl: 1 },
    { kind: "rewrite", mode: "suffix", from: ".old.local.", to: ".new.local.", answerAuto: true },
    { mode: "regex", from: "(.*)\\.a\\.b", to: "{1}.c.d", continues: true, answers: [{ field: "name" }] },
    { mode: "exact", from: "one.example.", to: "two.example." },
    { kind: "autopath", from: "@kubernetes", zones: ["."] },
    {
      kind: "hosts",
      ttl: 60,
      noReverse: true,
      fallthrough: [],
      entries: [
        { ip: "10.0.0.1", names: ["a.example", "b.example"] },
        { ip: "fd00::1", names: ["a.example"] },
      ],
    },
    { kind: "forward", from: "example.org.", to: ["1.1.1.1:53", "tls://8.8.8.8"], except: ["a.example.org."] },
  ]);
});

test("snippets, imports, environment, quotes, several blocks", () => {
  const { blocks, notes } = readCorefile(`(base) {
  errors
  forward {args[0]} {$UPSTREAM}
}
import custom/*.server
example.org, example.net {
  import base "example.org"
  import custom/*.override
}
. {
  import base .
}
`);
  expect(blocks).toMatchObject([
    { zones: ["example.org.", "example.net."], plugins: [{ from: "example.org.", to: ["{$UPSTREAM}"] }] },
    { zones: ["."], plugins: [{ from: "." }] },
  ]);
  expect(notes.map(({ line, severity }) => `${line} ${severity}`)).toEqual(["5 information", "8 information"]);
});

test("a file without braces is one block", () => {
  const { blocks, notes } = readCorefile("cluster.local\nkubernetes\nwhoami\n");
  expect(blocks).toMatchObject([{ zones: ["cluster.local."], plugins: [{ kind: "kubernetes" }] }]);
  expect(notes).toEqual([{ line: 3, severity: "information", message: "plugin 'whoami' is not modelled" }]);
});

test("errors have their line, and the rest is read on", () => {
  const lines = (text: string): readonly string[] =>
    readCorefile(text).notes.map(({ line, severity, message }) => `${line} ${severity} ${message}`);
  expect(lines(". {\n kubernetes cluster.local {\n  pods maybe\n  ttl 9999\n }\n forward .\n}")).toEqual([
    "3 error 'pods' takes 'disabled', 'insecure' or 'verified', not 'maybe'",
    "4 error 'ttl' takes seconds from 0 to 3600, not '9999'",
    "6 error 'forward' needs a zone and at least one upstream",
  ]);
  expect(lines(". {\n cache 30 {\n}")).toEqual(["1 error the block that begins here is not closed"]);
  expect(lines(". {\n}\n}\n")).toEqual(["3 error a '}' closes nothing"]);
  expect(lines('. {\n forward . "1.1.1.1\n}')).toContain("2 error a quote is not closed");
  expect(lines("(a) {\n import a\n}\n. {\n import a\n}")).toContain("2 error snippet 'a' imports itself");
  expect(readCorefile("").blocks).toEqual([]);
});

test("no text is refused", () => {
  const word = fc.constantFrom(
    "{",
    "}",
    "\n",
    " ",
    '"',
    "#",
    ".",
    "kubernetes",
    "import",
    "(a)",
    "a",
    "cache",
    "-1",
    ",",
    "10.0.0.0/8",
    "rewrite",
    "name",
    "regex",
    "(",
    "{args[0]}",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(" ")),
        fc.array(word).map((words) => words.join("")),
      ),
      (text) => {
        const last = text.split("\n").length;
        for (const { line } of readCorefile(text).notes) expect(line).toBeLessThanOrEqual(last);
      },
    ),
  );
});

test("patterns that cannot be used are said with their line, and are left out", () => {
  const { blocks, notes } = readCorefile(`. {
  rewrite name regex (a b
  rewrite name regex a(?=b) b
  rewrite name regex a b answer name ) c
  rewrite name regex (.*)\\.a {1}.b
}`);
  expect(notes).toEqual([
    { line: 2, severity: "error", message: "'rewrite': error parsing regexp: missing closing ): `(a`" },
    {
      line: 3,
      severity: "error",
      message: "'rewrite': error parsing regexp: invalid or unsupported Perl syntax: `(?=`",
    },
    { line: 4, severity: "error", message: "'rewrite': error parsing regexp: unexpected ): `)`" },
  ]);
  expect(blocks[0]?.plugins).toHaveLength(1);
});

test("regular expressions, snippets and keys are bounded together", () => {
  const many = Array.from({ length: 600 }, (_, index) => `rewrite name regex [a-z]+${index} b`).join("\n");
  const rewrites = readCorefile(`. {\n${many}\n}`);
  expect(rewrites.blocks[0]?.plugins.length).toBeGreaterThan(100);
  expect(rewrites.notes.map(({ message }) => message)).toEqual([
    "the regular expressions of 'rewrite' are too large together from here on",
  ]);
  const bomb = Array.from(
    { length: 10 },
    (_, index) => `(s${index}) {\n${`import s${index + 1} {args[0]}{args[0]}\n`.repeat(10)}}\n`,
  ).join("");
  const read = readCorefile(`${bomb}(s10) {\n log {args[0]}\n}\n. {\n import s0 x\n}`);
  expect(read.notes.some(({ message }) => message.startsWith("imports give too much"))).toBe(true);
  const keys = Array.from({ length: 50_000 }, (_, index) => `a${index}:${index}`).join(" ");
  expect(readCorefile(`${keys} {\n log\n}`).blocks).toHaveLength(50_000);
});

test("networks are bounded together: each stands for up to 128 zones", () => {
  const networks = Array.from({ length: 60_000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/9`).join(" ");
  const left = { severity: "error", message: "networks stand for more than 100000 zones: this block is left out" };
  const keys = readCorefile(`a.org {\n whoami\n}\n${networks} {\n whoami\n}\n`);
  expect(keys.blocks.map(({ zones }) => zones)).toEqual([["a.org."]]);
  expect(keys.notes).toContainEqual({ line: 4, ...left });
  const lists = readCorefile(`. {\n${"  cache 10.0.0.0/9\n".repeat(50_000)}}\n`);
  expect(lists).toEqual({ blocks: [], notes: [{ line: 1, ...left }] });
  for (const [begin, end] of [
    ["", ":1053"],
    ["dns://", ""],
    ["tls://", ":853"],
    ["::ffff:", ""],
  ] as const) {
    const keyed = Array.from({ length: 800 }, (_, index) => `${begin}10.${index >> 8}.${index & 255}.0/9${end}`).join(
      " ",
    );
    expect(readCorefile(`${keyed} {\n whoami\n}\n`)).toEqual({ blocks: [], notes: [{ line: 1, ...left }] });
  }
  expect(readCorefile(`10.0.0.0/9 fd00::/7 {\n whoami\n}\n`).blocks[0]?.zones).toHaveLength(130);
});

test("of thousands of bad lines the first hundred are told, and how many more there are", () => {
  const { notes } = readCorefile(`. {\n${"  nonsense\n".repeat(3000)}}\n}\n`);
  expect(notes).toHaveLength(101);
  expect(notes.at(-1)).toMatchObject({ line: 102, severity: "error" });
  expect(notes.at(-1)?.message).toMatch(/; and 2900 more lines$/);
});

test("of thousands of plugins that call each other the first hundred run", () => {
  const { blocks, notes } = readCorefile(`. {\n${"  autopath @kubernetes\n".repeat(20_000)}  forward . 1.1.1.1\n}\n`);
  expect(blocks[0]?.plugins).toHaveLength(101);
  expect(notes.some(({ message }) => message.startsWith("only the first 100 plugins"))).toBe(true);
});
