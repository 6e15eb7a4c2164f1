/** Judges a new name before anything is renamed: whether it can be one, whether it is taken, who would mean it by accident. */

import type { PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { HostMention, HostPartMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import type { Site } from "../../../workspace/places/site.ts";
import { namespaceInCluster } from "../cluster-objects.ts";
import { namingIn } from "./naming-index.ts";
import { wholeSite } from "./occurrences.ts";
import { ownNamespace, type Subject } from "./subject.ts";
import { usesOf } from "./use.ts";

/** Why not, and where that is seen. */
export interface Objection {
  readonly reason: string;
  readonly at?: Site;
}

const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const longestLabel = 63;

/** Why the text cannot be such a name (apimachinery pkg/util/validation); undefined: it can. */
export function malformed(kind: Subject["kind"], name: string): string | undefined {
  switch (kind) {
    case "service":
      return label.test(name) && /^[a-z]/.test(name)
        ? undefined
        : "a Service's name is a DNS label that begins with a letter (lower case, digits, '-', at most 63 characters)";
    case "workload":
    case "namespace":
      return label.test(name) ? undefined : "it must be a DNS label (lower case, digits, '-', at most 63 characters)";
    case "service-port":
      return label.test(name) && !/--/.test(name)
        ? undefined
        : "the name of a Service's port is a DNS label (lower case, digits, '-')";
    case "container-port":
      return name.length <= 15 && label.test(name) && /[a-z]/.test(name) && !/--/.test(name)
        ? undefined
        : "the name of a container's port has at most 15 characters (lower case, digits, '-', a letter among them)";
    case "label":
      return name.length <= longestLabel && /^[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/.test(name)
        ? undefined
        : "a label's value has at most 63 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit";
  }
}

/** Texts that YAML 1.1 or 1.2 reads as something else than a string when they are written plainly. */
export function isPlainString(text: string): boolean {
  if (/^(?:y|yes|n|no|on|off|true|false|null|~)$/i.test(text)) return false;
  return !/^[-+.]?\d[\d_.:]*(?:e[-+]?\d*)?$/i.test(text) && !/^0[box]/i.test(text);
}

/** What speaks against the new name in one environment: it is taken, or some place has it already and would mean something else. */
export function objectionTo(
  analysis: Analysis,
  environment: Environment,
  subject: Subject,
  name: string,
): Objection | undefined {
  const { cluster } = environment;
  switch (subject.kind) {
    case "service": {
      const { namespace } = subject.service;
      const taken = cluster.services.get(`${namespace}/${name}`);
      if (taken !== undefined) return takenBy(`Service '${name}'`, taken.declaration);
      return meantAlready(analysis, environment, name, namespace);
    }
    case "workload": {
      const { declaration, namespace } = subject;
      const { kind } = declaration.object;
      const other = environment
        .named(kind, name)
        .find((one) => namespaceInCluster(environment, one, analysis.settings.defaultNamespace) === namespace);
      if (other !== undefined) return takenBy(`${kind} '${name}'`, other);
      // Names of Pods that two workloads have could not be told apart, before or afterwards.
      for (const beginning of [name, declaration.object.meta.name]) {
        const isShared = cluster
          .podsIn(namespace)
          .some(
            (pod) =>
              isOfAnother(pod, declaration) &&
              (pod.name === beginning || pod.hostname === beginning || isNumbered(pod, beginning)),
          );
        if (isShared || isOfSet(analysis, environment, subject, beginning))
          return { reason: `another workload of namespace '${namespace}' has Pods that are called '${beginning}'` };
      }
      return undefined;
    }
    case "namespace": {
      const taken = cluster.namespaces.get(name);
      if (taken !== undefined) return takenBy(`namespace '${name}'`, taken.declaration);
      const searched = environment.declarations.find(({ object }) =>
        podSpecOf(object)?.spec.dnsConfig?.searches.some((domain) =>
          domain.toLowerCase().startsWith(`${subject.name}.svc`),
        ),
      );
      if (searched !== undefined) {
        const path = [...(podSpecOf(searched.object)?.path ?? []), "dnsConfig", "searches"];
        return { reason: `a search list of Pods holds '${subject.name}'`, at: { declaration: searched, path } };
      }
      const services = cluster.servicesIn(subject.name);
      for (const service of services) {
        const found = meantAlready(analysis, environment, service.name, name);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    case "service-port":
      return subject.service.ports.some((port) => port.name === name)
        ? takenBy(`port '${name}'`, subject.service.declaration)
        : undefined;
    case "container-port": {
      const taken = [...subject.makers].find(({ object }) => {
        const spec = podSpecOf(object)?.spec;
        return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(({ ports }) =>
          ports.some((port) => port.name === name),
        );
      });
      return taken && takenBy(`port '${name}'`, taken);
    }
    case "label": {
      const { key, namespace } = subject;
      const mixed = environment
        .podMakersWith(key, name)
        .find((one) => namespaceInCluster(environment, one, analysis.settings.defaultNamespace) === namespace);
      if (mixed !== undefined) return takenBy(`label '${key}: ${name}'`, mixed);
      const asking = cluster.servicesIn(namespace).find(({ selector }) => selector?.[key] === name);
      return asking && takenBy(`a selector for '${key}: ${name}'`, asking.declaration);
    }
  }
}

/** True for a Pod that something else declares, or that a controller has adopted. */
function isOfAnother({ controller, declaration }: PodModel, maker: Declaration): boolean {
  return [controller?.declaration, declaration].some((one) => one !== undefined && one !== maker);
}

/** True for a Pod of its own that stands in the place of a StatefulSet's: the set makes no second one of that name. */
function isOfSet(
  analysis: Analysis,
  environment: Environment,
  { declaration, namespace }: Extract<Subject, { kind: "workload" }>,
  name: string,
): boolean {
  const [, set = "", ordinal = ""] = /^(.+)-(\d+)$/.exec(name) ?? [];
  if (declaration.object.kind !== "Pod" || set === "") return false;
  return environment.named("StatefulSet", set).some((one) => {
    if (one.object.kind !== "StatefulSet") return false;
    const { replicas = 1, ordinalsStart = 0 } = one.object;
    const index = Number(ordinal) - ordinalsStart;
    const own = namespaceInCluster(environment, one, analysis.settings.defaultNamespace);
    return own === namespace && index >= 0 && index < replicas;
  });
}

function isNumbered({ name, hostname }: PodModel, beginning: string): boolean {
  return [name, hostname].some((one) => one.startsWith(`${beginning}-`) && /^-\d+$/.test(one.slice(beginning.length)));
}

function takenBy(what: string, declaration: ServiceModel["declaration"]): Objection {
  const reason = `there is ${what} already`;
  return declaration === undefined ? { reason } : { reason, at: { declaration, path: ["metadata", "name"] } };
}

/** Places that would mean the Service if it had the name. */
function meantAlready(
  analysis: Analysis,
  environment: Environment,
  name: string,
  namespace: string,
): Objection | undefined {
  const reason = `'${name}' is named already, and would mean something else`;
  for (const declaration of namingIn(analysis, environment)(`service ${name}`)) {
    const place = { analysis, environment, declaration };
    const own = ownNamespace(place);
    for (const use of usesOf(analysis, declaration)) {
      const { claim } = use;
      const isField = claim.kind === "service" && claim.name === name && (claim.namespace ?? own) === namespace;
      const isHost = claim.kind === "host" && mayMean(claim.mention, name, namespace, own);
      if (isField || isHost) return { reason, at: wholeSite({ declaration, use }) };
    }
  }
  return undefined;
}

/** True for a host that may be in a namespace: one that states it, or states none. */
function mayMean(mention: HostMention | HostPartMention, name: string, namespace: string, own: string): boolean {
  const from = mention.kind === "host" ? (mention.namespace ?? own) : own;
  return mention.labels.some((one, index) => {
    if (one !== name) return false;
    const next = mention.labels[index + 1];
    return next === namespace || (next === undefined && from === namespace);
  });
}
