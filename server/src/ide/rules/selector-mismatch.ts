/** Reports a governing Service that selects other Pods than those of its StatefulSet. */

import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Labels, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { isFinal, isJudged, judgedStatefulSet, near, servicesNamed } from "./evidence/reach.ts";
import { isRuntimeLabel } from "./evidence/unseen.ts";
import { matchSelector } from "./fixes/match-selector.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const selectorMismatch: Rule = {
  id: "selector-mismatch",
  severity: "warning",
  needs: "workspace",
  why: "A per-Pod name exists only while the governing Service selects the Pod; a selector that matches none of them leaves every name NXDOMAIN.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: wbe
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
#              ^^^^^^^^^^^^ 💡 warning: the Pods of StatefulSet 'web' get no names under Service 'web-headless': its selector does not match them (app is 'web', not 'wbe') (selector-mismatch)
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
    if (set === undefined || name === "" || !isFinal(environment, declaration)) return;
    const [service] = servicesNamed(analysis, environment, set, name).found;
    if (service === undefined || service.distance > near || !isJudged(service.declaration)) return;
    const { selector = {}, type } = service.object;
    if (type === "ExternalName" || Object.keys(selector).length === 0) return;
    const wrong = differences(analysis, selector, set);
    if (wrong.length === 0) return;
    const pods = `the Pods of StatefulSet '${set.meta.name}'`;
    const effect = isHeadless(service.object)
      ? `${pods} get no names under Service '${name}'`
      : `Service '${name}' does not reach ${pods}`;
    yield {
      at: { declaration, path: ["spec", "serviceName"] },
      message: `${effect}: its selector does not match them (${wrong.join(", ")})`,
      related: [
        { at: { declaration: service.declaration, path: ["spec", "selector"], part: "key" }, message: "the selector" },
        {
          at: { declaration, path: ["spec", "template", "metadata", "labels"], part: "key" },
          message: "the Pods' labels",
        },
      ],
      fixes: () => matchSelector(analysis, service.declaration, declaration),
    };
  },
};

/** What keeps the template's Pods from being selected, in words; empty when they are, or when that is not certain. */
function differences(analysis: Analysis, selector: Labels, set: WorkloadObject): readonly string[] {
  const labels = set.template?.labels ?? {};
  const wrong: string[] = [];
  for (const [key, value] of Object.entries(selector)) {
    const actual = labels[key];
    if (actual === value) continue;
    if (isRuntimeLabel(analysis, key)) return [];
    wrong.push(actual === undefined ? `they have no label ${key}` : `${key} is '${actual}', not '${value}'`);
  }
  return wrong;
}
