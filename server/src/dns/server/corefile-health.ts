/**
 * Tells whether CoreDNS would run with a Corefile: unlike its notes (read-corefile.ts), which also say what is not
 * modelled, this is about what CoreDNS itself refuses. A server that is reloaded with such a file keeps the one before.
 */

import { shortened } from "../../base/excerpt.ts";
import { addAll } from "../../base/long-lists.ts";
import { nameDefect } from "../data/name.ts";
import { parseAddress } from "./address.ts";
import { type CorefileLine, readCorefileLines } from "./corefile-lines.ts";
import { readZoneKey, zoneCount } from "./corefile-zones.ts";
import { largestCorefile, mostZones, readCorefile } from "./read-corefile.ts";
import type { CorefileNote } from "./server-config.ts";

/** The directives of CoreDNS (plugin.cfg); another one ends its start with "Unknown directive". */
const directives: ReadonlySet<string> = new Set([
  ...[
    "root",
    "metadata",
    "geoip",
    "cancel",
    "tls",
    "quic",
    "grpc_server",
    "https",
    "https3",
    "timeouts",
    "multisocket",
  ],
  ...["reload", "nsid", "bufsize", "bind", "debug", "trace", "ready", "health", "pprof", "prometheus", "errors", "log"],
  ...["dnstap", "local", "dns64", "acl", "any", "chaos", "loadbalance", "tsig", "cache", "rewrite", "header", "dnssec"],
  ...["autopath", "minimal", "template", "transfer", "hosts", "route53", "azure", "clouddns", "k8s_external", "nomad"],
  ...["kubernetes", "file", "auto", "secondary", "etcd", "loop", "forward", "grpc", "erratic", "whoami", "on", "sign"],
  ...["view", "proxy", "federation", "import"],
]);

/** Options by directive, where another one is refused ("unknown property"). */
const options: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "kubernetes",
    new Set([
      ...["endpoint_pod_names", "ignore", "pods", "namespaces", "endpoint", "tls", "labels", "namespace_labels", "ttl"],
      ...["fallthrough", "noendpoints", "kubeconfig", "multicluster", "startup_timeout", "apiserver_qps", "zonal"],
      ...["apiserver_burst", "apiserver_max_inflight", "ptr_hostname_only", "resyncperiod", "upstream", "transfer"],
    ]),
  ],
  ["cache", new Set(["success", "denial", "prefetch", "serve_stale", "servfail", "disable", "keepttl"])],
]);

/**
 * The first reason why CoreDNS does not run with the text; undefined where none is known.
 * @param before a text that it runs with: directives that are in it are known to this CoreDNS
 */
export function corefileDefect(text: string, before = ""): Pick<CorefileNote, "line" | "message"> | undefined {
  const { blocks, notes } = readCorefile(text);
  // Its lines are not looked at.
  if (text.length > largestCorefile) return notes.map(({ line, message }) => ({ line, message }))[0];
  const known = new Set([...directives, ...directivesOf(before).map(({ words }) => words[0] ?? "")]);
  const [first] = [
    ...notes.filter(({ severity }) => severity === "error").map(({ line, message }) => ({ line, message })),
    ...directivesOf(text).flatMap((line) => directiveDefects(line, known)),
    ...keyDefects(text),
  ].sort((a, b) => a.line - b.line);
  if (first !== undefined) return { ...first, message: shortened(first.message) };
  const isNothing = directivesOf(text).length === 0;
  return blocks.length === 0 || isNothing ? { line: 1, message: "it configures no server" } : undefined;
}

/** The lines of all server blocks and snippets. */
function directivesOf(text: string): readonly CorefileLine[] {
  return readCorefileLines(text).blocks.flatMap(({ body }) => body ?? []);
}

type Defect = Pick<CorefileNote, "line" | "message">;

function directiveDefects({ words, line, body }: CorefileLine, known: ReadonlySet<string>): readonly Defect[] {
  const [name = "", ...rest] = words;
  if (!known.has(name)) return [{ line, message: `there is no plugin '${name}'` }];
  const allowed = options.get(name);
  const unknown = (body ?? []).filter(({ words: [option = ""] }) => allowed !== undefined && !allowed.has(option));
  const defects = unknown.map((option) => ({
    line: option.line,
    message: `'${name}' has no option '${option.words[0] ?? ""}'`,
  }));
  if (name === "kubernetes" && zoneCountOf(rest) <= mostZones) addAll(defects, zoneDefects(line, rest));
  const bad = name === "forward" ? rest.slice(1).find((upstream) => !isUpstream(upstream)) : undefined;
  return bad === undefined ? defects : [...defects, { line, message: `'${bad}' is neither an address nor a file` }];
}

function zoneCountOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + zoneCount(word) - 1, 0);
}

/** An address, with a port or not, behind a scheme or not; a file; or a placeholder that somebody fills in later. */
function isUpstream(text: string): boolean {
  if (/^\.{0,2}\/|\{|^[A-Z_]+$/.test(text)) return true;
  const [host = ""] = text.replace(/^[a-z0-9]+:\/\//, "").split("%", 1);
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(host)?.[1] ??
    (/^[^:]*:\d{1,5}$/.test(host) ? host.slice(0, host.indexOf(":")) : host);
  return parseAddress(bare) !== undefined;
}

/** Words in the place of zones that are not domain names ("zone is not a valid domain name"; kubernetes is left without zones). */
function zoneDefects(line: number, words: readonly string[]): readonly Defect[] {
  return words.flatMap((word) => {
    // A placeholder is filled in later.
    const wrong = word.includes("{")
      ? undefined
      : readZoneKey(word)
          .zones.map(nameDefect)
          .find((why) => why !== undefined);
    return wrong === undefined ? [] : [{ line, message: `'${shortened(word)}' is not a zone: ${wrong}` }];
  });
}

/** Keys of server blocks that are not zones, or that two blocks have on one port ("already defined"). */
function keyDefects(text: string): readonly Defect[] {
  const seen = new Set<string>();
  const defects: Defect[] = [];
  let left = mostZones;
  for (const { words, line } of readCorefileLines(text).blocks) {
    if (words[0] === "import" || /^\(.*\)$/.test(words[0] ?? "")) continue;
    for (const word of new Set(words)) {
      left -= zoneCount(word) - 1;
      // That there are too many is an error of its own (read-corefile.ts).
      if (left < 0) return defects;
      const { zones, port } = readZoneKey(word);
      addAll(defects, zoneDefects(line, [word]));
      for (const zone of zones) {
        const key = `${zone}:${port}`;
        if (seen.has(key)) defects.push({ line, message: `'${word}' is served by another block already` });
        seen.add(key);
      }
    }
  }
  return defects;
}
