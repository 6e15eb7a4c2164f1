/** Reads the plugins of a Corefile that PodNS models, with their options. Every other plugin is only noted. */

import { goRegexp } from "../../base/go-regexp.ts";
import { normalName } from "../data/name.ts";
import { readKubernetes } from "./corefile-kubernetes.ts";
import type { CorefileLine, Note } from "./corefile-lines.ts";
import { readZones } from "./corefile-zones.ts";
import type {
  CachePlugin,
  ForwardPlugin,
  HostsPlugin,
  Plugin,
  RewritePlugin,
  TransferPlugin,
} from "./server-config.ts";

/** Plugins that change no answer: they get no note. */
const withoutEffect: ReadonlySet<string> = new Set([
  ...["errors", "health", "ready", "prometheus", "loop", "reload", "log"],
  ...["root", "debug", "trace", "pprof", "metadata", "cancel", "bufsize", "timeouts", "multisocket", "tls", "nsid"],
]);

/** What the regular expressions of a Corefile may take together: each question is held against all of them. */
export interface RegexpBudget {
  /** Instructions (`GoRegexp.size`). */
  left: number;
}

/**
 * Reads one directive of a server block; undefined for plugins that are not modelled, and for a `rewrite` whose regular
 * expressions cannot be used.
 */
export function readPlugin(
  line: CorefileLine,
  blockZones: readonly string[],
  note: Note,
  regexps: RegexpBudget,
): Plugin | undefined {
  const [name = "", ...words] = line.words;
  switch (name) {
    case "kubernetes":
      return readKubernetes(line, blockZones, note);
    case "cache":
      return readCache(line, blockZones, note);
    case "forward":
      return readForward(line, note);
    case "proxy":
      note(line.line, "information", "'proxy' is gone since CoreDNS 1.5 and is read as 'forward'");
      return readForward(line, note);
    case "hosts":
      return readHosts(line, blockZones, note);
    case "rewrite":
      return readRewrite(line, note, regexps);
    case "autopath": {
      const from = words.at(-1);
      if (from === undefined) note(line.line, "error", "'autopath' needs a resolv.conf or '@kubernetes'");
      const zones = words.length > 1 ? readZones(words.slice(0, -1)) : blockZones;
      return from === undefined ? undefined : { kind: "autopath", zones, from };
    }
    case "transfer":
      return readTransfer(line, blockZones, note);
    case "loadbalance":
      return { kind: "loadbalance" };
    default:
      if (!withoutEffect.has(name)) note(line.line, "information", `plugin '${name}' is not modelled`);
      return undefined;
  }
}

/** `cache [TTL] [ZONES...] { success|denial CAPACITY [TTL] [MINTTL]; servfail DURATION; disable success|denial [ZONES...] }` */
function readCache(line: CorefileLine, blockZones: readonly string[], note: Note): CachePlugin {
  const words = line.words.slice(1);
  const ttl = /^-?\d+$/.test(words[0] ?? "") ? Number(words.shift()) : undefined;
  if (ttl !== undefined && ttl <= 0) note(line.line, "error", "the TTL of 'cache' must be above 0");
  const cap = ttl !== undefined && ttl > 0 ? ttl : undefined;
  const zones = words.length > 0 ? readZones(words) : blockZones;
  let plugin: CachePlugin = {
    kind: "cache",
    zones,
    successTtl: cap ?? 3600,
    denialTtl: cap ?? 1800,
    minSuccessTtl: 5,
    minDenialTtl: 5,
    servfailTtl: 5,
    disableSuccess: [],
    disableDenial: [],
  };
  for (const option of line.body ?? []) plugin = withCacheOption(plugin, option, note);
  return plugin;
}

function withCacheOption(plugin: CachePlugin, option: CorefileLine, note: Note): CachePlugin {
  const [name = "", first = "", second, third] = option.words;
  const number = (text: string | undefined, otherwise: number): number =>
    text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;
  switch (name) {
    case "success":
      return {
        ...plugin,
        ...(number(first, 0) > 0 ? { successCapacity: number(first, 0) } : {}),
        successTtl: number(second, plugin.successTtl),
        minSuccessTtl: number(third, plugin.minSuccessTtl),
      };
    case "denial":
      return {
        ...plugin,
        ...(number(first, 0) > 0 ? { denialCapacity: number(first, 0) } : {}),
        denialTtl: number(second, plugin.denialTtl),
        minDenialTtl: number(third, plugin.minDenialTtl),
      };
    case "servfail":
      return { ...plugin, servfailTtl: secondsOf(first) ?? plugin.servfailTtl };
    case "disable": {
      const zones = option.words.length > 2 ? readZones(option.words.slice(2)) : plugin.zones;
      if (first === "success") return { ...plugin, disableSuccess: zones };
      if (first === "denial") return { ...plugin, disableDenial: zones };
      note(option.line, "error", "'disable' takes 'success' or 'denial'");
      return plugin;
    }
    case "prefetch":
      return {
        ...plugin,
        prefetch: {
          amount: number(first, 0),
          duration: secondsOf(second ?? "") ?? 60,
          percentage: number((third ?? "").replace(/%$/, ""), 10),
        },
      };
    case "serve_stale":
      return {
        ...plugin,
        staleFor: secondsOf(first) ?? 3600,
        ...(second?.toLowerCase() === "verify" ? { verifyStale: true } : {}),
      };
    case "keepttl":
      return { ...plugin, keepTtl: true };
    default:
      note(option.line, "information", `option '${name}' of 'cache' is not modelled`);
      return plugin;
  }
}

/** Whole seconds of a Go duration such as `5s` or `1m`. */
function secondsOf(text: string): number | undefined {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text);
  if (match === null) return undefined;
  const unit = match[2] === "ms" ? 0.001 : match[2] === "m" ? 60 : match[2] === "h" ? 3600 : 1;
  return Math.floor(Number(match[1]) * unit);
}

/** `forward FROM TO... { except NAMES... }`; its other options choose among upstreams. */
function readForward(line: CorefileLine, note: Note): ForwardPlugin | undefined {
  const [, from, ...to] = line.words;
  const [zone] = from === undefined ? [] : readZones([from]);
  const written = [
    ...to,
    ...(line.body ?? []).filter(({ words }) => words[0] === "to").flatMap(({ words }) => words.slice(1)),
  ];
  if (zone === undefined || written.length === 0) {
    note(line.line, "error", "'forward' needs a zone and at least one upstream");
    return undefined;
  }
  const except = (line.body ?? []).filter(({ words }) => words[0] === "except").flatMap(({ words }) => words.slice(1));
  return { kind: "forward", from: zone, to: written, except: readZones(except) };
}

/** `transfer [ZONES...] { to ADDRESSES... }` */
function readTransfer(line: CorefileLine, blockZones: readonly string[], note: Note): TransferPlugin | undefined {
  const zones = line.words.length > 1 ? readZones(line.words.slice(1)) : blockZones;
  const to = (line.body ?? []).filter(({ words }) => words[0] === "to").flatMap(({ words }) => words.slice(1));
  if (to.length > 0) return { kind: "transfer", zones, to };
  note(line.line, "error", "'transfer' needs 'to' with the clients that may have the zone");
  return undefined;
}

/** `hosts [FILE [ZONES...]] { ADDRESS NAMES...; ttl SECONDS; no_reverse; fallthrough [ZONES...] }` */
function readHosts(line: CorefileLine, blockZones: readonly string[], note: Note): HostsPlugin {
  const [, file, ...zones] = line.words;
  const body = line.body ?? [];
  // Without entries of its own the plugin reads a file of the server's machine.
  if (file !== undefined) note(line.line, "information", `the file '${file}' of 'hosts' is not read`);
  const entries = body.filter(({ words }) => /^[0-9a-fA-F]*[.:]/.test(words[0] ?? ""));
  for (const { words, line: at } of body) {
    const [option = ""] = words;
    if (/^[0-9a-fA-F]*[.:]/.test(option) || ["ttl", "no_reverse", "reload", "fallthrough"].includes(option)) continue;
    note(at, "information", `'${words.join(" ")}' of 'hosts' is not modelled`);
  }
  const option = (name: string): readonly string[] | undefined =>
    body.find(({ words }) => words[0] === name)?.words.slice(1);
  const ttl = Number(option("ttl")?.[0] ?? 3600);
  const through = option("fallthrough");
  return {
    kind: "hosts",
    zones: zones.length > 0 ? readZones(zones) : blockZones,
    entries: entries.map(({ words: [ip = "", ...names] }) => ({ ip, names })),
    ttl: Number.isSafeInteger(ttl) && ttl >= 0 ? ttl : 3600,
    fallthrough: through === undefined ? undefined : readZones(through),
    ...(option("no_reverse") === undefined ? {} : { noReverse: true }),
  };
}

const modes = ["exact", "prefix", "suffix", "substring", "regex"] as const;

/** `rewrite [continue|stop] name [MODE] FROM TO [answer auto | answer name|value FROM TO]...`, on one line or in braces. */
function readRewrite(line: CorefileLine, note: Note, regexps: RegexpBudget): RewritePlugin | undefined {
  const all = [line.words.slice(1), ...(line.body ?? []).map(({ words }) => words)].flat();
  const continues = all[0] === "continue";
  const words = all[0] === "continue" || all[0] === "stop" ? all.slice(1) : all;
  const [field = "", ...rest] = words;
  if (field !== "name") {
    note(line.line, "information", `'rewrite' of field '${field}' is not modelled`);
    return undefined;
  }
  const mode = modes.find((known) => known === rest[0]);
  const [from, to, ...answers] = mode === undefined || rest.length < 3 ? rest : rest.slice(1);
  if (from === undefined || to === undefined) {
    note(line.line, "error", "'rewrite name' needs what to match and what to put in its place");
    return undefined;
  }
  const kind = mode ?? "exact";
  const written = answersOf(answers);
  const patterns = [...(kind === "regex" ? [from] : []), ...(written.answers ?? []).map((answer) => answer.from)];
  if (!patterns.every((pattern) => isUsable(pattern, regexps, line, note))) return undefined;
  const isName = kind === "exact" || kind === "suffix";
  return {
    kind: "rewrite",
    mode: kind,
    from: isName ? normalName(from) : from,
    to: isName ? normalName(to) : to,
    answerAuto: answers.some((word, index) => word === "answer" && answers[index + 1] === "auto"),
    ...(continues ? { continues } : {}),
    ...written,
  };
}

/** Notes why a regular expression cannot be used. */
function isUsable(pattern: string, regexps: RegexpBudget, line: CorefileLine, note: Note): boolean {
  if (regexps.left < 0) return false;
  const regexp = goRegexp(pattern);
  if ("error" in regexp) note(line.line, regexp.isGoError ? "error" : "information", `'rewrite': ${regexp.error}`);
  else {
    regexps.left -= regexp.size;
    if (regexps.left >= 0) return true;
    note(line.line, "information", "the regular expressions of 'rewrite' are too large together from here on");
  }
  return false;
}

function answersOf(words: readonly string[]): Pick<RewritePlugin, "answers"> {
  const found: NonNullable<RewritePlugin["answers"]>[number][] = [];
  words.forEach((word, index) => {
    const [field, from, to] = words.slice(index + 1, index + 4);
    if (word !== "answer" || from === undefined || to === undefined) return;
    if (field === "name" || field === "value") found.push({ field, from, to });
  });
  return found.length === 0 ? {} : { answers: found };
}
