/** Names of Pods' addresses (dns-semantics section 8). */
import { expect, test } from "vitest";
import { ask, kubernetesCorefile, namespace, pod, serverOf } from "../../../../test/conformance/coredns-ask.ts";

const objects = [
  namespace("default"),
  namespace("other"),
  pod("web", ["10.244.1.1", "fd00::1"]),
  pod("done", ["10.244.1.2"], "Succeeded"),
  pod("twin-a", ["10.0.0.5"]),
  pod("twin-b", ["10.0.0.5"]),
];

function outcome(mode: string, question: string): string {
  const server = serverOf(objects, kubernetesCorefile(`pods ${mode}`));
  return ask(server, `${question}.pod.cluster.local.`).split("\nauth")[0] ?? "";
}

test("insecure: every address answers in every namespace that exists", () => {
  const owner = "10-244-1-1.default.pod.cluster.local.";
  expect(outcome("insecure", "A 10-244-1-1.default")).toBe(`found\n${owner} 5 IN A 10.244.1.1`);
  expect(outcome("insecure", "A 10-9-9-9.other")).toMatch(/^found/);
  expect(outcome("insecure", "AAAA fd00--1.default")).toMatch(/AAAA fd00::1$/);
  expect(outcome("insecure", "A fd00--1.default")).toBe("nodata");
  expect(outcome("insecure", "A 10-9-9-9.gone")).toBe("nxdomain");
  expect(outcome("insecure", "A 010-9-9-9.other")).toBe("nxdomain");
  expect(outcome("insecure", "A 10-9-9-999.other")).toBe("nxdomain");
  expect(outcome("insecure", "A web.default")).toBe("nxdomain");
  expect(outcome("insecure", "A x.y.10-9-9-9.other")).toMatch(/^found/);
  expect(outcome("insecure", "SRV 10-244-1-1.default")).toBe(
    `found\n${owner} 5 IN SRV 0 100 0 ${owner}\nadd ${owner} 5 IN A 10.244.1.1`,
  );
});

test("verified: primary addresses of Pods in that namespace that are not finished", () => {
  expect(outcome("verified", "A 10-244-1-1.default")).toMatch(/^found/);
  expect(outcome("verified", "A 10-244-1-1.other")).toBe("nxdomain");
  expect(outcome("verified", "AAAA fd00--1.default")).toBe("nxdomain");
  expect(outcome("verified", "A 10-244-1-2.default")).toBe("nxdomain");
  expect(outcome("verified", "A 10-0-0-5.default").split("\n")).toHaveLength(2);
});

test("disabled: nothing below `pod`, namespaces included", () => {
  expect(outcome("disabled", "A 10-244-1-1.default")).toBe("nxdomain");
  expect(outcome("disabled", "A default")).toBe("nxdomain");
  expect(outcome("insecure", "A default")).toBe("nodata");
  const server = serverOf(objects, kubernetesCorefile());
  expect(ask(server, "A pod.cluster.local.")).toMatch(/^nodata/);
});
