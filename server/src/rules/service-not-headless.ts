/** Knows when a StatefulSet's governing Service is not headless, and how much that matters. */

import type { Analysis } from "../analysis/analysis.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { ServiceObject, WorkloadObject } from "../manifests/object.ts";
import { folderOf, isWithin, pathOf } from "../text/uri-path.ts";
import { addHeadlessBeside } from "./fixes/create-service.ts";
import { makeHeadless } from "./fixes/edit-fields.ts";
import { type Declared, isHeadless, isJudged, judgedStatefulSet, near, servicesNamed } from "./reach.ts";
import type { Finding, Rule } from "./rule.ts";

export const serviceNotHeadless: Rule = {
  id: "service-not-headless",
  severity: "information",
  needs: "workspace",
  why: "Kubernetes specifies per-Pod names only for headless Services: CoreDNS answers them for regular ones too, kube-dns does not.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web
#              ^^^ 💡 warning: Service 'web' is not headless: Kubernetes specifies per-Pod names such as 'web-0.web' only for headless Services (CoreDNS answers them, kube-dns does not), and 'web' alone answers with one ClusterIP instead of the 3 Pods (service-not-headless)
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
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web
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
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const set = judgedStatefulSet(declaration);
    const name = set?.serviceName ?? "";
    if (set === undefined || name === "") return;
    const [service] = servicesNamed(analysis, environment, set, name).found;
    if (service === undefined || service.distance > near) return;
    if (!isJudged(service.declaration) || isHeadless(service.object)) return;
    yield {
      at: { declaration, path: ["spec", "serviceName"] },
      severity: (set.replicas ?? 1) > 1 || writesPodNames(analysis, declaration, set) ? "warning" : "information",
      message: messageFor(service, set),
      related: [
        {
          at: { declaration: service.declaration, path: ["metadata", "name"] },
          message: service.object.type === "ExternalName" ? "an ExternalName Service" : "a Service with a ClusterIP",
        },
      ],
      fixes: () => [
        ...makeHeadless(analysis, service.declaration),
        ...addHeadlessBeside(analysis, declaration, service.declaration),
      ],
    };
  },
};

function messageFor({ object }: Declared<ServiceObject>, set: WorkloadObject): string {
  const service = object.meta.name;
  if (object.type === "ExternalName") {
    return `Service '${service}' is of type ExternalName: it is an alias for '${object.externalName ?? ""}', and the Pods of StatefulSet '${set.meta.name}' get no names of their own`;
  }
  const replicas = set.replicas ?? 1;
  const pods = replicas === 1 ? "the Pod" : `the ${replicas} Pods`;
  const first = `${set.meta.name}-${set.ordinalsStart ?? 0}.${service}`;
  return `Service '${service}' is not headless: Kubernetes specifies per-Pod names such as '${first}' only for headless Services (CoreDNS answers them, kube-dns does not), and '${service}' alone answers with one ClusterIP instead of ${pods}`;
}

/** True when a file near the StatefulSet spells one of its per-Pod names: somebody relies on them. */
function writesPodNames(analysis: Analysis, declaration: Declaration, set: WorkloadObject): boolean {
  const written = new RegExp(`\\b${literal(set.meta.name)}-\\d+\\.${literal(set.serviceName ?? "")}\\b`);
  const parent = folderOf(folderOf(pathOf(declaration.uri)));
  for (const [uri, file] of analysis.files) {
    if (file.role === "manifests" && isWithin(pathOf(uri), parent) && written.test(file.text)) return true;
  }
  return false;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
