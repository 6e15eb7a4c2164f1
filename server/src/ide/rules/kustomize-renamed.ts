/**
 * Reports strings that keep a name which a kustomization changes: it renames objects and references, never words in
 * strings.
 */

import { memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Environment } from "../../workspace/analysis.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { isRefused } from "./evidence/reach.ts";
import { changeTo } from "./host-names/change-host.ts";
import { fullParts, type HostParts, numbered, shortPodParts, writeHost } from "./host-names/parts.ts";
import { compatible, servicesInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const kustomizeRenamed: Rule = {
  id: "kustomize-renamed",
  severity: "warning",
  needs: "workspace",
  reportsNames: true,
  why: "A kustomization's namePrefix, nameSuffix and namespace change objects and the references between them, not host names in strings: those keep the old name, which then exists nowhere.",
  bad: `
# file: base/kustomization.yaml
namePrefix: dev-
resources:
  - app.yaml
# file: base/app.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  selector:
    app: db
  ports:
    - port: 5432
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels:
    app: db
spec:
  containers:
    - name: app
      image: app
      env:
        - name: DB_URL
          value: postgres://db:5432/app
#                           ^^ 💡 warning: 'db' does not exist here: the kustomization calls Service 'db' 'dev-db', and changes no names in strings (kustomize-renamed)
`,
  good: `
# file: base/kustomization.yaml
namePrefix: dev-
resources:
  - app.yaml
# file: base/app.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  selector:
    app: db
  ports:
    - port: 5432
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels:
    app: db
spec:
  containers:
    - name: app
      image: app
      env:
        - name: DB_URL
          value: postgres://dev-db:5432/app
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (environment.kind === "plain" || environment.open.length > 0 || isRefused(declaration)) return;
    const renamed = renamedIn(environment.declarations);
    if (renamed.size === 0) return;
    for (const mention of hostsOf(analysis, declaration)) {
      const parts = partsOf(mention);
      const made = parts && renamed.get(parts.service);
      if (parts === undefined || made === undefined) continue;
      const { name, namespace: target } = made.object.meta;
      const namespace = parts.namespace ?? declaration.object.meta.namespace;
      if (servicesInView(environment, parts.service, namespace).length > 0) continue;
      if (!wasMeant(made, parts, analysis.settings.defaultNamespace)) continue;
      const meant = newName(environment, parts, made);
      if (meant === mention.host) continue;
      const change =
        name === parts.service
          ? `puts Service '${name}' into namespace '${target ?? ""}'`
          : `calls Service '${parts.service}' '${name}'`;
      yield {
        at: siteOf(declaration, mention),
        message: `'${mention.host}' does not exist here: the kustomization ${change}, and changes no names in strings`,
        unresolved: { name: mention.host, why: `the kustomization ${change}` },
        related: [{ at: { declaration: made, path: ["metadata", "name"] }, message: "the Service" }],
        fixes: () =>
          analysis.environmentsOf(declaration.uri).length > 1
            ? []
            : changeTo(
                analysis,
                declaration,
                mention,
                meant,
                `Change to '${meant}', the name after this kustomization`,
              ),
      };
    }
  },
};

/** Services whose name or namespace differs from what their file says, by the old name. */
const renamedIn = memoize((declarations: Environment["declarations"]): ReadonlyMap<string, Declaration> => {
  const found = new Map<string, Declaration>();
  for (const declaration of declarations) {
    const source = declaration.rendered?.source;
    if (declaration.object.kind !== "Service" || source === undefined) continue;
    const { name, namespace } = declaration.object.meta;
    if (name !== source.object.meta.name || namespace !== source.object.meta.namespace)
      found.set(source.object.meta.name, declaration);
  }
  return found;
});

/** Hosts by their form, their key or their number: another bare word, or a domain of two labels, may be anything. */
function partsOf(mention: HostMention): HostParts | undefined {
  const full = fullParts(mention);
  if (full !== undefined) return full;
  if (!mention.isHost && shortPodParts(mention) === undefined) return undefined;
  const [first, second, third, more] = mention.labels;
  if (first === undefined || more !== undefined) return undefined;
  if (second === undefined) return { service: first };
  if (third !== undefined) return numbered(first) && { endpoint: first, service: second, namespace: third };
  return numbered(first) === undefined ? { service: first, namespace: second } : { endpoint: first, service: second };
}

/** True when the name would have meant the Service before it was renamed. */
function wasMeant(made: Declaration, parts: HostParts, defaultNamespace: string): boolean {
  const before = made.rendered?.source?.object.meta.namespace;
  if (parts.namespace === undefined) return true;
  return before === undefined
    ? parts.namespace === defaultNamespace || compatible(made.object.meta.namespace, parts.namespace)
    : before === parts.namespace;
}

/** The same name after the change; a Pod's name follows its StatefulSet. */
function newName({ declarations }: Environment, parts: HostParts, made: Declaration): string {
  const pod = numbered(parts.endpoint ?? "");
  const set = declarations.find(
    ({ object, rendered }) => object.kind === "StatefulSet" && rendered?.source?.object.meta.name === pod?.base,
  );
  const endpoint = pod === undefined || set === undefined ? parts.endpoint : `${set.object.meta.name}-${pod.ordinal}`;
  const { name, namespace } = made.object.meta;
  return writeHost({
    ...parts,
    ...(endpoint === undefined ? {} : { endpoint }),
    service: name,
    ...(parts.namespace === undefined || namespace === undefined ? {} : { namespace }),
  });
}
