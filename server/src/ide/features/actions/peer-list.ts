/**
 * Changes lists of a StatefulSet's Pods: all Pods in place of their Service, the Service in place of all Pods, or the Pods that
 * `replicas` gives. It works on the source, so that quotes, separators, flow and block style and line ends stay as they are.
 */

import type { Span } from "../../../base/span.ts";
import type { PodModel } from "../../../cluster/state/cluster.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import { mentionsOf, siteOf } from "../../../workspace/asking/mentions.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { podsBehind } from "../cluster-objects.ts";
import { plural } from "../markdown.ts";
import { meaningOf } from "../symbol/host-labels.ts";
import type { Action, HostPlace } from "./action.ts";
import { addressKeys, lookups } from "./same-answer.ts";

/** Pods that a list is written for. */
const mostPods = 50;

/** The Pods of one StatefulSet below one Service, the same in every environment. */
interface Peers {
  readonly set: string;
  /** In the order of their ordinals. */
  readonly hostnames: readonly string[];
}

/** What can be done with the name, or the list of names, under the cursor. */
export function peerListActions(place: HostPlace): readonly Action[] {
  const { mention } = place;
  if (mention.expanded || mention.context.kind === "certificate") return [];
  const peers = peersOf(place);
  if (peers === undefined) return [];
  const { serviceAt, set, hostnames } = peers;
  const rest = mention.labels.slice(serviceAt).join(".");
  if (serviceAt === 0) return expand(place, { set, hostnames }, rest);
  const list = serviceAt === 1 ? listAround(place, rest) : undefined;
  return list === undefined
    ? []
    : [...update(place, { set, hostnames }, rest, list), ...fold(place, { set, hostnames }, rest, list)];
}

function peersOf(place: HostPlace): (Peers & { readonly serviceAt: number }) | undefined {
  const { analysis, mention } = place;
  let found: (Peers & { readonly serviceAt: number }) | undefined;
  for (const { environment, declaration } of place.made) {
    const meaning = meaningOf(analysis, environment, declaration, mention);
    if (meaning === undefined || !meaning.service.headless) return undefined;
    const pods = podsBehind(environment, meaning.service);
    const [first] = pods;
    if (first === undefined || pods.length > mostPods || !pods.every((pod) => isPeer(pod, first))) return undefined;
    const hostnames = inOrder(pods).map(({ hostname }) => hostname);
    const here = { set: first.controller?.name ?? "", hostnames, serviceAt: meaning.serviceAt };
    if (found !== undefined && JSON.stringify(found) !== JSON.stringify(here)) return undefined;
    found = here;
  }
  return found;
}

function isPeer({ controller, hostname, subdomain }: PodModel, first: PodModel): boolean {
  return (
    controller?.kind === "StatefulSet" &&
    controller.name === first.controller?.name &&
    hostname !== "" &&
    subdomain === first.subdomain
  );
}

function inOrder(pods: readonly PodModel[]): readonly PodModel[] {
  const ordinal = ({ hostname }: PodModel): number => Number(hostname.slice(hostname.lastIndexOf("-") + 1));
  return [...pods].sort((a, b) => ordinal(a) - ordinal(b));
}

/** A list in the source: from the first host to the end of the last one. */
interface List {
  readonly span: Span;
  readonly hostnames: readonly string[];
  /** What stands between two hosts: a port, the separator, what comes before the next. */
  readonly gap: string;
}

/** The hosts around the cursor that differ in their first label only, with the same text between each two of them. */
function listAround(place: HostPlace, rest: string): List | undefined {
  const { analysis, declaration, mention, uri } = place;
  const text = analysis.files.get(uri)?.text ?? "";
  const hosts = mentionsOf(analysis, declaration).flatMap((other) => {
    if (other.kind !== "host" || other.expanded || other.labels.slice(1).join(".") !== rest) return [];
    const span = spelledSpan(place, other);
    return span === undefined ? [] : [{ host: other, span }];
  });
  hosts.sort((a, b) => a.span.start - b.span.start);
  const at = hosts.findIndex(({ host }) => host === mention);
  const gapBehind = (index: number): string | undefined => {
    const [a, b] = [hosts[index], hosts[index + 1]];
    const gap = a && b && text.slice(a.span.end, b.span.start);
    return gap !== undefined && isGap(gap) ? gap : undefined;
  };
  const gap = gapBehind(at) ?? gapBehind(at - 1);
  if (at < 0 || gap === undefined) return undefined;
  let [first, last] = [at, at];
  while (first > 0 && gapBehind(first - 1) === gap) first -= 1;
  while (gapBehind(last) === gap) last += 1;
  const members = hosts.slice(first, last + 1);
  const [head, tail] = [members[0], members.at(-1)];
  if (head === undefined || tail === undefined || members.length < 2) return undefined;
  if (!endsAsWithin(text, head, tail, gap) || goesOn(place, text, head, tail)) return undefined;
  const hostnames = members.map(({ host }) => host.labels[0] ?? "");
  return { span: { start: head.span.start, end: tail.span.end }, hostnames, gap };
}

interface Member {
  readonly host: HostMention;
  readonly span: Span;
}

/**
 * True where the first host begins and the last one ends as those between them: with the same port, and, where each stands for
 * itself (with a scheme, or as an item), with the same quotes and scheme and nothing more.
 */
function endsAsWithin(text: string, head: Member, tail: Member, gap: string): boolean {
  const port = /^:\d+/.exec(gap)?.[0] ?? "";
  const behind = text.slice(tail.span.end, tail.span.end + 100);
  if (!behind.startsWith(port) || (port === "" && /^:\d/.test(behind))) return false;
  // bounded: no gap is longer than 200 characters
  const scheme = /[a-z][a-z0-9+-]*:\/\/$/.exec(gap)?.[0] ?? "";
  const isItems = head.host.path.join("\0") !== tail.host.path.join("\0");
  if (scheme === "" && !isItems) return true;
  const before = text.slice(Math.max(0, head.span.start - 100), head.span.start);
  const isBegun = before.endsWith(scheme) && /(?:^|[\s,;[="'])$/.test(before.slice(0, before.length - scheme.length));
  return isBegun && /^(?:$|[\s,;\]}"'])/.test(behind.slice(port.length));
}

/**
 * True where the list continues in another form, as behind a comment or with a path: a change of one part would not fit the other.
 */
function goesOn(
  { analysis, declaration, uri }: HostPlace,
  text: string,
  { host, span }: Member,
  tail: Member,
): boolean {
  const [label = "", service] = host.labels;
  const set = label.slice(0, label.lastIndexOf("-") + 1);
  const behind = text.slice(tail.span.end, tail.span.end + mostBetween).replace(/#[^\r\n]*/g, "");
  if (set !== "" && behind.replace(between, "").startsWith(set)) return true;
  return mentionsOf(analysis, declaration).some((other) => {
    if (other.kind !== "host" || other.labels[1] !== service) return false;
    const site = siteSpan(analysis, siteOf(declaration, other));
    if (site?.uri !== uri || site.span.end > span.start || span.start - site.span.end > mostBetween) return false;
    const gap = text.slice(site.span.end, span.start).replace(/#[^\r\n]*/g, "");
    return gap.replace(between, "") === "";
  });
}

/** Characters between two parts of a list that are looked at. */
const mostBetween = 400;
/** A port, separators, and the scheme of what follows. */
const between = /^(?::\d+)?[\s,;"'\\|-]*(?:[a-z][a-z0-9+-]*:\/\/)?/;

/** A port, and then a separator; of a list in YAML quotes, a line break and a dash. */
function isGap(gap: string): boolean {
  if (gap.length > 200) return false;
  return /^(?::\d+)?["']?(?:[,;] *| +|,?\s*(?:\r\n?|\n)[ \t]*(?:- +)?)["']?(?:[a-z][a-z0-9+-]*:\/\/)?$/.test(gap);
}

/** Where the source spells the host as it is; undefined for escapes and ranges. */
function spelledSpan({ analysis, declaration, uri }: HostPlace, host: HostMention): Span | undefined {
  if (declaration.rendered !== undefined) return undefined;
  const site = siteSpan(analysis, siteOf(declaration, host));
  const text = analysis.files.get(uri)?.text;
  if (site?.uri !== uri || text === undefined) return undefined;
  const written = text.slice(site.span.start, site.span.end);
  const quoted = /^(["'])(.*)\1$/s.exec(written);
  const inner = quoted === null ? site.span : { start: site.span.start + 1, end: site.span.end - 1 };
  return (quoted?.[2] ?? written) === host.host ? inner : undefined;
}

function update(place: HostPlace, { set, hostnames }: Peers, rest: string, list: List): readonly Action[] {
  const isSame = hostnames.length === list.hostnames.length && hostnames.every((name) => list.hostnames.includes(name));
  // Names of something else in the list are somebody's intention.
  const isOwn = list.hostnames.every((name) => name.startsWith(`${set}-`) && /^\d+$/.test(name.slice(set.length + 1)));
  if (isSame || !isOwn) return [];
  const title = `Update the list to the ${plural(hostnames.length, "Pod")} of StatefulSet '${set}'`;
  return [replaced(place, title, list.span, hostnames.map((name) => `${name}.${rest}`).join(list.gap))];
}

function fold(place: HostPlace, { set, hostnames }: Peers, rest: string, list: List): readonly Action[] {
  const isWhole =
    hostnames.length === list.hostnames.length && hostnames.every((name) => list.hostnames.includes(name));
  if (!isWhole || !coversAll(place, rest, hostnames)) return [];
  return [replaced(place, `Fold the list into '${rest}', which has the same Pods of '${set}'`, list.span, rest)];
}

function expand(place: HostPlace, { set, hostnames }: Peers, rest: string): readonly Action[] {
  const { analysis, mention, uri } = place;
  const span = spelledSpan(place, mention);
  const text = analysis.files.get(uri)?.text ?? "";
  if (span === undefined || hostnames.length < 2 || !coversAll(place, rest, hostnames)) return [];
  const before = /(?:^|[\s,;"'])((?:[a-z][a-z0-9+-]*:\/\/)?)$/.exec(
    text.slice(Math.max(0, span.start - 40), span.start),
  );
  const behind = /^((?::\d+)?)(?=$|[\s,;"'])/.exec(text.slice(span.end, span.end + 20));
  if (before === null || behind === null) return [];
  const isItem = typeof mention.path.at(-1) === "number";
  // A comma ends a value without quotes in flow style.
  if (!isItem && isPlainInFlow(place)) return [];
  const gap = isItem ? itemGap(text, span, behind[1] ?? "", before[1] ?? "") : `${behind[1]},${before[1]}`;
  if (gap === undefined) return [];
  const title = `Expand to the ${plural(hostnames.length, "Pod")} of StatefulSet '${set}'`;
  return [replaced(place, title, span, hostnames.map((name) => `${name}.${rest}`).join(gap))];
}

/** True where the value has no quotes, and something around it is written with braces or brackets. */
function isPlainInFlow({ analysis, declaration, mention }: HostPlace): boolean {
  const source = analysis.place(declaration);
  if (source === undefined) return false;
  const path = [...source.base, ...mention.path];
  const firstOf = (length: number): string => {
    const span = spanOf(source.manifest, path.slice(0, length), "value");
    return span === undefined ? "" : source.manifest.text.slice(span.start, span.start + 1);
  };
  return !/["']/.test(firstOf(path.length)) && path.some((_, length) => /[[{]/.test(firstOf(length)));
}

/** Between two items of the list that holds the value: as a block on lines of their own, or in flow style. */
function itemGap(text: string, { start, end }: Span, port: string, scheme: string): string | undefined {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const lead = text.slice(lineStart, start - scheme.length);
  const quote = /["']$/.exec(lead)?.[0] ?? "";
  if (!text.startsWith(`${port}${quote}`, end)) return undefined;
  const block = /^[ \t]*- +["']?$/.test(lead);
  if (block) {
    const lineBreak = /\r?\n?$/.exec(text.slice(Math.max(0, lineStart - 2), lineStart))?.[0] || "\n";
    return `${port}${quote}${lineBreak}${lead}${scheme}`;
  }
  // In an argument list `[` stands somewhere in front; a scalar of a block list that begins otherwise is left alone.
  return /[[,]\s*["']?$/.test(lead) ? `${port}${quote}, ${quote}${scheme}` : undefined;
}

/** True where the Service's name has exactly the addresses that the Pods' names have together, for everybody who asks. */
function coversAll(place: HostPlace, rest: string, hostnames: readonly string[]): boolean {
  const whole = lookups(place, { name: rest }).map(addressKeys);
  const each = hostnames.map((name) => lookups(place, { name: `${name}.${rest}` }).map(addressKeys));
  return (
    whole.length > 0 &&
    whole.every((addresses, index) => {
      const parts = each.map((of) => of[index]);
      if (addresses === undefined || addresses.length === 0 || parts.some((part) => part === undefined)) return false;
      return [...new Set(addresses)].sort().join() === [...new Set(parts.flatMap((part) => part ?? []))].sort().join();
    })
  );
}

function replaced({ uri }: HostPlace, title: string, span: Span, text: string): Action {
  return { title, kind: "refactor.rewrite", edits: [{ uri, span, text }] };
}
