/**
 * Finds the labels of a host name in the text that writes it, and what each of them is the name of: a Pod, a Service, a
 * namespace, a port. The DNS server decides which Service is meant.
 */

import type { Span } from "../../../base/span.ts";
import type { PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import type { Simulation, Step } from "../../../dns/clients/simulation.ts";
import { clusterDomain } from "../../../dns/server/server.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention, HostPartMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { simulateFor } from "../../../workspace/asking/ask-from-pod.ts";
import { givenBy } from "../../../workspace/asking/mentions.ts";
import { fullParts, shortPodParts } from "../../rules/host-names/parts.ts";
import { type AskedCluster, endpointsOf } from "../cluster-objects.ts";

/** A label of a host, by its index, and where its text stands in the decoded scalar. */
export interface LabelSpan {
  readonly label: number;
  readonly within: Span;
}

/**
 * The labels that the text writes as they are. Of a name that is expanded (`web-{0..2}.web`) these are the last ones, and the
 * beginning of the label in front of them, up to where it is expanded.
 */
export function labelSpansOf({ labels, within }: HostMention | HostPartMention, text: string): readonly LabelSpan[] {
  const spans: LabelSpan[] = [];
  let end = within.end;
  if (text[end - 1] === ".") end -= 1;
  for (let label = labels.length - 1; label >= 0; label--) {
    const name = labels[label] ?? "";
    const start = end - name.length;
    const isFirst = start === within.start;
    const isWritten =
      start >= within.start && text.slice(start, end).toLowerCase() === name && (isFirst || text[start - 1] === ".");
    if (!isWritten) {
      const written = commonBeginning(text.slice(within.start, end), name);
      if (written > 0) spans.push({ label, within: { start: within.start, end: within.start + written } });
      break;
    }
    spans.push({ label, within: { start, end } });
    end = start - 1;
  }
  return spans;
}

/** The length of `web-` in `web-{0..2}` and `web-0`; 0 where what is expanded begins earlier. */
function commonBeginning(text: string, name: string): number {
  let same = 0;
  while (same < name.length && text[same]?.toLowerCase() === name[same]) same += 1;
  return text[same - 1] === "-" ? same - 1 : 0;
}

/** What the labels of a host are the names of, by index; absent where the host has no such label. */
export interface HostMeaning {
  readonly service: ServiceModel;
  readonly serviceAt: number;
  readonly namespaceAt?: number;
  readonly endpointAt?: number;
  /** The Pod behind the endpoint's label, where there is one. */
  readonly pod?: PodModel;
  readonly portAt?: number;
}

/**
 * The Service that a host leads to, whether or not the Pod or port in front of it is there; undefined for names outside of the cluster.
 * @param known the answer to the host as it is written, where it was asked for before
 */
export function meaningOf(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention | HostPartMention,
  known?: Simulation,
): HostMeaning | undefined {
  if (mention.kind === "host-part") return partMeaning(environment, mention);
  // A certificate's name may be one for all names below.
  const skipped = mention.labels[0] === "*" ? 1 : 0;
  if (mention.host.indexOf("*", skipped) >= 0) return undefined;
  const given = givenBy(analysis, mention);
  const name = skipped === 0 ? given.name : given.name.slice(2);
  const simulation = known ?? simulateFor(environment, declaration, { ...given, name });
  if (!isMeant(mention, simulation)) return undefined;
  const found = servedBy(environment, simulation);
  return found && meaningAt(environment, simulation, found, mention.labels.length - skipped, skipped);
}

/** One label that nothing calls a host is a user, a database, anything; two may be a file. */
function isMeant(mention: HostMention, { outcome }: Simulation): boolean {
  const isName = mention.isHost || mention.context.kind === "certificate";
  return outcome === "resolved" || isName || fullParts(mention) !== undefined || shortPodParts(mention) !== undefined;
}

interface Served {
  readonly service: ServiceModel;
  /** The labels in front of the cluster's zone. */
  readonly labels: readonly string[];
}

/** The question that was answered; of a name without answer the first one that is about a Service which is there. */
function servedBy(environment: AskedCluster, { steps }: Simulation): Served | undefined {
  const isFound = ({ response, continued }: Step): boolean =>
    response.kind === "reply" && response.outcome === "found" && !continued;
  const answered = steps.find(isFound);
  for (const step of answered === undefined ? steps : [answered]) {
    const labels = labelsInZone(environment, step.question.name);
    const service = labels && environment.cluster.services.get(`${labels.at(-2)}/${labels.at(-3)}`);
    if (labels !== undefined && service !== undefined) return { service, labels };
  }
  return undefined;
}

/** `db.shop.svc` of `db.shop.svc.cluster.local.`; undefined for names of other zones. */
function labelsInZone({ server }: AskedCluster, question: string): readonly string[] | undefined {
  const name = question.toLowerCase().replace(/\.$/, "");
  const zone = `.${clusterDomain(server).toLowerCase()}`;
  if (!name.endsWith(`.svc${zone}`)) return undefined;
  return name.slice(0, -zone.length).split(".");
}

function meaningAt(
  environment: AskedCluster,
  simulation: Simulation,
  { service, labels }: Served,
  count: number,
  skipped: number,
): HostMeaning | undefined {
  const at = labels.length - 3;
  if (at < 0 || at >= count) return undefined;
  const here = (index: number): number => index + skipped;
  const namespaceAt = at + 1 < count ? { namespaceAt: here(at + 1) } : {};
  const meaning: HostMeaning = { service, serviceAt: here(at), ...namespaceAt };
  if (at >= 2 && labels[at - 1]?.startsWith("_") === true) return { ...meaning, portAt: here(at - 2) };
  if (at < 1) return meaning;
  const pod = simulation.records.find(({ origin }) => origin?.pod !== undefined)?.origin?.pod;
  const known = pod ?? podNamed(environment, service, labels[at - 1] ?? "");
  return { ...meaning, endpointAt: here(at - 1), ...(known === undefined ? {} : { pod: known }) };
}

/** The Pod of a Service whose hostname the label is, ready or not. */
function podNamed(environment: AskedCluster, service: ServiceModel, label: string): PodModel | undefined {
  return endpointsOf(environment, service).find(({ hostname }) => hostname === label)?.pod;
}

function partMeaning({ cluster }: Environment, { labels }: HostPartMention): HostMeaning | undefined {
  const svc = labels.indexOf("svc", 2);
  const service = svc < 2 ? undefined : cluster.services.get(`${labels[svc - 1]}/${labels[svc - 2]}`);
  return service && { service, serviceAt: svc - 2, namespaceAt: svc - 1 };
}
