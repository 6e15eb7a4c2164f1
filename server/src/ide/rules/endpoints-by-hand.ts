/** Reports Endpoints and EndpointSlices written by hand that lead nowhere: overwritten by a controller, or of no Service. */

import { valueAt } from "../../base/json.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import { serviceNameLabel } from "../../cluster/state/slice-labels.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { EndpointSliceObject, EndpointsObject, ServiceObject } from "../../kubernetes/manifests/object.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { objectValue } from "../../workspace/places/object-value.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { isOurs } from "./evidence/our-namespaces.ts";
import { isFinal, isJudged, near, sameNamespace, servicesNamed } from "./evidence/reach.ts";
import { mayMakeService } from "./evidence/unseen.ts";
import { replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Fix, Rule, RuleContext } from "./run/rule.ts";

export const endpointsByHand: Rule = {
  id: "endpoints-by-hand",
  severity: "warning",
  needs: "workspace",
  why: "Endpoints that are written by hand count only for a Service of the same name without a selector: the endpoints controller overwrites those of a Service with a selector, and nothing reads those of no Service.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: legacy
spec:
  selector:
    app: legacy
  ports:
    - port: 80
---
apiVersion: v1
kind: Endpoints
metadata:
  name: legacy
#       ^^^^^^ warning: the endpoints controller overwrites these Endpoints: Service 'legacy' has a selector, so its addresses are those of the Pods that it selects; remove the selector or these Endpoints (endpoints-by-hand)
subsets:
  - addresses:
      - ip: 192.168.60.1
    ports:
      - port: 80
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: legacy
spec:
  ports:
    - port: 80
---
apiVersion: v1
kind: Endpoints
metadata:
  name: legacy
subsets:
  - addresses:
      - ip: 192.168.60.1
    ports:
      - port: 80
`,
  *check(context): Iterable<Finding> {
    const { analysis, environment, declaration } = context;
    const { object } = declaration;
    if (object.kind !== "Endpoints" && object.kind !== "EndpointSlice") return;
    if (analysis.snapshot || !isJudged(declaration) || isFromCluster(analysis, declaration, object)) return;
    if (!isFinal(environment, declaration)) return;
    const named = nameOf(object);
    if (named === undefined) return;
    if (named.name === "") yield* checkUnlabelled(context, named.at);
    else yield* checkNamed(context, object, named.name, named.at);
  },
};

/** The Service that the object is for, and the field that says so. Undefined for objects that others read. */
function nameOf({
  kind,
  meta,
}: EndpointsObject | EndpointSliceObject): { readonly name: string; readonly at: Path } | undefined {
  if (kind === "Endpoints") return { name: meta.name, at: ["metadata", "name"] };
  if (Object.keys(meta.labels).some((key) => key.startsWith("multicluster."))) return undefined;
  const name = meta.labels[serviceNameLabel];
  return name === undefined
    ? { name: "", at: ["metadata", "name"] }
    : { name, at: ["metadata", "labels", serviceNameLabel] };
}

/** What a cluster's controllers made, as a dump shows it, or what somebody elects a leader with. */
function isFromCluster(
  analysis: Analysis,
  declaration: Declaration,
  { kind, meta }: EndpointsObject | EndpointSliceObject,
): boolean {
  if (meta.uid !== undefined || meta.controller !== undefined) return true;
  if (Object.keys(meta.labels).some((key) => key.endsWith("kubernetes.io/managed-by") && !key.startsWith("app.")))
    return true;
  if (Object.keys(meta.annotations).some((key) => /leader|^endpoints\.kubernetes\.io\//.test(key))) return true;
  const value = objectValue(analysis, declaration);
  if (valueAt(value, ["metadata", "resourceVersion"]) !== undefined) return true;
  const lists = kind === "Endpoints" ? valueAt(value, ["subsets"]) : valueAt(value, ["endpoints"]);
  // Only controllers say which Pod an address is of; without addresses it is a lock, or filled by a program.
  return !Array.isArray(lists) || lists.length === 0 || JSON.stringify(lists).includes('"targetRef"');
}

function* checkUnlabelled({ analysis, environment, declaration }: RuleContext, at: Path): Iterable<Finding> {
  const service = lonelyServices(analysis, environment, declaration)[0];
  if (service === undefined && !hasServiceNear(environment, declaration)) return;
  const meant = service === undefined ? "" : `; did you mean '${service.meta.name}'?`;
  yield {
    at: { declaration, path: at },
    severity: "information",
    message: `EndpointSlice '${declaration.object.meta.name}' belongs to no Service: it has no label '${serviceNameLabel}', by which a Service finds its slices${meant}`,
  };
}

function* checkNamed(
  context: RuleContext,
  object: EndpointsObject | EndpointSliceObject,
  name: string,
  at: Path,
): Iterable<Finding> {
  const { analysis, environment, declaration } = context;
  const { found } = servicesNamed(analysis, environment, object, name);
  const [service] = found;
  if (service === undefined) {
    yield* checkMissing(context, object, name, at);
    return;
  }
  // An EndpointSlice stands beside those of the controller.
  if (object.kind === "EndpointSlice" || service.distance > near) return;
  // Any of them without a selector may be the one that is applied with these Endpoints.
  if (found.some(({ object: each }) => !isOverwritten(each)) || !isJudged(service.declaration)) return;
  yield {
    at: { declaration, path: at },
    message: `the endpoints controller overwrites these Endpoints: Service '${name}' has a selector${added(service.declaration)}, so its addresses are those of the Pods that it selects; remove the selector or these Endpoints`,
    related: [
      { at: { declaration: service.declaration, path: ["spec", "selector"], part: "key" }, message: "the selector" },
    ],
  };
}

/** pkg/controller/endpoint: a Service with a selector, an empty one too, but none of type ExternalName. */
function isOverwritten(service: ServiceObject): boolean {
  return service.type !== "ExternalName" && Object.keys(service.selector ?? {}).length > 0;
}

function added({ rendered, object }: Declaration): string {
  const source = rendered?.source?.object;
  if (source?.kind !== "Service" || object.kind !== "Service") return "";
  return Object.keys(source.selector ?? {}).length > 0 ? "" : ", which kustomize adds with its labels";
}

function* checkMissing(
  { analysis, environment, declaration }: RuleContext,
  object: EndpointsObject | EndpointSliceObject,
  name: string,
  at: Path,
): Iterable<Finding> {
  if (environment.open.length > 0 || !isOurs(analysis, namespaceOf(object, analysis.settings))) return;
  if (mayMakeService(analysis, name) !== undefined || analysis.declarationsNamed("Service", name).length > 0) return;
  const lonely = lonelyServices(analysis, environment, declaration).map(({ meta }) => meta.name);
  const similar = lonely.length === 1 ? lonely : nearestNames(name, lonely);
  // Volumes of GlusterFS name Endpoints; without a Service that lacks some, these may be for anybody.
  if (lonely.length === 0) return;
  yield {
    at: { declaration, path: at },
    message: `${object.kind} '${object.meta.name}' is for Service '${name}', and no Service of namespace '${namespaceOf(object, analysis.settings)}' has that name: nothing reads it${similar[0] === undefined ? "" : `; did you mean '${similar[0]}'?`}`,
    fixes: () => similar.flatMap((other) => rename(analysis, declaration, at, other)),
  };
}

/** True where Services of the application are at hand, so that one is missing. */
function hasServiceNear({ nearby, distance }: Environment, from: Declaration): boolean {
  return nearby.some(
    (other) => other.object.kind === "Service" && distance(other) <= near && sameNamespace(from.object, other.object),
  );
}

/** The Services beside it that wait for endpoints by hand: no selector, and no endpoints of their name. */
function lonelyServices(analysis: Analysis, environment: Environment, from: Declaration): readonly ServiceObject[] {
  const beside = environment.nearby.filter(({ object }) => sameNamespace(from.object, object));
  const given = new Set(
    beside.flatMap(({ object }) =>
      object.kind === "Endpoints" || object.kind === "EndpointSlice" ? [nameOf(object)?.name ?? ""] : [],
    ),
  );
  return beside.flatMap((declaration) => {
    const { object } = declaration;
    if (object.kind !== "Service" || object.type === "ExternalName" || !isJudged(declaration)) return [];
    if (Object.keys(object.selector ?? {}).length > 0 || given.has(object.meta.name)) return [];
    return namespaceOf(object, analysis.settings) === namespaceOf(from.object, analysis.settings) ? [object] : [];
  });
}

function rename(analysis: Analysis, declaration: Declaration, at: Path, name: string): readonly Fix[] {
  const edits = replaceValue(analysis, declaration, at, name);
  return edits.length === 0 ? [] : [{ title: `Change the name to '${name}'`, preferred: true, edits }];
}
