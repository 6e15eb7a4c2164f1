/** Reports Pods that ask for a name under a Service that does not exist. */

import { namespaceOf } from "../../cluster/state/identity.ts";
import type { KubeObject, PodSpec } from "../../kubernetes/manifests/object.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { firstOf, isJudged, servicesNamed } from "./evidence/reach.ts";
import { createHeadlessService } from "./fixes/create-service.ts";
import { replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Rule } from "./run/rule.ts";
import { headlessFirst } from "./service-name-unknown.ts";

export const subdomainWithoutService: Rule = {
  id: "subdomain-without-service",
  severity: "warning",
  needs: "workspace",
  why: "A Pod's `hostname` and `subdomain` become a name only under a Service called like the subdomain that selects the Pod. The Pod itself resolves the name through its own /etc/hosts, nobody else does.",
  bad: `
apiVersion: v1
kind: Pod
metadata:
  name: db
  labels:
    app: db
spec:
  hostname: db-0
  subdomain: database
#            ^^^^^^^^ 💡 warning: 'db-0.database' is known only inside the Pod itself: no Service 'database' in namespace 'default' (subdomain-without-service)
  containers:
    - name: db
      image: db
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: v1
kind: Pod
metadata:
  name: db
  labels:
    app: db
spec:
  hostname: db-0
  subdomain: database
  containers:
    - name: db
      image: db
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const { object } = declaration;
    const pod = specWithSubdomain(object);
    const name = pod?.spec.subdomain ?? "";
    if (pod === undefined || name === "" || !isJudged(declaration) || environment.open.length > 0) return;
    const { found, elsewhere } = servicesNamed(analysis, environment, object, name);
    if (found.length > 0) return;
    const path = [...pod.path, "subdomain"];
    const similar = nearestNames(name, headlessFirst(analysis, environment, declaration));
    const host = pod.spec.hostname ?? (object.kind === "Pod" ? object.meta.name : "<pod>");
    yield {
      at: { declaration, path },
      message: `'${host}.${name}' is known only inside the Pod itself: no Service '${name}' in namespace '${namespaceOf(object, analysis.settings)}'${similar[0] === undefined ? "" : `; did you mean '${similar[0]}'?`}`,
      related: firstOf(elsewhere(), 3).map((other) => ({
        at: { declaration: other.declaration, path: ["metadata", "name"] },
        message: "a Service of that name, in another namespace or not applied together with this file",
      })),
      fixes: () => [
        ...similar.map((other) => ({
          title: `Change subdomain to '${other}'`,
          preferred: true,
          edits: replaceValue(analysis, declaration, path, other),
        })),
        ...createHeadlessService(analysis, declaration, name),
      ],
    };
  },
};

/** The PodSpec whose subdomain counts; a StatefulSet overwrites it with serviceName, and a controller made an owned Pod's. */
function specWithSubdomain(object: KubeObject): { readonly spec: PodSpec; readonly path: Path } | undefined {
  const isOwned = object.kind === "Pod" && object.meta.controller !== undefined;
  return isOwned || object.kind === "StatefulSet" ? undefined : podSpecOf(object);
}
