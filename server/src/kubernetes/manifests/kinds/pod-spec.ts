/** Reads PodSpec, PodTemplateSpec and PodStatus. */
import type {
  Container,
  NodeSelectorTerm,
  PodDnsConfig,
  PodSpec,
  PodStatus,
  PodTemplate,
  Protocol,
} from "../object.ts";
import type { Field } from "../read.ts";
import { optional, readRequirements } from "./meta.ts";
import { configReads } from "./pod-reads.ts";

export function readPodSpec(field: Field): PodSpec {
  const affinity = field.get("affinity").get("nodeAffinity").get("requiredDuringSchedulingIgnoredDuringExecution");
  return {
    ...optional("hostname", field.get("hostname").string()),
    ...optional("subdomain", field.get("subdomain").string()),
    ...optional("hostnameOverride", field.get("hostnameOverride").string()),
    setHostnameAsFQDN: field.get("setHostnameAsFQDN").boolean() ?? false,
    hostNetwork: field.get("hostNetwork").boolean() ?? false,
    ...optional("dnsPolicy", field.get("dnsPolicy").string()),
    ...optional("dnsConfig", readDnsConfig(field.get("dnsConfig"))),
    hostAliases: field
      .get("hostAliases")
      .items()
      .map((item) => ({ ip: item.get("ip").string() ?? "", hostnames: item.get("hostnames").strings() })),
    ...optional("nodeName", field.get("nodeName").string()),
    nodeSelector: field.get("nodeSelector").labels() ?? {},
    ...optional(
      "nodeAffinity",
      affinity.value === undefined ? undefined : affinity.get("nodeSelectorTerms").items().map(readTerm),
    ),
    tolerations: field
      .get("tolerations")
      .items()
      .map((item) => ({
        ...optional("key", item.get("key").string()),
        ...optional("operator", item.get("operator").string()),
        ...optional("value", item.get("value").string()),
        ...optional("effect", item.get("effect").string()),
        ...optional("tolerationSeconds", item.get("tolerationSeconds").number()),
      })),
    schedulingGates: field.get("schedulingGates").items().length,
    ...optional("restartPolicy", field.get("restartPolicy").string()),
    ...optional("terminationGracePeriodSeconds", field.get("terminationGracePeriodSeconds").number()),
    containers: field.get("containers").items().map(readContainer),
    initContainers: field.get("initContainers").items().map(readContainer),
    ...optional("reads", configReads(field.value)),
  };
}

function readTerm(field: Field): NodeSelectorTerm {
  return {
    matchExpressions: readRequirements(field.get("matchExpressions")),
    matchFields: readRequirements(field.get("matchFields")),
  };
}

function readDnsConfig(field: Field): PodDnsConfig | undefined {
  if (field.value === undefined) return undefined;
  return {
    nameservers: field.get("nameservers").strings(),
    searches: field.get("searches").strings(),
    options: field
      .get("options")
      .items()
      .map((item) => ({ name: item.get("name").string() ?? "", ...optional("value", item.get("value").string()) })),
  };
}

function readContainer(field: Field): Container {
  return {
    name: field.get("name").string() ?? "",
    ...optional("image", field.get("image").string()),
    ports: field
      .get("ports")
      .items()
      .map((port) => ({
        ...optional("name", port.get("name").string()),
        containerPort: port.get("containerPort").number() ?? 0,
        ...optional("protocol", readProtocol(port.get("protocol"))),
      })),
    ...optional("restartPolicy", field.get("restartPolicy").string()),
  };
}

export function readProtocol(field: Field): Protocol | undefined {
  const value = field.string();
  return value === "TCP" || value === "UDP" || value === "SCTP" ? value : undefined;
}

export function readTemplate(field: Field): PodTemplate | undefined {
  if (field.value === undefined) return undefined;
  const meta = field.get("metadata");
  return {
    labels: meta.get("labels").labels() ?? {},
    annotations: meta.get("annotations").labels() ?? {},
    spec: readPodSpec(field.get("spec")),
  };
}

export function readPodStatus(field: Field): PodStatus | undefined {
  if (field.value === undefined) return undefined;
  const ready = field
    .get("conditions")
    .items()
    .find((condition) => condition.get("type").value === "Ready");
  return {
    ...optional("phase", field.get("phase").string()),
    ...optional("podIP", field.get("podIP").string()),
    podIPs: field
      .get("podIPs")
      .items()
      .flatMap((item) => item.get("ip").string() ?? []),
    ...optional("hostIP", field.get("hostIP").string()),
    hostIPs: field
      .get("hostIPs")
      .items()
      .flatMap((item) => item.get("ip").string() ?? []),
    ...optional("ready", ready === undefined ? undefined : ready.get("status").value === "True"),
  };
}
