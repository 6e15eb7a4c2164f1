/**
 * Reports a StatefulSet whose serviceName names no Service. Reports nothing where something unseen might provide the
 * Service.
 */

import { memoize } from "../../base/memo.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { KubeObject, ServiceObject } from "../../kubernetes/manifests/object.ts";
import { labelsOfPods } from "../../kubernetes/manifests/pod-template.ts";
import { immutability } from "../../kubernetes/validation/immutable.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { makersSelectedBy } from "./evidence/pod-template.ts";
import { type Declared, firstOf, judgedStatefulSet, servicesNamed } from "./evidence/reach.ts";
import { createHeadlessService } from "./fixes/create-service.ts";
import { replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";
import { governingElsewhere } from "./wrong-namespace.ts";

export const serviceNameUnknown: Rule = {
  id: "service-name-unknown",
  severity: "warning",
  needs: "workspace",
  why: "A StatefulSet's Pods get names of their own only under the Service that `serviceName` names; without it every per-Pod name is NXDOMAIN.",
  bad: `
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
  serviceName: web-headles
#              ^^^^^^^^^^^ 💡 warning: the Pods of StatefulSet 'web' get no names of their own: no Service 'web-headles' in namespace 'default'; did you mean 'web-headless'? (service-name-unknown)
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
  *check(context): Iterable<Finding> {
    const { analysis, environment, declaration } = context;
    const set = judgedStatefulSet(declaration);
    const name = set?.serviceName ?? "";
    if (set === undefined || name === "" || environment.open.length > 0) return;
    const reach = servicesNamed(analysis, environment, set, name);
    // wrong-namespace reports one that is near.
    if (reach.found.length > 0 || governingElsewhere(context) !== undefined) return;
    const elsewhere = firstOf(reach.elsewhere(), 3);
    const namespace = namespaceOf(set, analysis.settings);
    const similar = [
      ...new Set([
        ...selecting(analysis, environment, declaration),
        ...nearestNames(name, headlessFirst(analysis, environment, declaration)).filter(
          (other) => !isOfOthers(analysis, environment, declaration, set, other),
        ),
      ]),
    ];
    yield {
      at: { declaration, path: ["spec", "serviceName"] },
      message: `the Pods of StatefulSet '${set.meta.name}' get no names of their own: no Service '${name}' in namespace '${namespace}'${hint(elsewhere, similar)}`,
      related: elsewhere.map((other) => ({
        at: { declaration: other.declaration, path: ["metadata", "name"] },
        message: whyElsewhere(other),
      })),
      fixes: () => [
        ...similar.flatMap((other) => pointTo(analysis, declaration, other)),
        ...createHeadlessService(analysis, declaration, name),
      ],
    };
  },
};

function hint(elsewhere: readonly Declared<ServiceObject>[], similar: readonly string[]): string {
  const [other] = elsewhere;
  if (similar[0] !== undefined) return `; did you mean '${similar[0]}'?`;
  return other === undefined ? "" : `; ${whyElsewhere(other)}`;
}

function whyElsewhere({ object, distance }: Declared<ServiceObject>): string {
  return Number.isFinite(distance)
    ? `a Service of that name is in namespace '${object.meta.namespace ?? ""}', which a StatefulSet cannot use`
    : "a Service of that name is in the workspace, but is not applied together with this file";
}

/** The near headless Services that select the set's Pods: one of them is meant, under any name. */
function selecting(analysis: Analysis, environment: Environment, from: Declaration): readonly string[] {
  const labels = labelsOfPods(from.object) ?? {};
  const namespace = namespaceOf(from.object, analysis.settings);
  const known = headlessIn(analysis)(environment);
  let headless = known.get(namespace);
  if (headless === undefined) {
    headless = environment.nearby.flatMap(({ object }) =>
      object.kind === "Service" && isHeadless(object) && namespaceOf(object, analysis.settings) === namespace
        ? [object]
        : [],
    );
    known.set(namespace, headless);
  }
  return headless.flatMap((object) => {
    const selector = Object.entries(object.selector ?? {});
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value) ? [object.meta.name] : [];
  });
}

/** True for a Service that selects other Pods and not the set's: its name is near by accident. */
function isOfOthers(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  set: KubeObject,
  name: string,
): boolean {
  const [service] = servicesNamed(analysis, environment, set, name).found;
  const makers = service === undefined ? [] : makersSelectedBy(analysis, environment, service.object);
  return makers.length > 0 && !makers.some((maker) => maker.declaration === declaration);
}

/** The names of Services near the StatefulSet, those that are headless in front. */
export function headlessFirst(analysis: Analysis, environment: Environment, from: Declaration): readonly string[] {
  const namespace = namespaceOf(from.object, analysis.settings);
  const known = namesIn(analysis)(environment);
  const before = known.get(namespace);
  if (before !== undefined) return before;
  const services = environment.nearby
    .filter(({ object }) => object.kind === "Service")
    .filter(({ object }) => namespaceOf(object, analysis.settings) === namespace);
  const headless = services.filter(({ object }) => object.kind === "Service" && object.clusterIP === "None");
  const made = [...new Set([...headless, ...services].map(({ object }) => object.meta.name))];
  known.set(namespace, made);
  return made;
}

/** By namespace. */
const headlessIn = memoize((_: Analysis) => memoize((_of: Environment) => new Map<string, readonly ServiceObject[]>()));
const namesIn = memoize((_: Analysis) => memoize((_of: Environment) => new Map<string, readonly string[]>()));

/** The field cannot change on a StatefulSet that exists: pkg/apis/apps/validation ValidateStatefulSetUpdate. */
function pointTo(analysis: Analysis, declaration: Declaration, name: string): readonly Fix[] {
  const edits = replaceValue(analysis, declaration, ["spec", "serviceName"], name);
  if (edits.length === 0) return [];
  return [
    {
      title: `Change serviceName to '${name}' (${immutability("StatefulSet", ["spec", "serviceName"])})`,
      preferred: true,
      edits,
    },
  ];
}
