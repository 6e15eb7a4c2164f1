/**
 * Decides which names in the cluster's zone can never exist, whatever is applied: with a label too many, without a namespace,
 * without `svc`, or below `pod` without an address (CoreDNS plugin/kubernetes/parse.go). That holds where other files are not known, too.
 */

import { namespaceOf } from "../../../cluster/state/identity.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention, HostPartMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import type { HostVerdict } from "./host-verdict.ts";
import { numbered } from "./parts.ts";
import { askFrom, outcomeFrom, servicesInView, setsInView, whyOf } from "./view.ts";
import { isNamespace } from "./workspace-names.ts";

interface Question {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly mention: HostMention;
}

/** The verdict on a name that cannot exist; undefined where it may, or where the DNS server answers it all the same. */
export function judgeImpossible(question: Question): HostVerdict | undefined {
  const { analysis, environment, declaration, mention } = question;
  const { clusterDomain } = environment.podDns;
  const isComplete = clusterDomain !== "" && mention.host.endsWith(`.${clusterDomain}`);
  const own = isComplete ? mention.labels.slice(0, -clusterDomain.split(".").length) : mention.labels;
  const branch = own.at(-1);
  if (branch === "svc") {
    // `a.b.c.db.shop.svc` as it stands may be a name of something else.
    if (!isComplete && !isAddress(mention) && !mention.isHost && own.length > 5) return undefined;
    const found = hasLabelsTooMany(own) ? tooMany(question, own) : isComplete ? noNamespace(question, own) : undefined;
    return found !== undefined && isUnanswered(analysis, environment, declaration, mention) ? found : undefined;
  }
  if (!isComplete) return undefined;
  const found = branch === "pod" ? noAddress(question, own) : noBranch(question, own);
  return found !== undefined && isUnanswered(analysis, environment, declaration, mention) ? found : undefined;
}

/** The same for the end of a name whose first labels something fills in. */
export function judgeImpossiblePart({ labels }: HostPartMention, clusterDomain: string): string | undefined {
  const end = `.${labels.join(".")}`;
  const isComplete = clusterDomain !== "" && end.endsWith(`.svc.${clusterDomain}`);
  if (!isComplete && labels.at(-1) !== "svc") return undefined;
  const own = isComplete ? labels.slice(0, -clusterDomain.split(".").length) : labels;
  // One more stands in front, at least.
  return hasLabelsTooMany(["", ...own]) ? tooManyWords : undefined;
}

const tooManyWords =
  "it has more labels than a Pod under a Service has (pod.service.namespace.svc), and they are not port and protocol that begin with '_'";

/** The name is NXDOMAIN, or there is something (a namespace) without addresses. */
function isUnanswered(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): boolean {
  const outcome = outcomeFrom(analysis, environment, declaration, mention);
  return outcome === "nxdomain" || outcome === "nodata";
}

/** Labels left of the Service that are neither an endpoint, nor a port with its protocol, nor a zone. */
function hasLabelsTooMany(own: readonly string[]): boolean {
  const before = own.slice(0, -3);
  const protocol = before.at(-1) ?? "";
  if (before.length < 2 || protocol === "_zone") return false;
  return before.length > 2 || !/^_|^(tcp|udp|sctp)$/.test(protocol);
}

function tooMany(question: Question, own: readonly string[]): HostVerdict {
  const rest = question.mention.labels.slice(own.length);
  const before = own.slice(0, -3);
  const shorter = before.map((_, left) => [...own.slice(0, left), ...own.slice(left + 1)]);
  const withoutService = [...own.slice(0, -3), ...own.slice(-2)];
  const meant = before.length === 2 ? [...shorter.reverse(), withoutService] : [];
  return impossible(
    tooManyWords,
    firstThatResolves(
      question,
      meant.map((labels) => [...labels, ...rest]),
    ),
  );
}

/** `service.svc.cluster.local`, `pod.service.svc.cluster.local`. */
function noNamespace(question: Question, own: readonly string[]): HostVerdict | undefined {
  const { analysis, environment, declaration, mention } = question;
  const [first = "", second, ...more] = own;
  const namespace = mention.namespace ?? namespaceOf(declaration.object, analysis.settings);
  const complete = (labels: readonly string[]): readonly string[] => [
    ...labels.slice(0, -1),
    namespace,
    ...mention.labels.slice(labels.length - 1),
  ];
  if (second === "svc" && more.length === 0) {
    const isService = servicesInView(environment, first, declaration.object.meta.namespace).length > 0;
    // A suffix for other names ends so, too.
    if (!isAddress(mention) && !(mention.isHost && isService)) return undefined;
    return impossible(`it has no namespace: ${whyNot(question)}`, firstThatResolves(question, [complete(own)]));
  }
  if (more.length !== 1 || numbered(first) === undefined || second === undefined) return undefined;
  const meant = firstThatResolves(question, [complete(own)]);
  const isPod =
    servicesInView(environment, second, declaration.object.meta.namespace).length > 0 &&
    setsInView(environment, numbered(first)?.base ?? "").length > 0 &&
    !isNamespace(analysis, second);
  return meant.length === 0 && !isPod ? undefined : impossible(`it has no namespace: ${whyNot(question)}`, meant);
}

/** `service.namespace.cluster.local`. */
function noBranch(question: Question, own: readonly string[]): HostVerdict | undefined {
  const { mention } = question;
  if (own.length === 0 || own.some((label) => label.startsWith("_"))) return undefined;
  const rest = mention.labels.slice(own.length);
  const namespace = mention.namespace ?? namespaceOf(question.declaration.object, question.analysis.settings);
  const meant = firstThatResolves(question, [
    [...own, "svc", ...rest],
    [...own, namespace, "svc", ...rest],
  ]);
  if (meant.length === 0 && !isAddress(mention) && !mention.isHost) return undefined;
  return impossible(whyNot(question), meant);
}

/** `service.namespace.pod.cluster.local`: names there are addresses, with dashes. */
function noAddress(question: Question, own: readonly string[]): HostVerdict | undefined {
  const { mention } = question;
  const [first = "", ...others] = own.slice(0, -1);
  const last = own.at(-3);
  if (last === undefined || /^[0-9a-f-]*$/.test(last)) return undefined;
  const rest = mention.labels.slice(own.length);
  const meant = firstThatResolves(question, [
    [first, ...others, "svc", ...rest],
    ...setsInView(question.environment, numbered(first)?.base ?? "").map(({ object }) => [
      first,
      object.serviceName ?? "",
      ...others,
      "svc",
      ...rest,
    ]),
  ]);
  if (meant.length === 0 && !isAddress(mention) && !mention.isHost) return undefined;
  return impossible(whyNot(question), meant);
}

function isAddress({ form }: HostMention): boolean {
  return form === "url" || form === "host-port";
}

function whyNot({ analysis, environment, declaration, mention }: Question): string {
  // In full: what the search list makes of it says nothing.
  return whyOf(askFrom(analysis, environment, declaration, mention, { name: `${mention.host}.` }));
}

function firstThatResolves(
  { analysis, environment, declaration, mention }: Question,
  candidates: readonly (readonly string[])[],
): readonly string[] {
  const names = candidates.map((labels) => labels.join("."));
  const found = names.find(
    (name) => outcomeFrom(analysis, environment, declaration, mention, { name: `${name}.` }) === "resolved",
  );
  return found === undefined ? [] : [found];
}

function impossible(why: string, meant: readonly string[]): HostVerdict {
  return { kind: "impossible", why, meant, related: [] };
}
