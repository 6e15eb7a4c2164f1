import { expect, test } from "vitest";
import { open } from "../../../../test/fixture/workspace.ts";
import { recordsText } from "./records.ts";

const peers = `
apiVersion: v1
kind: Service
metadata:
  name: peers
spec:
  clusterIP: None
  selector:
    app: db
  publishNotReadyAddresses: true
---
apiVersion: v1
kind: Pod
metadata:
  name: db
  labels:
    app: db
spec:
  hostname: one
  subdomain: peers
  containers:
    - name: db
      image: db
status:
  podIP: 10.244.1.7
  phase: Running
  conditions:
    - type: Ready
      status: "False"
`;

const text = (fixture: string): string => recordsText(open(fixture).analysis, {}).text;

test("records stand by Service, with what is behind each", () => {
  expect(text(peers)).toContain(
    [
      "",
      "peers.default.svc.cluster.local.     30 IN A 10.244.1.7 ; Pod db, not ready",
      "one.peers.default.svc.cluster.local. 30 IN A 10.244.1.7 ; Pod db, not ready",
      "",
    ].join("\n"),
  );
});

test("every line that is not a comment is a record of a master file", () => {
  const lines = text(peers)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(";"));
  for (const line of lines) expect(line).toMatch(/^\S+\. +\d+ IN [A-Z]+ +\S/);
  expect(lines.length).toBeGreaterThan(5);
});

test("made-up addresses are said, and why there may be more", () => {
  expect(text(peers.slice(0, peers.indexOf("status:")))).toContain("; Pod db, made up");
  const open = `${peers.replace("\n", "\n# file: peers.yaml\n")}\n# file: kustomization.yaml\nresources:\n  - peers.yaml\n  - https://example.com/base\n`;
  expect(text(open)).toMatch(/^; There may be more: .+\.$/m);
});

test("a workspace without manifests says so", () => {
  expect(text("# file: notes.yaml\na: 1\n")).toBe("; There are no Kubernetes manifests in this workspace.\n");
});
