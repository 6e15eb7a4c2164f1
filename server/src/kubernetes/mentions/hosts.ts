/**
 * Finds host names in running text: URLs with user info, `host:port:port`, `name=url`, lists. It does not ask what the
 * text configures. A name with a hole in it is not a host.
 */
import { type Marks, partsBetween, replaceParts } from "../../base/between.ts";
import type { Span } from "../../base/span.ts";
import { isHostBehind, isHostKey } from "./host-words.ts";
import type { MentionForm } from "./mention.ts";
import type { Segment } from "./segment.ts";

/** A host in a segment's text. */
export interface FoundHost {
  readonly within: Span;
  readonly host: string;
  readonly absolute: boolean;
  readonly form: MentionForm;
  /** True for a URL, for what has a port, and where a key or a program calls it a host. */
  readonly isHost: boolean;
  readonly scheme?: string;
  readonly port?: number;
  readonly portWithin?: Span;
  /** True when labels stand in front of it that are not known. */
  readonly isPart?: true;
}

/** Stands for everything that something else fills in: never part of a name. */
const hole = "\ue000";

/** Schemes whose authority is not a host of this network. */
const foreignSchemes: ReadonlySet<string> = new Set([
  "docker",
  "docker-pullable",
  "docker-image",
  "containerd",
  "cri-o",
  "oci",
  "file",
  "unix",
  "npipe",
  "fd",
  "s3",
  "s3a",
  "gs",
  "wasb",
  "abfs",
  "abfss",
  "spiffe",
  "urn",
  "secret",
  "vault",
  "data",
  "mailto",
  "projects",
  "arn",
  "aws-kms",
  "gcp-kms",
  "classpath",
  "jar",
  "local",
  "memory",
]);

/** Characters: no mention is looked for in a longer text. */
export const longestText = 1_000_000;

/**
 * All hosts of a segment, in order. A segment that is one value may be a name of one label, and so may a word that a key or
 * a program calls a host.
 * @param before the words of a command in front of the segment
 * @param isListOfHosts each word is a host: a key says so, and nothing else stands there
 */
export function hostsIn(segment: Segment, before: readonly string[] = [], isListOfHosts = false): readonly FoundHost[] {
  const { text } = segment;
  if (text.length > longestText || !/[a-z]/.test(text)) return [];
  const masked = maskHoles(text);
  const found: FoundHost[] = [];
  const length = text.trim().length;
  const token = /[^\s,;"'`<>|()[\]{}\\]+/g;
  let words = [...before];
  /** The command prints its words: `echo "Can't ping redis"`. */
  let isSaid = false;
  /** The same of the commands whose `$(…)` is being read. */
  const around: boolean[] = [];
  let end = 0;
  /** The host of the word in front: what follows its comma is a host, too. */
  let follows: FoundHost | undefined;
  for (const match of masked.matchAll(token)) {
    const [word] = match;
    const between = masked.slice(end, match.index);
    if (/[;|&\n()`]/.test(between) || word === "&&") {
      words = [];
      isSaid = isSaidBehind(masked, { start: end, end: match.index }, isSaid, around);
    }
    end = match.index + word.length;
    const isWhole = segment.reads === "value" && word.length === length;
    const isCalled =
      isListOfHosts ||
      (between === "," && follows?.form === "bare" && follows.isHost) ||
      isHostBehindKey(words, () => isLastOfLine(masked, end)) ||
      isInElement(masked, match.index, end, words.at(-1)) ||
      (isCommand(segment, before) && !isSaid && isHostBehind(words));
    const host = hostOf(word, match.index, { isWhole, isCalled }) ?? hostBehindHole(word, match.index);
    if (host !== undefined && !touchesHole(masked, match.index, word.length, host)) found.push(host);
    follows = host;
    words.push(word);
    isSaid ||= word === "echo" || word === "printf";
    if (words.length > mostWords) words.shift();
  }
  return found;
}

/** What holds behind the signs between two words: a command ends, or one begins or ends within another one's words. */
function isSaidBehind(masked: string, { start, end }: Span, before: boolean, around: boolean[]): boolean {
  let isSaid = before;
  for (let at = start; at < end; at++) {
    const sign = masked[at] ?? "";
    if (sign === "(" && masked[at - 1] === hole) {
      around.push(isSaid);
      isSaid = false;
    } else if (sign === ")") isSaid = around.pop() ?? isSaid;
    else if (/[;|&\n`]/.test(sign)) isSaid = false;
  }
  return isSaid;
}

/** How many words in front of a host are looked at. */
const mostWords = 8;

function isCommand({ reads }: Segment, before: readonly string[]): boolean {
  return reads === "shell" || before.length > 0;
}

/** `host = ` and `host: ` at the beginning of a line, `export DB_HOST="…"`. */
function isHostBehindKey(words: readonly string[], isLast: () => boolean): boolean {
  const [key = "", sign, more] = words;
  if (sign === "=" && more === undefined) return isHostKey(key);
  const last = words.at(-1) ?? "";
  if (last.length > 1 && last.endsWith("=")) return isHostKey(last.slice(0, -1));
  return sign === undefined && key.length > 1 && key.endsWith(":") && isHostKey(key.slice(0, -1)) && isLast();
}

/** True where nothing stands behind a word but its quote, a comma and a comment. */
function isLastOfLine(text: string, end: number): boolean {
  const rest = text.slice(end, end + longestRest);
  const newline = rest.search(/[\r\n]/);
  // bounded: `longestRest`
  return /^["']?[ \t]*[,;]?[ \t]*(?:#.*)?$/.test(newline < 0 ? rest : rest.slice(0, newline));
}

/** How many characters of a line behind a word are looked at. */
const longestRest = 200;

/** `<host>…</host>`. */
function isInElement(text: string, start: number, end: number, name: string | undefined): boolean {
  return text[start - 1] === ">" && text.startsWith("</", end) && name !== undefined && isHostKey(name);
}

const holes: readonly Marks[] = [
  { open: "{{", close: "}}" },
  { open: "<%", close: "%>" },
  { open: "%{", close: "}", oneLine: true },
  { open: "#{", close: "}", oneLine: true },
  { open: "[[", close: "]]", oneLine: true },
];
const bracedVariables: readonly Marks[] = [{ open: "${", close: "}", oneLine: true }];

/** `$(…)`, `${…}`, `$NAME`, `{{…}}`, `<%…%>`, `%{…}`, `#{…}` become holes of the same length. */
function maskHoles(text: string): string {
  if (!/[$%#{<`@]|\[\[/.test(text)) return text;
  const blank = (part: string): string => hole.repeat(part.length);
  const filled = replaceParts(text, partsBetween(text, holes), blank);
  const braced = replaceParts(filled, partsBetween(filled, bracedVariables), blank);
  return replaceParts(braced, substitutions(braced), (part) =>
    // What a command substitution runs is read like the rest, what it prints is unknown.
    /\s/.test(part) ? `${hole}(${part.slice(2, -1)})` : blank(part),
  )
    .replace(/\$[A-Za-z_]\w*|\$[0-9@*?#]/g, blank)
    .replace(/%[A-Za-z_]+%|%[sdv]\b/g, blank)
    .replace(/@[A-Z_][A-Z0-9_]*@|<[A-Z_][A-Z0-9_]*>/g, blank);
}

/** The places of `$(…)` on one line, with two more pairs of parentheses inside at most. */
function substitutions(text: string): readonly Span[] {
  const found: Span[] = [];
  for (let start = text.indexOf("$("); start >= 0; ) {
    const end = endOfSubstitution(text, start + 2);
    if (end !== undefined) found.push({ start, end });
    start = text.indexOf("$(", end ?? start + 2);
  }
  return found;
}

/** Reads at most three times over a text: what is nested deeper ends it. */
function endOfSubstitution(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "(" && ++depth > 3) return undefined;
    if (text[at] === ")" && --depth === 0) return at + 1;
  }
  return undefined;
}

/** A name that a hole goes on, before or behind it. */
function touchesHole(text: string, start: number, length: number, { within }: FoundHost): boolean {
  const before = within.start === start ? text[start - 1] : "";
  const after = within.end === start + length ? text[start + length] : "";
  if (before === hole || after === hole || before === ")" || before === "}" || after === "(" || after === "{")
    return true;
  // `db.((ns)).svc`, `db.#NS#.svc`, `db<env>`: something that is not masked fills in what follows.
  const behind = text.slice(within.end, within.end + 2);
  return /^\.[<({[|#]/.test(behind) || /^(?:<[\w-]|\[\w)/.test(behind);
}

/** `$(POD).db.shop.svc`: what is known of a name whose first labels are not. */
function hostBehindHole(token: string, offset: number): FoundHost | undefined {
  const at = token.lastIndexOf(`${hole}.`);
  if (at < 0 || !token.includes(".svc")) return undefined;
  const end = endOf(token, /[/?#]/, at);
  const host = hostAndPort(token.slice(0, end), offset, at + 2, undefined);
  // With fewer labels than `x.service.namespace.svc` it may be anything.
  return host !== undefined && host.host.split(".").length > 3 ? { ...host, isPart: true } : undefined;
}

interface Standing {
  /** The token is all of a value. */
  readonly isWhole: boolean;
  /** What stands in front of it says that it is a host. */
  readonly isCalled: boolean;
}

function hostOf(token: string, offset: number, { isWhole, isCalled }: Standing): FoundHost | undefined {
  const url = schemeOf(token);
  if (url !== undefined) {
    return foreignSchemes.has(url.scheme) ? undefined : authority(token, offset, url.end, url.scheme);
  }
  if (/^[/.~@]|^-?-?[\w-]*=?\//.test(token) || token.includes("\\")) return undefined;
  const end = endOf(token, /[/?#]/, 0);
  const head = token.slice(0, end);
  // `--flag=host`, `server.1=host`, `dnssrv+name`, `user@host`.
  const named = Math.max(head.lastIndexOf("="), head.lastIndexOf("@")) + 1;
  const start = named + lengthOfPrefix(head.slice(named));
  const host = hostAndPort(head, offset, start, undefined);
  if (host === undefined) return undefined;
  const cut = end < token.length;
  if (cut && token[end] === "/" && host.port === undefined && !/\.svc(\.|$)/.test(host.host)) return undefined;
  const key = token[start - 1] === "=" ? token.slice(0, start - 1) : "";
  const isHost = host.isHost || (start === 0 ? isCalled : isHostKey(key));
  if (host.form === "bare" && (cut || !(isHost || (isWhole && start === 0)))) return undefined;
  return { ...host, isHost };
}

/** The first scheme of a token, lower case, and where `://` behind it ends. */
function schemeOf(token: string): { readonly scheme: string; readonly end: number } | undefined {
  let from = 0;
  for (let colon = token.indexOf("://"); colon >= 0; colon = token.indexOf("://", from)) {
    let start = colon;
    while (start > from && /[a-z0-9+.-]/i.test(token.charAt(start - 1))) start--;
    while (start < colon && !/[a-z]/i.test(token.charAt(start))) start++;
    from = colon + 3;
    if (start < colon) return { scheme: token.slice(start, colon).toLowerCase(), end: from };
  }
  return undefined;
}

/** The length of a prefix that states what to look up, as in `dns+host` and `dnssrv+_grpc._tcp.host`. */
function lengthOfPrefix(head: string): number {
  return /^dns(srv(noa)?)?\+/.exec(head)?.[0].length ?? 0;
}

/** The authority of a URL: what stands before the path, without the user info (up to the last `@`). */
function authority(token: string, offset: number, start: number, scheme: string): FoundHost | undefined {
  let begin = start;
  // gRPC's `dns:///host:port` has an empty authority.
  if (token[begin] === "/" && /^(dns|xds|passthrough|kubernetes)$/.test(scheme)) begin++;
  const end = endOf(token, /[/?#]/, begin);
  const user = token.slice(begin, end).lastIndexOf("@");
  return hostAndPort(token.slice(0, end), offset, user < 0 ? begin : begin + user + 1, scheme);
}

function endOf(token: string, stop: RegExp, from: number): number {
  const found = token.slice(from).search(stop);
  return found < 0 ? token.length : from + found;
}

/** Characters of a host with what stands behind it; a name has 253. */
const longestHost = 1000;

const shape =
  // bounded: `longestHost`
  /^(\*\.)?([a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?(?:\.[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?)*)(\.)?(?::(\d{1,5}))?((?::[a-z0-9]+)*)[.:!?]*$/;

function hostAndPort(head: string, offset: number, start: number, scheme: string | undefined): FoundHost | undefined {
  const match = head.length - start > longestHost ? null : shape.exec(head.slice(start));
  if (match === null) return undefined;
  const [, wildcard = "", name = "", dot, port, more = ""] = match;
  const host = wildcard + name;
  const labels = host.split(".");
  if (host.length > 253 || labels.some((label) => label.length > 63)) return undefined;
  const last = labels.at(-1) ?? "";
  // An address, a version, a time, a number.
  if (/^\d+$/.test(last) || !/[a-z]/.test(host)) return undefined;
  if (port === undefined && more !== "") return undefined;
  const within = { start: offset + start, end: offset + start + host.length };
  const digits = within.end + (dot === undefined ? 1 : 2);
  const form: MentionForm =
    scheme !== undefined ? "url" : port !== undefined ? "host-port" : labels.length > 1 ? "dotted" : "bare";
  return {
    within,
    host,
    absolute: dot !== undefined,
    form,
    isHost: form === "url" || form === "host-port",
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined ? {} : { port: Number(port), portWithin: { start: digits, end: digits + port.length } }),
  };
}
