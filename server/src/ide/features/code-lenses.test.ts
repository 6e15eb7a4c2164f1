import { expect, test } from "vitest";
import { codeLenses } from "../../../../test/fixture/features.ts";
import { fullSupport } from "./client.ts";

const web = (settings = ""): string => `${settings}# file: web.yaml
# The peers.
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
---
# The servers.
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
`;

test("a question above each StatefulSet, the records above each headless Service", () => {
  expect(codeLenses(web())).toEqual([
    "web.yaml:2 apiVersion: 3 Pods · 3 names · 3 resolve · All records ()",
    "web.yaml:20 apiVersion: Simulate nslookup (default/web-0 web-0.web-headless)",
    "web.yaml:20 apiVersion: 3 names · 3 resolve ()",
  ]);
});

test("none without Pods to ask from, for other editors, or when they are not wanted", () => {
  expect(codeLenses(web().replace("replicas: 3", "replicas: 0"))).toEqual([
    "web.yaml:2 apiVersion: 0 Pods · All records ()",
  ]);
  expect(codeLenses(web(), { ...fullSupport, commands: false })).toEqual([]);
  expect(codeLenses(web('# settings: {"codeLens": false}\n'))).toEqual([]);
});
