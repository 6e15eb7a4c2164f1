/**
 * Provides what every hover uses: the Pods and Services it is about, and how Pods, Services and addresses are shown. It
 * does not depend on single fields.
 */

import type { Uri } from "../../../base/source.ts";
import type { Address, PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import { beforeTime, explainReason } from "../../../dns/clients/explain.ts";
import type { Phrase } from "../../../dns/clients/simulation.ts";
import { absolute } from "../../../dns/data/name.ts";
import type { Reason, Reply, ServedRecord } from "../../../dns/server/response.ts";
import { answer, clusterDomain } from "../../../dns/server/server.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { IpFamily } from "../../../kubernetes/manifests/object.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { nameOfService, namesBelow, podsBehind } from "../cluster-objects.ts";
import { linkTo } from "../convert.ts";
import { code, escapeText, list, placeLink, plural, table } from "../markdown.ts";

/** What a hover is about. */
export interface HoverContext {
  readonly analysis: Analysis;
  /** The document with the cursor. */
  readonly uri: Uri;
  readonly environment: Environment;
  /** As it is in the environment: written, or rendered. */
  readonly declaration: Declaration;
  /** Relative to the object. */
  readonly path: Path;
}

/** A hover in parts, each Markdown: one line, at most one table, at most one short paragraph. */
export interface HoverText {
  readonly head: string;
  readonly table?: string;
  readonly sentences: readonly string[];
  /** What "Simulate nslookup" asks, and from which Pod. */
  readonly ask?: { readonly name: string; readonly type?: string; readonly from?: PodModel };
  /** An address that PodNS made up is shown. */
  readonly madeUp?: boolean;
}

export function bold(text: string): string {
  return `**${escapeText(text)}**`;
}

/** `([web.yaml:4](…))`, or nothing where the object stands in no file. */
export function where(analysis: Analysis, declaration: Declaration | undefined): string {
  const link = declaration && linkTo(analysis, declaration);
  return link === undefined ? "" : ` (${placeLink(link.label, link)})`;
}

/** ``headless Service in `default` ([web.yaml:4](…))``. */
export function describeService({ analysis }: HoverContext, service: ServiceModel): string {
  return `${kindOf(service)} in ${code(service.namespace)}${where(analysis, service.declaration)}`;
}

function kindOf({ headless, type }: ServiceModel): string {
  if (headless) return "headless Service";
  return type === "ClusterIP" ? "Service with a ClusterIP" : `Service of type ${escapeText(type)}`;
}

/** `10.244.1.5`, with a star where the cluster will assign another one. */
export function addressText(addresses: readonly Address[]): string {
  return addresses.length === 0
    ? "none yet"
    : addresses.map(({ ip, synthetic }) => `${escapeText(ip)}${synthetic ? "\\*" : ""}`).join(", ");
}

export function isMadeUp(pods: readonly PodModel[]): boolean {
  return pods.some(({ addresses }) => addresses.some(({ synthetic }) => synthetic));
}

/** Pods with their names below a Service; without Service, with the names that they do not get. */
export function podTable(context: HoverContext, service: ServiceModel | string, pods: readonly PodModel[]): string {
  return table(["Pod", "name", "address", ""], pods, (pod) => {
    const names = typeof service === "string" ? [] : namesBelow(context.environment, pod, service);
    const [first = wouldBeName(context, pod, typeof service === "string" ? service : service.name)] = names;
    const shown = names.length === 0 ? [first] : names;
    const found = pod.addresses.filter(({ family }) =>
      shown.some((name) => recordsAt(context, name, family).length > 0),
    );
    const addresses = addressText(found.length === 0 ? pod.addresses : found);
    return [podName(pod), shown.map(code).join(", "), addresses, stateOf(pod, found.length > 0)];
  });
}

/** The Pod's name, with dots in place of what the cluster would draw. */
export function podName(pod: PodModel): string {
  return escapeText(pod.nameIsCertain ? pod.name : `${pod.name.slice(0, pod.name.lastIndexOf("-") + 1)}…`);
}

function wouldBeName({ environment }: HoverContext, pod: PodModel, serviceName: string): string {
  return `${pod.hostname || pod.name}.${serviceName}.${pod.namespace}.svc.${clusterDomain(environment.server)}`;
}

/** Whether the server has the Pod's name, and what in the Pod explains it. */
function stateOf(pod: PodModel, isThere: boolean): string {
  const own = pod.terminating ? "terminating" : pod.ready ? "ready" : "not ready";
  if (isThere) return own === "ready" ? own : `${own}, published`;
  return own === "ready" ? "NXDOMAIN" : `${own}: NXDOMAIN`;
}

/** What the cluster's server answers, without asking upstreams. */
export function ask({ environment }: HoverContext, name: string, type: string): Reply | undefined {
  const response = answer(environment.server, { name: absolute(name), type }, () => "unreachable");
  return response.kind === "reply" ? response : undefined;
}

/** The addresses that a name has in a family. */
function recordsAt(context: HoverContext, name: string, family: IpFamily = "IPv4"): readonly ServedRecord[] {
  const type = family === "IPv6" ? "AAAA" : "A";
  return ask(context, name, type)?.answer.filter(({ record }) => record.data.type === type) ?? [];
}

/** What the Service's name alone answers with: one sentence. */
export function answerOf(context: HoverContext, service: ServiceModel): string {
  const name = code(service.name);
  if (service.type === "ExternalName") return `${name} is an alias for ${code(service.externalName)}.`;
  const fqdn = nameOfService(context.environment, service);
  const found = recordsAt(context, fqdn, service.families[0]);
  if (found.length === 0) {
    const reason = ask(context, fqdn, service.families[0] === "IPv6" ? "AAAA" : "A")?.reason;
    return `${name} alone is NXDOMAIN${reason === undefined ? "" : `: ${whyNot(reason)}`}.`;
  }
  if (!service.headless) {
    return `${name} alone answers with the ClusterIP ${addressText(service.clusterIPs)}, never with a Pod.`;
  }
  const what = found.every(({ origin }) => origin?.pod?.ready === true && !origin.pod.terminating)
    ? "ready Pod"
    : found.every(({ origin }) => origin?.pod !== undefined)
      ? "Pod"
      : "endpoint";
  return found.length === 1
    ? `${name} alone answers with its one ${what}.`
    : `${name} alone answers with the ${plural(found.length, what)}.`;
}

function whyNot(reason: Reason): string {
  if (reason.kind !== "no-ready-endpoint") return explainReason(reason).map(wordsOf).join("");
  if (reason.coming !== undefined) return `it selects no Pod ${beforeTimeOf(reason.coming)}`;
  return reason.notReady === 0 ? "it selects no Pod" : `none of its ${plural(reason.notReady, "Pod")} is ready`;
}

/** ``before the time of CronJob `backup` ``: when there are none of its Pods yet. */
export function beforeTimeOf(pod: PodModel): string {
  return beforeTime(pod).map(wordsOf).join("");
}

function wordsOf(phrase: Phrase): string {
  return phrase.code === true ? code(phrase.text) : escapeText(phrase.text);
}

/** ``3 Pods of StatefulSet `web` (web.yaml:4)``, or how many of each. */
export function makersOf({ analysis }: HoverContext, pods: readonly PodModel[]): string {
  const counts = new Map<string, { readonly many: boolean; count: number }>();
  for (const { name, controller, declaration } of pods) {
    const who = controller === undefined ? `Pod ${code(name)}` : `${controller.kind} ${code(controller.name)}`;
    const text = `${who}${where(analysis, controller?.declaration ?? declaration)}`;
    const known = counts.get(text) ?? { many: controller !== undefined, count: 0 };
    known.count += 1;
    counts.set(text, known);
  }
  return list([...counts].map(([who, { many, count }]) => (many ? `${plural(count, "Pod")} of ${who}` : who)));
}

/** The Pods that a Service and a workload have in common. */
export function selectedOf(
  environment: Environment,
  service: ServiceModel,
  pods: readonly PodModel[],
): readonly PodModel[] {
  const behind = new Set(podsBehind(environment, service));
  return pods.filter((pod) => behind.has(pod));
}

/** ``Pods in `default` can write `web-0.web-headless`.`` where the search list completes it. */
export function shortNameHint(pod: PodModel | undefined, service: ServiceModel): string {
  if (pod === undefined || pod.hostname === "") return "";
  return `Pods in ${code(pod.namespace)} can write ${code(`${pod.hostname}.${service.name}`)}.`;
}

/** `_http._tcp.web.default.svc.cluster.local`. */
export function srvName(port: { readonly name: string; readonly protocol: string }, fqdn: string): string {
  return `_${port.name}._${port.protocol.toLowerCase()}.${fqdn}`;
}
