/** Explains what the fields of a Pod (or of a template) mean for names: hostname, subdomain, and its resolv.conf. */
import type { PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import { isBeforeItsTime } from "../../../cluster/state/pods.ts";
import { formatResolvConf, ndotsOf } from "../../../dns/data/read-resolv-conf.ts";
import type { ResolvConf } from "../../../dns/data/resolv-conf.ts";
import { resolvConfOf } from "../../../dns/server/pod-dns.ts";
import { matchesLabels } from "../../../kubernetes/manifests/label-selector.ts";
import {
  nameOfService,
  namespaceInCluster,
  podsOf,
  serviceNamed,
  servicesIn,
  servicesOver,
} from "../cluster-objects.ts";
import { code, codeBlock, escapeText, plural, table } from "../markdown.ts";
import {
  addressText,
  beforeTimeOf,
  bold,
  describeService,
  type HoverContext,
  type HoverText,
  isMadeUp,
  podTable,
  selectedOf,
  srvName,
  where,
} from "./context.ts";
import { missingService } from "./missing.ts";
import { selectorText } from "./stateful-set.ts";

/** The Pods of a workload without names of their own, or a Pod: the Services that lead to them. */
export function podsText(context: HoverContext): HoverText {
  const { environment, declaration, analysis } = context;
  const { object } = declaration;
  const pods = podsOf(environment, declaration);
  const namespace = namespaceInCluster(environment, declaration, analysis.settings.defaultNamespace);
  const services = pods.some(isBeforeItsTime)
    ? servicesIn(environment, namespace).filter((service) => pods.some((pod) => selects(service, pod)))
    : servicesOver(environment, pods);
  const own = pods.find(({ subdomain, hostname }) => subdomain !== "" && hostname !== "");
  const governor = own && services.find(({ name }) => name === own.subdomain);
  const many = object.kind === "Pod" ? "" : ` with ${plural(pods.length, "Pod")}`;
  const drawn = pods.some(({ nameIsCertain }) => !nameIsCertain)
    ? " Their own names end in random characters: no client can know them."
    : "";
  return {
    head: `${bold(object.meta.name || (object.meta.generateName ?? ""))}: ${object.kind} in ${code(namespace)}${many}`,
    ...(governor !== undefined
      ? { table: podTable(context, governor, pods) }
      : services.length === 0
        ? {}
        : {
            table: table(["Service", "name", "address"], services, (service) => [
              `${escapeText(service.name)}${where(analysis, service.declaration)}`,
              code(nameOfService(environment, service)),
              service.headless ? "of each ready Pod" : addressText(service.clusterIPs),
            ]),
          }),
    sentences: [
      object.kind === "CronJob" ? "There are no Pods before its time: until then no name leads to one (NXDOMAIN)." : "",
      services.length === 0 && pods.length > 0
        ? `No Service selects ${pods.length === 1 ? "it" : "them"}: no name leads here.`
        : "",
      drawn.trim(),
    ],
    ...(pods[0] === undefined || services[0] === undefined ? {} : { ask: { name: services[0].name, from: pods[0] } }),
    madeUp:
      governor === undefined
        ? services.some(({ clusterIPs }) => clusterIPs.some(({ synthetic }) => synthetic))
        : isMadeUp(pods),
  };
}

/** `hostname` and `subdomain`: together one name, under a Service called like the subdomain (E4 of the endpoint controller). */
export function hostnameText(context: HoverContext, field: "hostname" | "subdomain"): HoverText | undefined {
  const { environment, declaration } = context;
  const { object } = declaration;
  if (object.kind === "StatefulSet") return overwritten(context, field);
  const pods = podsOf(environment, declaration);
  const [first] = pods;
  if (first === undefined) return undefined;
  const { hostname, subdomain, namespace } = first;
  if (subdomain === "")
    return {
      head: `Host name ${bold(hostname)}: known inside the Pod only`,
      sentences: ["It becomes a DNS name with a `subdomain` that is the name of a Service which selects the Pod."],
    };
  const service = serviceNamed(environment, namespace, subdomain);
  if (service === undefined) {
    const { head, why } = missingService(context, namespace, subdomain);
    return {
      head,
      table: podTable(context, subdomain, pods),
      sentences: [why, "Without it the name is known inside the Pod only, through its own `/etc/hosts`."],
      ask: { name: `${hostname || first.name}.${subdomain}`, from: first },
      madeUp: isMadeUp(pods),
    };
  }
  if (hostname === "") {
    return {
      head: `${bold(subdomain)}: ${describeService(context, service)}, but the Pod has no ${code("hostname")}`,
      sentences: ["Only both together make a name: the Pod's own name does not count."],
      ask: { name: subdomain, from: first },
    };
  }
  const selected = selectedOf(environment, service, pods);
  return {
    head: `${code(`${hostname}.${subdomain}`)}: a name below ${bold(subdomain)}, ${describeService(context, service)}`,
    table: podTable(context, service, pods),
    sentences: [
      selected.length === 0 ? whyUnselected(service, first) : "",
      sharedText(pods),
      selected.length > 0 && pods.length === 1 ? "The name stays when the Pod is replaced, the address doesn't." : "",
    ],
    ask: { name: `${hostname}.${subdomain}`, from: first },
    madeUp: isMadeUp(pods),
  };
}

function selects({ selector }: ServiceModel, { labels }: PodModel): boolean {
  return selector !== undefined && matchesLabels(selector, labels);
}

function whyUnselected(service: ServiceModel, pod: PodModel): string {
  return isBeforeItsTime(pod) && selects(service, pod)
    ? `There are no Pods ${beforeTimeOf(pod)}, and no name.`
    : `Its selector ${selectorText(service)} does not match, so the name does not exist.`;
}

/** What Pods of one template share: their name, unless each has an index of its own (an Indexed Job). */
function sharedText(pods: readonly PodModel[]): string {
  const names = new Set(pods.map(({ hostname }) => hostname));
  if (pods.length < 2) return "";
  return names.size === 1
    ? `All ${pods.length} Pods share this one name: it answers with each of them.`
    : "Each index has its own name, which stays when its Pod is replaced.";
}

/** pkg/controller/statefulset/stateful_set_utils.go initIdentity. */
function overwritten({ declaration }: HoverContext, field: string): HoverText {
  const { object } = declaration;
  const serviceName = object.kind === "StatefulSet" ? (object.serviceName ?? "") : "";
  return {
    head: `${code(field)} has no effect in a StatefulSet`,
    sentences: [
      `Its controller gives every Pod its own name as host name, and ${serviceName === "" ? "the empty `serviceName`" : code(serviceName)} (from \`serviceName\`) as subdomain.`,
    ],
  };
}

/** `dnsPolicy`, `dnsConfig`, `hostNetwork`: the resolv.conf that kubelet writes. */
export function resolvConfText(context: HoverContext): HoverText | undefined {
  const [pod] = podsOf(context.environment, context.declaration);
  if (pod === undefined) return undefined;
  const { conf, notes } = resolvConfOf(pod, context.environment.podDns);
  const text = formatResolvConf(conf);
  return {
    head: `${code("/etc/resolv.conf")} of ${pod.nameIsCertain ? `Pod ${bold(pod.name)}` : `the Pods of ${bold(context.declaration.object.meta.name)}`}, as kubelet writes it`,
    table: codeBlock(text === "" ? "(the node's own)" : text),
    sentences: [policyText(pod), ...notes.map((note) => `${escapeText(note)}.`), searchText(pod, conf)],
    ask: { name: "kubernetes.default", from: pod },
  };
}

function policyText({ spec: { dnsPolicy = "ClusterFirst", hostNetwork } }: PodModel): string {
  switch (dnsPolicy) {
    case "None":
      return "`None`: only what `dnsConfig` says; names of the cluster resolve only if its nameservers know them.";
    case "Default":
      return "`Default` (which is not the default): the node's own resolv.conf; names of the cluster do not resolve.";
    case "ClusterFirstWithHostNet":
      return "`ClusterFirstWithHostNet`: the cluster's DNS server, on the host's network too.";
    default:
      return hostNetwork
        ? "With `hostNetwork`, `ClusterFirst` falls back to the node's own resolv.conf: names of the cluster do not resolve. `ClusterFirstWithHostNet` is what is meant."
        : "";
  }
}

function searchText({ namespace }: PodModel, conf: ResolvConf): string {
  const [first] = conf.search;
  if (first === undefined) return "No search list: names have to be written in full.";
  const short = first.startsWith(`${namespace}.svc.`)
    ? `; a Service of ${code(namespace)} is found by its short name`
    : "";
  const ndots = ndotsOf(conf);
  const which = ndots === 1 ? "without a dot" : `with fewer than ${plural(ndots, "dot")}`;
  return `A name ${which} is tried with each search domain first${short}.`;
}

/** The name of a container's port: the Service ports that mean it, by their SRV names. */
export function containerPortText(context: HoverContext, name: string): HoverText | undefined {
  const { environment, declaration } = context;
  const pods = podsOf(environment, declaration);
  const ports = servicesOver(environment, pods).flatMap((service) =>
    service.ports.filter(({ targetPort }) => targetPort === name).map((port) => ({ service, port })),
  );
  const [first] = ports;
  if (first === undefined || pods[0] === undefined) return undefined;
  return {
    head: `Port ${bold(name)} is the target of ${plural(ports.length, "Service port")}`,
    table: table(["Service", "its port", "SRV name"], ports, ({ service, port }) => [
      `${escapeText(service.name)}${where(context.analysis, service.declaration)}`,
      String(port.port),
      port.name === "" ? "" : code(srvName(port, nameOfService(environment, service))),
    ]),
    sentences: ["A Pod without a port of this name and protocol is left out of that Service port."],
    ask: { name: first.service.name, from: pods[0] },
  };
}
