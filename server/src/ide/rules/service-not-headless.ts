/** Reports a StatefulSet whose governing Service is not headless. The severity says how much that matters. */

import { folderOf, isWithin, pathOf } from "../../base/uri-path.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import { isHeadless } from "../../cluster/state/service-families.ts";
import { clusterDomain, exists } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ServiceObject, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostsOf, mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { type Declared, isJudged, judgedStatefulSet, near, servicesNamed } from "./evidence/reach.ts";
import { addHeadlessBeside } from "./fixes/create-service.ts";
import { makeHeadless } from "./fixes/edit-fields.ts";
import { byPlace } from "./host-names/change-host.ts";
import { fullParts, numbered, shortPodParts } from "./host-names/parts.ts";
import { compatible, outcomeFrom, servicesInView, setsInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

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
#              ^^^ 💡 warning: 'web' answers with one ClusterIP instead of the 3 Pods: Service 'web' is not headless, and Kubernetes specifies per-Pod names such as 'web-0.web' only for headless Services (CoreDNS answers them, kube-dns does not) (service-not-headless)
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
    yield* usedNames(analysis, environment, declaration);
    const set = judgedStatefulSet(declaration);
    const name = set?.serviceName ?? "";
    if (set === undefined || name === "") return;
    const [service] = servicesNamed(analysis, environment, set, name).found;
    if (service === undefined || service.distance > near) return;
    if (!isJudged(service.declaration) || isHeadless(service.object)) return;
    yield {
      at: { declaration, path: ["spec", "serviceName"] },
      severity:
        analysis.settings.dnsServer === "spec" || (set.replicas ?? 1) > 1 || writesPodNames(analysis, declaration, set)
          ? "warning"
          : "information",
      message: messageFor(analysis, environment, service, set),
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

function messageFor(
  analysis: Analysis,
  { server }: Environment,
  { object }: Declared<ServiceObject>,
  set: WorkloadObject,
): string {
  const service = object.meta.name;
  if (object.type === "ExternalName") {
    return `the Pods of StatefulSet '${set.meta.name}' get no names of their own: Service '${service}' is of type ExternalName, an alias for '${object.externalName ?? ""}'`;
  }
  const replicas = set.replicas ?? 1;
  const pods = replicas === 1 ? "the Pod" : `the ${replicas} Pods`;
  const first = `${set.meta.name}-${set.ordinalsStart ?? 0}.${service}`;
  const isAnswered = exists(server, `${first}.${namespaceOf(set, analysis.settings)}.svc.${clusterDomain(server)}`);
  const answered =
    analysis.settings.dnsServer === "spec"
      ? " (this cluster's DNS server answers none)"
      : isAnswered
        ? " (CoreDNS answers them, kube-dns does not)"
        : "";
  return `'${service}' answers with one ClusterIP instead of ${pods}: Service '${service}' is not headless, and Kubernetes specifies per-Pod names such as '${first}' only for headless Services${answered}`;
}

/** Per-Pod names in strings whose Service is not headless: they work on some clusters only. */
function* usedNames(analysis: Analysis, environment: Environment, declaration: Declaration): Iterable<Finding> {
  const hosts = hostsOf(analysis, declaration);
  for (const [mention] of byPlace(hosts)) {
    const parts = fullParts(mention) ?? shortPodParts(mention);
    const pod = numbered(parts?.endpoint ?? "");
    const { domain = "" } = parts ?? {};
    if (parts === undefined || pod === undefined || (domain !== "" && domain !== environment.podDns.clusterDomain)) {
      continue;
    }
    const namespace = parts.namespace ?? declaration.object.meta.namespace;
    const set = setsInView(environment, pod.base).find(({ object }) => compatible(object.meta.namespace, namespace));
    const [service] = servicesInView(environment, parts.service, namespace);
    if (set === undefined || service === undefined || set.object.serviceName !== parts.service) continue;
    if (set.distance > near || service.distance > near || !isJudged(service.declaration)) continue;
    if (isHeadless(service.object) || service.object.type === "ExternalName") continue;
    // Names that do not resolve at all are reported by other rules.
    if (outcomeFrom(analysis, environment, declaration, mention) !== "resolved") continue;
    yield {
      at: siteOf(declaration, mention),
      severity: "information",
      message: `'${mention.host}' is a per-Pod name under Service '${parts.service}', which is not headless: CoreDNS answers it, Kubernetes specifies such names only for headless Services, and kube-dns does not answer it`,
      related: [{ at: { declaration: service.declaration, path: ["metadata", "name"] }, message: "the Service" }],
      fixes: () => makeHeadless(analysis, service.declaration),
    };
  }
}

/** True when its own template, or a file near it, contains one of its per-Pod names: something relies on them. */
function writesPodNames(analysis: Analysis, declaration: Declaration, set: WorkloadObject): boolean {
  const composed = mentionsOf(analysis, declaration).some(
    (mention) =>
      mention.kind === "host" &&
      numbered(mention.labels[0] ?? "")?.base === set.meta.name &&
      mention.labels[1] === set.serviceName,
  );
  if (composed) return true;
  const parent = folderOf(folderOf(pathOf(declaration.uri)));
  for (const [uri, file] of analysis.files) {
    if (
      file.role === "manifests" &&
      isWithin(pathOf(uri), parent) &&
      spells(file.text, set.meta.name, set.serviceName ?? "")
    )
      return true;
  }
  return false;
}

/** True when the text holds `NAME-0.SERVICE`, with any number, as words of their own. */
function spells(text: string, name: string, service: string): boolean {
  if (name === "" || service === "") return false;
  const begin = `${name}-`;
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    let end = at + begin.length;
    while (/\d/.test(text[end] ?? "")) end++;
    const isNumbered = end > at + begin.length;
    if (!isNumbered || !text.startsWith(`.${service}`, end) || isWord(text[at - 1])) continue;
    if (!isWord(text[end + 1 + service.length])) return true;
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
