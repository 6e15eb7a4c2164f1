/** Explains in words why a name was asked and which rule decided its answer. It computes no answers. */

import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import type { FromCache, Reason } from "../server/response.ts";
import { code, plural, pod, say, service } from "./phrases.ts";
import type { CandidateOrigin, Phrase, Step } from "./simulation.ts";

function workload(model: PodModel): readonly Phrase[] {
  const { controller } = model;
  if (controller === undefined) return [say("Pod "), pod(model)];
  return [
    say(`${controller.kind} `),
    code(controller.name, controller.declaration === undefined ? {} : { declaration: controller.declaration }),
  ];
}

/** The rule behind an answer, in words. */
export function explainReason(reason: Reason): readonly Phrase[] {
  switch (reason.kind) {
    case "service":
      return [
        say("the ClusterIP of Service "),
        service(reason.service),
        say(reason.isEmpty === true ? ", which has no Pod behind it here" : ", which hides its Pods"),
      ];
    case "headless":
      return [
        say("headless Service "),
        service(reason.service),
        say(`: its ${plural(reason.ready, reason.pods ? "ready Pod" : "ready endpoint")}`),
      ];
    case "endpoint":
      return [
        say(`${reason.service.headless ? "headless " : ""}Service `),
        service(reason.service),
        say(" · endpoint "),
        code(reason.endpoint),
        ...(reason.pod === undefined
          ? []
          : [
              say(
                reason.pod.hostname === reason.endpoint ? ": hostname and subdomain of " : ": the address of a Pod of ",
              ),
              ...workload(reason.pod),
            ]),
      ];
    case "port":
      return [
        say("port "),
        code(`${reason.port}/${reason.protocol}`),
        say(" of Service "),
        service(reason.service, ["spec", "ports"]),
      ];
    case "external-name":
      return [
        say("Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an alias for "),
        code(reason.target),
      ];
    case "pod-address":
      return reason.mode === "insecure"
        ? [say("any address written with dashes answers itself ("), code("pods insecure"), say(")")]
        : [say("a Pod has the address "), code(reason.ip), say(" ("), code("pods verified"), say(")")];
    case "reverse":
      return [say("the address "), code(reason.ip), say(" belongs to "), ...listed(reason.services)];
    case "apex":
      return [say("the zone itself")];
    case "name-server":
      return [say("the cluster's DNS server")];
    case "dns-version":
      return [say("the version of the DNS schema")];
    case "empty-non-terminal":
      return [say("names exist below it, it has no records itself")];
    case "namespace":
      return [say("namespace "), code(reason.namespace), say(" exists, it has no records itself")];
    case "hosts":
      return [say("a line of the server's hosts plugin: "), code(reason.name)];
    case "other-type":
      return reason.service === undefined
        ? [say(`the name exists, without ${reason.type} records`)]
        : [say("Service "), service(reason.service), say(` has no ${reason.type} records`)];
    case "other-family":
      return [
        say("Service "),
        service(reason.service),
        say(` has no ${reason.type === "AAAA" ? "IPv6" : "IPv4"} address`),
      ];
    case "not-a-form":
      return [say(reason.message)];
    case "no-namespace":
      return reason.exposed
        ? [say("no namespace "), code(reason.namespace)]
        : [say("namespace "), code(reason.namespace), say(" is not served by the DNS server's configuration")];
    case "no-service":
      return [say("no Service "), code(reason.name), say(" in namespace "), code(reason.namespace)];
    case "no-endpoint":
      return noEndpoint(reason);
    case "no-ready-endpoint":
      return [
        say("headless Service "),
        service(reason.service),
        ...(reason.coming === undefined
          ? [say(reason.notReady === 0 ? " selects no Pod" : ` has no ready Pod (${reason.notReady} not ready)`)]
          : [say(" has no Pod "), ...beforeTime(reason.coming)]),
        say(", so its name does not exist"),
      ];
    case "no-port":
      return [
        say("Service "),
        service(reason.service, ["spec", "ports"]),
        say(" has no port "),
        code(`${reason.port}/${reason.protocol}`),
      ];
    case "no-pod-address":
      return reason.mode === "disabled"
        ? [say("the DNS server answers no Pod addresses ("), code("pods disabled"), say(")")]
        : [code(reason.label), say(" is not an address of a Pod in namespace "), code(reason.namespace)];
    case "no-reverse":
      return [say("no Service and no ready endpoint has the address "), code(reason.ip)];
    case "empty-service-ignored":
      return [
        say("Service "),
        service(reason.service),
        say(" has no ready Pod, and the server ignores empty Services"),
      ];
    case "external-name-is-address":
      return [
        say("the externalName of Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an address, which DNS cannot follow"),
      ];
    case "dangling-external-name":
      return [
        say("Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an alias for "),
        code(reason.target),
        say(", which has no such record"),
      ];
    case "outside":
      return [say("not a name of this cluster: the DNS server asks its upstream")];
    case "node-server":
      if (reason.by === "kubelet")
        return [say("kubelet asks for it on the node, whose DNS server knows no name of the cluster")];
      if (reason.server !== undefined)
        return [say("the Pod asks "), code(reason.server), say(", which knows no name of the cluster")];
      return [
        say("the Pod has its node's resolv.conf and asks the node's DNS server, which knows no name of the cluster"),
      ];
    case "refused":
      return [say(reason.message)];
    case "not-synced":
      return [say("the DNS server has not read the cluster's state yet")];
  }
}

/** "before the time of CronJob `backup`": when there are none of its Pods yet. */
export function beforeTime(model: PodModel): readonly Phrase[] {
  return [say("before the time of "), ...workload(model)];
}

function noEndpoint(reason: Extract<Reason, { readonly kind: "no-endpoint" }>): readonly Phrase[] {
  const about = [say(`${reason.service.headless ? "headless " : ""}Service `), service(reason.service)];
  if (reason.unspecified === true)
    return [
      ...about,
      say(" is not headless, and this DNS server has names for single Pods under headless Services only"),
    ];
  if (reason.pod === undefined) {
    const when = reason.coming === undefined ? [] : [say(" "), ...beforeTime(reason.coming)];
    return [...about, say(" has no endpoint "), code(reason.endpoint), ...when];
  }
  if (!reason.pod.ready) return [...about, say(" leaves out Pod "), pod(reason.pod), say(": it is not ready")];
  if (reason.pod.terminating) return [...about, say(" leaves out Pod "), pod(reason.pod), say(": it is being deleted")];
  if (reason.pod.subdomain !== reason.service.name) {
    const actual =
      reason.pod.subdomain === "" ? [say("no subdomain")] : [say("subdomain "), code(reason.pod.subdomain)];
    return [
      ...about,
      say(" has no name for Pod "),
      pod(reason.pod),
      say(", which has "),
      ...actual,
      say(": the subdomain (serviceName of a StatefulSet) must be the Service's name"),
    ];
  }
  return [...about, say(" does not select Pod "), pod(reason.pod)];
}

function listed(services: readonly ServiceModel[]): readonly Phrase[] {
  if (services.length === 0) return [say("no Service")];
  return services.flatMap((model, index) => [say(index === 0 ? "Service " : ", "), service(model)]);
}

/**
 * Why this name was asked, and what decided its answer.
 * @param asker the Pod whose resolv.conf made the client ask; absent: the search list belongs to no particular Pod
 */
export function explainStep(step: Step, asker?: PodModel): readonly Phrase[] {
  const why = explainOrigin(step.origin, asker);
  if (step.response.kind === "timeout") return [say(`no reply from ${step.server}`), ...why];
  const { response } = step;
  const cached = response.kind === "reply" ? response.cached : undefined;
  return [...explainReason(response.reason), ...why, ...(cached === undefined ? [] : explainCache(cached))];
}

/** Which cache gave a reply, since when it holds it, and whether it still is true. */
function explainCache(cached: FromCache): readonly Phrase[] {
  const name = (cache: FromCache["cache"]): string => (cache === "coredns" ? "CoreDNS's cache" : "NodeLocal DNSCache");
  const seconds = (value: number): string => `${Math.round(value * 1000) / 1000}s`;
  const left = cached.remaining > 0 ? `${seconds(cached.remaining)} left` : "expired, served stale";
  const inner = cached.inner === undefined ? "" : `, which had it from ${name(cached.inner.cache)}`;
  const stored = ` · from ${name(cached.cache)}: stored ${seconds(cached.age)} ago for ${seconds(cached.held)}, ${left}${inner}`;
  const { truth } = cached;
  if (truth === undefined) return [say(stored)];
  return [
    say(`${stored}; stale, as the server itself says ${truth.outcome === "nodata" ? "NODATA" : truth.rcode} now: `),
    ...explainReason(truth.reason),
  ];
}

function explainOrigin(origin: CandidateOrigin, asker: PodModel | undefined): readonly Phrase[] {
  switch (origin.kind) {
    case "search":
      return [say(" · search list"), ...ofAsker(asker), say(`, entry ${origin.index + 1}`)];
    case "as-is":
      return [say(` · ${asIsWords[origin.because]}`), ...(origin.because === "client" ? [] : ofAsker(asker))];
    case "follow-up":
    case "reverse":
      return [];
  }
}

/** `of web-0`, linked to what the Pod's resolv.conf is made from. */
function ofAsker(asker: PodModel | undefined): readonly Phrase[] {
  if (asker === undefined) return [];
  const { declaration, name } = asker;
  const place = declaration === undefined ? {} : { declaration, path: resolvConfPath(declaration) };
  return [say(" of "), code(name, place)];
}

/** The field that decides most about the resolv.conf of the Pods that a declaration makes; its nearest ancestor when absent. */
function resolvConfPath({ object }: Declaration): Path {
  const pod = podSpecOf(object);
  if (pod?.spec.dnsConfig !== undefined) return [...pod.path, "dnsConfig"];
  return pod?.spec.dnsPolicy === undefined ? ["metadata", "name"] : [...pod.path, "dnsPolicy"];
}

const asIsWords = {
  "final-dot": "as typed: the final dot makes it absolute, no search list",
  "enough-dots": "as typed: it has as many dots as ndots asks for",
  "list-exhausted": "as typed, after the search list",
  "no-search": "as typed: there is no search list in the resolv.conf",
  client: "as typed: this program walks no search list for it",
} as const;
