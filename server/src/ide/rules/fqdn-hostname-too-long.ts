/**
 * Reports Pods whose complete name is meant to be the kernel's host name but is too long: the kubelet never starts
 * them.
 */

import type { KubeObject, PodSpec } from "../../kubernetes/manifests/object.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import { isFinal, isJudged } from "./evidence/reach.ts";
import type { Finding, Rule } from "./run/rule.ts";

/** The kernel's limit for a host name (pkg/kubelet/util GetNodenameForKernel). */
const kernelLimit = 64;

export const fqdnHostnameTooLong: Rule = {
  id: "fqdn-hostname-too-long",
  severity: "warning",
  needs: "document",
  why: "With setHostnameAsFQDN the kubelet makes a Pod's complete name the kernel's host name, which has at most 64 characters. The API server accepts longer ones, but such a Pod stays in ContainerCreating forever: it gets no address, and its name stays NXDOMAIN.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: message-brokers
spec:
  clusterIP: None
  selector:
    app: broker
---
apiVersion: v1
kind: Pod
metadata:
  name: broker-0
  labels:
    app: broker
spec:
  hostname: the-first-of-the-brokers
  subdomain: message-brokers
  setHostnameAsFQDN: true
#                    ^^^^ warning: the Pod never starts, and its name stays NXDOMAIN: the host name 'the-first-of-the-brokers.message-brokers.default.svc.cluster.local' has 66 characters, and the kernel takes 64; shorten the names or take setHostnameAsFQDN away (fqdn-hostname-too-long)
  containers:
    - name: broker
      image: broker
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: brokers
spec:
  clusterIP: None
  selector:
    app: broker
---
apiVersion: v1
kind: Pod
metadata:
  name: broker-0
  labels:
    app: broker
spec:
  hostname: broker-0
  subdomain: brokers
  setHostnameAsFQDN: true
  containers:
    - name: broker
      image: broker
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const pod = podSpecOf(declaration.object);
    if (pod === undefined || !isJudged(declaration) || !isFinal(environment, declaration)) return;
    const { setHostnameAsFQDN, hostNetwork, hostnameOverride } = pod.spec;
    if (!setHostnameAsFQDN || hostNetwork || hostnameOverride !== undefined) return;
    const names = namesOf(declaration.object, pod.spec);
    if (names === undefined) return;
    const namespace = declaration.object.meta.namespace ?? analysis.settings.defaultNamespace;
    const domain = `${names.subdomain}.${namespace}.svc.${environment.podDns.clusterDomain}`;
    const fqdn = `${names.hostname}.${domain}`;
    if (fqdn.length <= kernelLimit) return;
    yield {
      at: { declaration, path: [...pod.path, "setHostnameAsFQDN"] },
      message: `the Pod never starts, and its name stays NXDOMAIN: the host name '${fqdn}' has ${fqdn.length} characters, and the kernel takes ${kernelLimit}; shorten the names or take setHostnameAsFQDN away`,
    };
  },
};

/** The longest host name that is certain, and the subdomain; undefined where a Pod has no complete name. */
function namesOf(
  object: KubeObject,
  spec: PodSpec,
): { readonly hostname: string; readonly subdomain: string } | undefined {
  if (object.kind === "StatefulSet") {
    const { replicas = 1, ordinalsStart = 0, serviceName = "", meta } = object;
    if (serviceName === "" || replicas === 0) return undefined;
    return { hostname: `${meta.name}-${ordinalsStart + replicas - 1}`, subdomain: serviceName };
  }
  const { subdomain = "", hostname = "" } = spec;
  if (subdomain === "") return undefined;
  if (object.kind === "Job" && object.completionMode === "Indexed")
    return { hostname: `${object.meta.name}-${(object.completions ?? 1) - 1}`, subdomain };
  if (object.kind === "Pod") return { hostname: hostname === "" ? object.meta.name : hostname, subdomain };
  // The names of other Pods end in characters that are drawn at random.
  return hostname === "" ? undefined : { hostname, subdomain };
}
