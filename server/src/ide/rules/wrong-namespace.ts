/**
 * Reports a Service and the Pods that it is for in two namespaces, both written: neither reaches the other namespace.
 */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { called, makersSelectedBy, makersWith } from "./evidence/pod-template.ts";
import { isJudged, judgedStatefulSet, near, servicesNamed } from "./evidence/reach.ts";
import { isRuntimeLabel } from "./evidence/unseen.ts";
import { createHeadlessService } from "./fixes/create-service.ts";
import { replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Fix, Rule, RuleContext } from "./run/rule.ts";

export const wrongNamespace: Rule = {
  id: "wrong-namespace",
  severity: "warning",
  needs: "workspace",
  why: "A Service selects Pods of its own namespace only, and a StatefulSet's `serviceName` means a Service of the set's own namespace: across namespaces no per-Pod name and no endpoint comes to be.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: web-headless
  namespace: web
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: shop
spec:
  serviceName: web-headless
#              ^^^^^^^^^^^^ 💡 warning: the Pods of StatefulSet 'web' get no names of their own: serviceName means a Service of the set's own namespace 'shop', and Service 'web-headless' is in namespace 'web' (wrong-namespace)
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
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: shop
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
  *check(context): Iterable<Finding> {
    if (context.environment.open.length > 0) return;
    if (context.declaration.object.kind === "Service") yield* checkSelector(context);
    else yield* checkGoverning(context);
  },
};

/**
 * The Service that a StatefulSet names, in another namespace near; undefined when the set's own namespace has it, or
 * when no such Service is near.
 */
export function governingElsewhere({ analysis, environment, declaration }: RuleContext): Declaration | undefined {
  const set = judgedStatefulSet(declaration);
  const name = set?.serviceName ?? "";
  if (set === undefined || name === "") return undefined;
  if (servicesNamed(analysis, environment, set, name).found.length > 0) return undefined;
  const inView = environment.named("Service", name);
  return inView.find((other) => environment.distance(other) <= near && isJudged(other));
}

function* checkGoverning(context: RuleContext): Iterable<Finding> {
  const { analysis, declaration } = context;
  const service = governingElsewhere(context);
  if (service === undefined) return;
  const { meta } = service.object;
  yield {
    at: { declaration, path: ["spec", "serviceName"] },
    message: `the Pods of ${called(declaration.object)} get no names of their own: serviceName means a Service of the set's own namespace '${declaration.object.meta.namespace}', and Service '${meta.name}' is in namespace '${meta.namespace}'`,
    related: relatedOf(service, declaration),
    fixes: () => [
      ...moveService(analysis, service, declaration),
      ...createHeadlessService(analysis, declaration, meta.name),
    ],
  };
}

/** What in the same file makes Pods that a Service's selector matches, in another namespace; undefined when it has Pods where it is. */
export function selectedElsewhere({ analysis, environment, declaration }: RuleContext): Declaration | undefined {
  const service = declaration.object;
  if (service.kind !== "Service" || service.type === "ExternalName" || !isJudged(declaration)) return undefined;
  const selector = Object.entries(service.selector ?? {});
  if (service.meta.namespace === undefined || selector.length === 0) return undefined;
  if (selector.some(([key]) => isRuntimeLabel(analysis, key))) return undefined;
  if (makersSelectedBy(analysis, environment, service).length > 0) return undefined;
  return makersWith(environment, selector).find((other) => {
    // For a governing Service, the StatefulSet is reported instead.
    const isGoverned = other.object.kind === "StatefulSet" && other.object.serviceName === service.meta.name;
    return !isGoverned && environment.distance(other) === 0 && isJudged(other);
  });
}

/** A Service that selects nothing where it is, and Pods near in another namespace. */
function* checkSelector(context: RuleContext): Iterable<Finding> {
  const { analysis, declaration } = context;
  const service = declaration.object;
  const maker = selectedElsewhere(context);
  if (maker === undefined) return;
  yield {
    at: { declaration, path: ["metadata", "namespace"] },
    about: declaration,
    message: `Service '${service.meta.name}' has no endpoints: it selects Pods of its own namespace '${service.meta.namespace}' only, and ${called(maker.object)}, which its selector matches, is in namespace '${maker.object.meta.namespace}'`,
    related: relatedOf(maker, declaration),
    fixes: () => moveService(analysis, declaration, maker),
  };
}

function relatedOf(a: Declaration, b: Declaration): NonNullable<Finding["related"]> {
  return [a, b].map((declaration) => ({
    at: { declaration, path: ["metadata", "namespace"] },
    message: `the namespace of ${called(declaration.object)}`,
  }));
}

/** A namespace cannot change on an object that exists: another object is made, and the old one stays. */
function moveService(analysis: Analysis, service: Declaration, to: Declaration): readonly Fix[] {
  const namespace = to.object.meta.namespace ?? "";
  const edits = replaceValue(analysis, service, ["metadata", "namespace"], namespace);
  if (edits.length === 0) return [];
  return [
    {
      title: `Move Service '${service.object.meta.name}' to namespace '${namespace}' (a live one stays in '${service.object.meta.namespace}' until it is deleted)`,
      preferred: true,
      edits,
    },
  ];
}
