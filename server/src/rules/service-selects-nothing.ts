/** Knows when a Service's selector matches no Pod that any manifest makes; silent where Pods may come from elsewhere. */
import { labelsOfPods } from "../analysis/lookup.ts";
import { isHeadless } from "../cluster/service-families.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { Labels, ServiceObject } from "../manifests/object.ts";
import { folderOf, pathOf } from "../text/uri-path.ts";
import { matchSelector } from "./fixes/match-selector.ts";
import { isOurs } from "./our-namespaces.ts";
import { makersSelectedBy } from "./pod-template.ts";
import { isFinal, isJudged, namespaceOf, near, sameNamespace } from "./reach.ts";
import type { Finding, Rule } from "./rule.ts";
import { isRuntimeLabel, makingResources } from "./unseen.ts";
import { selectedElsewhere } from "./wrong-namespace.ts";

export const serviceSelectsNothing: Rule = {
  id: "service-selects-nothing",
  severity: "information",
  needs: "workspace",
  why: "A headless Service without Pods is NXDOMAIN; a regular one answers with a ClusterIP that leads nowhere.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
# ^^^^^^^^ 💡 warning: the selector of Service 'api' matches no Pod: Deployment 'api' has tier 'backend', not 'frontend'; 'api' answers with a ClusterIP that leads nowhere (service-selects-nothing)
    app: api
    tier: frontend
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
      tier: backend
  template:
    metadata:
      labels:
        app: api
        tier: backend
    spec:
      containers:
        - name: api
          image: api
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
`,
  *check(context): Iterable<Finding> {
    const { analysis, environment, declaration } = context;
    const { object } = declaration;
    if (object.kind !== "Service" || object.type === "ExternalName" || !isJudged(declaration)) return;
    const { selector = {} } = object;
    if (Object.keys(selector).length === 0 || Object.keys(selector).some((key) => isRuntimeLabel(analysis, key)))
      return;
    // Pods of the control plane are in no manifest that is applied.
    if (!isOurs(analysis, namespaceOf(analysis, object))) return;
    if (environment.open.length > 0 || makersSelectedBy(analysis, environment, object).length > 0) return;
    if (!isFinal(environment, declaration) || selectedElsewhere(context) !== undefined) return;
    const beside =
      environment.kind === "plain"
        ? analysis.declarationsIn(folderOf(pathOf(declaration.uri)))
        : environment.declarations;
    const makers = beside
      .filter((other) => Number.isFinite(environment.distance(other)) && sameNamespace(object, other.object))
      .filter((other) => labelsOfPods(other.object) !== undefined);
    if (makers.length === 0 || makers.some((maker) => maker.templated) || governs(object, makers)) return;
    if (makingResources(analysis.customResources()).some((other) => environment.distance(other) <= near)) return;
    // Workloads that have none of the labels say nothing about this Service: its Pods come from elsewhere.
    if (!makers.some((maker) => Object.keys(selector).some((key) => key in (labelsOfPods(maker.object) ?? {})))) return;
    const almost = nearestMaker(selector, makers);
    yield {
      at: { declaration, path: ["spec", "selector"], part: "key" },
      about: declaration,
      severity: almost === undefined ? "information" : "warning",
      message: `the selector of Service '${object.meta.name}' matches no Pod${almost === undefined ? "" : `: ${describe(selector, almost)}`}; ${effect(object)}`,
      related:
        almost === undefined
          ? []
          : [{ at: { declaration: almost, path: labelsPath(almost), part: "key" }, message: "the Pods' labels" }],
      fixes: () => (almost === undefined ? [] : matchSelector(analysis, declaration, almost)),
    };
  },
};

/** selector-mismatch speaks about a StatefulSet's governing Service. */
function governs(service: ServiceObject, makers: readonly Declaration[]): boolean {
  return makers.some(({ object }) => object.kind === "StatefulSet" && object.serviceName === service.meta.name);
}

/** The workload that shares most selector labels and has another value for at least one; undefined when none does. */
function nearestMaker(selector: Labels, makers: readonly Declaration[]): Declaration | undefined {
  let best: { readonly maker: Declaration; readonly score: number } | undefined;
  for (const maker of makers) {
    const labels = labelsOfPods(maker.object) ?? {};
    const keys = Object.keys(selector).filter((key) => key in labels);
    const same = keys.filter((key) => labels[key] === selector[key]).length;
    // With one shared label the value is all there is to go by: another value alone is another application.
    if (keys.length === 0 || same === keys.length || (same === 0 && Object.keys(selector).length > 1)) continue;
    if (same === 0 && makers.length > 1) continue;
    if (best === undefined || same > best.score) best = { maker, score: same };
  }
  return best?.maker;
}

function describe(selector: Labels, maker: Declaration): string {
  const labels = labelsOfPods(maker.object) ?? {};
  const wrong = Object.entries(selector)
    .filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => (labels[key] === undefined ? `no ${key}` : `${key} '${labels[key]}', not '${value}'`));
  return `${maker.object.kind} '${maker.object.meta.name}' has ${wrong.join(", ")}`;
}

function effect(service: ServiceObject): string {
  const { name } = service.meta;
  return isHeadless(service) ? `'${name}' is NXDOMAIN` : `'${name}' answers with a ClusterIP that leads nowhere`;
}

function labelsPath({ object }: Declaration): readonly string[] {
  if (object.kind === "Pod") return ["metadata", "labels"];
  const template = ["spec", "template", "metadata", "labels"];
  return object.kind === "CronJob" ? ["spec", "jobTemplate", ...template] : template;
}
