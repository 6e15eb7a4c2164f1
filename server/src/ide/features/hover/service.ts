/**
 * Explains what the fields of a Service mean for names: its own, those of its Pods, SRV names of its ports, aliases.
 */
import { behindService, comingBehind } from "../../../cluster/state/behind.ts";
import type { PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import { lowerName, relative } from "../../../dns/data/name.ts";
import { formatData } from "../../../dns/data/record.ts";
import { endpointsOf, nameOfService, podsBehind } from "../cluster-objects.ts";
import { code, escapeText, list, plural, table } from "../markdown.ts";
import {
  addressText,
  answerOf,
  ask,
  beforeTimeOf,
  bold,
  describeService,
  type HoverContext,
  type HoverText,
  isMadeUp,
  makersOf,
  podTable,
  srvName,
} from "./context.ts";
import { missingService } from "./missing.ts";
import { selectorText } from "./stateful-set.ts";

/** The Service's name (also where another object names it): what it answers with. */
export function serviceText(context: HoverContext, service: ServiceModel): HoverText {
  const pods = podsBehind(context.environment, service);
  const head = `${bold(service.name)}: ${describeService(context, service)}`;
  if (service.type === "ExternalName") return { ...aliasText(context, service), head };
  if (!service.headless) {
    return {
      head,
      table: recordTable(context, service),
      sentences: [behindText(context, service, pods), "The address stays as long as the Service does."],
      ask: asking(service, pods),
      madeUp: service.clusterIPs.some(({ synthetic }) => synthetic),
    };
  }
  return {
    head,
    ...(pods.length === 0 ? {} : { table: podTable(context, service, pods) }),
    sentences: [
      answerOf(context, service),
      service.publishNotReadyAddresses ? "Pods count before they are ready." : "",
      pods.length === 0
        ? noPodReason(context, service)
        : "It follows the Pods: every one that becomes ready or goes away changes the answer.",
    ],
    ask: asking(service, pods),
    madeUp: isMadeUp(pods),
  };
}

/** What the ClusterIP leads to. The verdict on a host (dns/clients/verdict.ts) says the same. */
function behindText(context: HoverContext, service: ServiceModel, pods: readonly PodModel[]): string {
  switch (behindService(context.environment.cluster, service)) {
    case "Pods":
      return `Behind it: ${makersOf(context, pods)}.`;
    case "endpoints":
      return `Behind it: ${plural(endpointsOf(context.environment, service).length, "endpoint")} that no Pod here has.`;
    case "nothing": {
      const next = comingBehind(context.environment.cluster, service);
      return `No Pod is behind it ${next === undefined ? "in these manifests" : beforeTimeOf(next)}.`;
    }
    case "unknown":
      return noPodReason(context, service);
  }
}

function noPodReason(context: HoverContext, service: ServiceModel): string {
  if (service.selector === undefined)
    return "It has no selector: its endpoints are what EndpointSlices or Endpoints of its name say.";
  // What the name alone answers with has said it.
  if (comingBehind(context.environment.cluster, service) !== undefined) return "";
  return `Its selector ${selectorText(service)} matches no Pod.`;
}

function asking(service: ServiceModel, [from]: readonly PodModel[]): NonNullable<HoverText["ask"]> {
  // A Pod of the Service's namespace: there the short name is enough.
  return from === undefined ? { name: `${service.name}.${service.namespace}` } : { name: service.name, from };
}

/** The names of a Service with a ClusterIP: its own, and one for each named port. */
function recordTable(context: HoverContext, service: ServiceModel): string {
  const fqdn = nameOfService(context.environment, service);
  const ports = service.ports.filter(({ name }) => name !== "");
  const names = [
    { name: fqdn, type: service.families[0] === "IPv6" ? "AAAA" : "A", shown: addressText(service.clusterIPs) },
    ...ports.map((port) => ({ name: srvName(port, fqdn), type: "SRV", shown: `port ${port.port}` })),
  ];
  return table(["name", "type", "answer"], names, ({ name, type, shown }) => [
    code(name),
    type === "SRV" ? "SRV" : service.families.map((family) => (family === "IPv6" ? "AAAA" : "A")).join(", "),
    ask(context, name, type)?.outcome === "found" ? shown : "NXDOMAIN",
  ]);
}

/** `clusterIP`: the Service's own address, or `None`. */
export function clusterIpText(context: HoverContext, service: ServiceModel): HoverText {
  const pods = podsBehind(context.environment, service);
  const name = code(nameOfService(context.environment, service));
  if (service.headless) {
    return {
      head: `${bold("None")} makes Service ${bold(service.name)} headless: ${name} answers with the addresses of its Pods, not with one of its own`,
      ...(pods.length === 0 ? {} : { table: podTable(context, service, pods) }),
      sentences: [
        answerOf(context, service),
        "Only under a headless Service does Kubernetes specify names for single Pods.",
      ],
      ask: asking(service, pods),
      madeUp: isMadeUp(pods),
    };
  }
  return {
    head: `${bold(service.name)} has ${service.clusterIPs.length > 1 ? "ClusterIPs" : "the ClusterIP"} ${addressText(service.clusterIPs)}: ${name} answers with ${service.clusterIPs.length > 1 ? "them" : "it"}`,
    sentences: ["The address belongs to no Pod; connections to it are spread over the ready ones."],
    ask: asking(service, pods),
    madeUp: service.clusterIPs.some(({ synthetic }) => synthetic),
  };
}

/** `selector`: the Pods it picks, by what makes them. */
export function selectorHover(context: HoverContext, service: ServiceModel): HoverText {
  const pods = podsBehind(context.environment, service);
  if (pods.length === 0) {
    const next = comingBehind(context.environment.cluster, service)?.controller;
    return {
      head:
        next === undefined
          ? `${selectorText(service)} selects no Pod in ${code(service.namespace)}`
          : `${selectorText(service)} selects only the Pods of ${next.kind} ${code(next.name)}, of which there are none before its time`,
      sentences: [answerOf(context, service), "A selector counts in its own namespace only."],
      ask: asking(service, pods),
    };
  }
  return {
    head: `${selectorText(service)} selects ${makersOf(context, pods)}`,
    ...(service.headless ? { table: podTable(context, service, pods) } : {}),
    sentences: [answerOf(context, service)],
    ask: asking(service, pods),
    madeUp: isMadeUp(pods) || service.clusterIPs.some(({ synthetic }) => synthetic),
  };
}

/** A port: its SRV name, with what the server answers. */
export function portText(context: HoverContext, service: ServiceModel, index: number): HoverText | undefined {
  const port = service.ports[index];
  if (port === undefined || service.type === "ExternalName") return undefined;
  const fqdn = nameOfService(context.environment, service);
  const pods = podsBehind(context.environment, service);
  if (port.name === "") {
    return {
      head: `Port ${port.port}/${escapeText(port.protocol)} of ${bold(service.name)} has no name, so there is no SRV name for it`,
      sentences: [`An SRV question for ${code(fqdn)} lists it with all other ports.`],
      ask: asking(service, pods),
    };
  }
  const name = srvName(port, fqdn);
  const records = ask(context, name, "SRV")?.answer.filter(({ record }) => record.data.type === "SRV") ?? [];
  return {
    head: `Port ${bold(port.name)} of ${bold(service.name)} makes the SRV name ${code(name)}`,
    ...(records.length === 0 ? {} : { table: srvTable(records) }),
    sentences: [
      records.length === 0 ? "It is NXDOMAIN now: no ready endpoint has this port." : "",
      service.headless
        ? "Under a headless Service the port is the Pod's own (`targetPort`)."
        : `The port is the Service's own; where it leads (${code(String(port.targetPort))}) is not in DNS.`,
    ],
    ask: { ...asking(service, pods), name, type: "SRV" },
  };
}

function srvTable(
  records: readonly { readonly record: { readonly data: Parameters<typeof formatData>[0] } }[],
): string {
  const sorted = [...records].map(({ record }) => record.data);
  return table(["port", "at"], sorted, (data) =>
    data.type === "SRV" ? [String(data.port), code(relative(data.target))] : ["", escapeText(formatData(data))],
  );
}

/** `externalName`: an alias, with what that means for programs. */
export function aliasText(context: HoverContext, service: ServiceModel): HoverText {
  const name = nameOfService(context.environment, service);
  const response = ask(context, name, "CNAME");
  const isAlias = response?.outcome === "found";
  if (isAlias && lowerName(service.externalName).replace(/\.$/, "") === lowerName(name)) {
    return {
      head: `${code(name)} is an alias (CNAME) for itself`,
      sentences: ["It never resolves: `externalName` has to be another host."],
      ask: { name: `${service.name}.${service.namespace}` },
    };
  }
  return {
    head: `${code(name)} is ${isAlias ? "an alias (CNAME) for" : "NXDOMAIN, not an alias for"} ${code(service.externalName)}`,
    sentences: isAlias
      ? [
          "It has no address, no ports and no names below it.",
          "Programs go to the other host under this name: TLS certificates and HTTP hosts have to know it.",
        ]
      : ["`externalName` has to be a host name: an address is not answered."],
    ask: { name: `${service.name}.${service.namespace}` },
  };
}

/** `publishNotReadyAddresses`: whose names exist when. */
export function publishText(context: HoverContext, service: ServiceModel): HoverText {
  const pods = podsBehind(context.environment, service);
  const [first] = pods;
  const example =
    first === undefined || first.hostname === "" ? "" : ` such as ${code(`${first.hostname}.${service.name}`)}`;
  return {
    head: service.publishNotReadyAddresses
      ? `${bold(service.name)} publishes its Pods as soon as they have addresses: names${example} exist before the Pods are ready, and while they end`
      : `${bold(service.name)} publishes a Pod while it is ready: names${example} do not exist before, nor while it ends`,
    ...(service.headless && pods.length > 0 ? { table: podTable(context, service, pods) } : {}),
    sentences: [
      service.publishNotReadyAddresses
        ? "Peers find each other at their first start this way; clients get Pods that do not answer yet."
        : "Peers that must find each other before they are ready need `true`.",
    ],
    ask: asking(service, pods),
    madeUp: service.headless && isMadeUp(pods),
  };
}

/** `ipFamilies`, `ipFamilyPolicy`: which record types the name has. */
export function familiesText(context: HoverContext, service: ServiceModel): HoverText {
  const types = service.families.map((family) => (family === "IPv6" ? "AAAA" : "A"));
  const name = code(nameOfService(context.environment, service));
  const other =
    types.length > 1
      ? ""
      : `A question for ${types[0] === "AAAA" ? "A" : "AAAA"} finds no data, which is not an error.`;
  return {
    head: `${name} has ${list(types)} records: ${list([...service.families])}${service.families.length > 1 ? `, ${service.families[0]} first` : ""}`,
    sentences: [other, service.headless ? "Its Pods' names below it have the same." : ""],
    ask: asking(service, podsBehind(context.environment, service)),
  };
}

/** A Service that an object names, and that no manifest declares. */
export function unknownServiceText(context: HoverContext, namespace: string, name: string): HoverText {
  const { head, why } = missingService(context, namespace, name);
  return { head, sentences: [why], ask: { name: `${name}.${namespace}` } };
}
