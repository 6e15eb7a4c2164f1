/** Reports a file that defines a StatefulSet before its governing Service, and says what that really means. */

import { judgedStatefulSet, servicesNamed } from "./evidence/reach.ts";
import { moveBefore } from "./fixes/move-document.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const ordering: Rule = {
  id: "ordering",
  severity: "information",
  needs: "document",
  why: "The API reference asks for the governing Service first. Nothing breaks otherwise: names appear as soon as the Service exists; only lookups made in between may be remembered as NXDOMAIN for some seconds, where a cache keeps the cluster's names (the Corefile of older kubeadm and of many providers, NodeLocal DNSCache).",
  bad: `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
#              ^^^^^^^^^^^^ 💡 information: the names of the Pods may stay NXDOMAIN for up to 30 s, where a cache keeps what was asked too early: Service 'web-headless' comes after the StatefulSet that it governs, and the names appear only when it exists (ordering)
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
---
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
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
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const set = judgedStatefulSet(declaration);
    const name = set?.serviceName ?? "";
    // Kustomize orders what it prints by itself.
    if (set === undefined || name === "" || environment.kind === "kustomization") return;
    const [service] = servicesNamed(analysis, environment, set, name).found;
    if (service === undefined || service.distance > 0) return;
    const mine = analysis.place(declaration);
    const other = analysis.place(service.declaration);
    if (mine === undefined || other === undefined) return;
    const sameDocument = mine.start === other.start;
    if (sameDocument ? indexOf(other.base) < indexOf(mine.base) : other.start < mine.start) return;
    yield {
      at: { declaration, path: ["spec", "serviceName"] },
      message: `the names of the Pods may stay NXDOMAIN for up to 30 s, where a cache keeps what was asked too early: Service '${name}' comes after the StatefulSet that it governs, and the names appear only when it exists`,
      related: [{ at: { declaration: service.declaration, path: ["metadata", "name"] }, message: "the Service" }],
      fixes: () =>
        moveBefore(analysis, service.declaration, declaration, `Move Service '${name}' before the StatefulSet`),
    };
  },
};

function indexOf(base: readonly (string | number)[]): number {
  const [, index] = base;
  return typeof index === "number" ? index : 0;
}
