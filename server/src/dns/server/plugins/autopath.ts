/** Walks a client's search list inside the server, like the autopath plugin (CoreDNS plugin/autopath). */
import { absolute, isSubdomainOf, joinName, longestZone, lowerName } from "../../data/name.ts";
import { parseAddress } from "../address.ts";
import { unwrittenFailure } from "../reply.ts";
import type { Question, Reply, Response } from "../response.ts";
import type { AutopathPlugin } from "../server-config.ts";
import type { Call, Next } from "./call.ts";

/**
 * Tries the name with each search domain in turn and returns the first reply that is not NXDOMAIN, behind a CNAME from
 * the name asked; NODATA ends the walk. When all are NXDOMAIN, the reply for the first.
 */
export function answerAutopath(plugin: AutopathPlugin, call: Call, question: Question, next: Next): Response {
  const zones = plugin.zones.length > 0 ? plugin.zones : call.block.zones;
  if (longestZone(question.name, zones) === undefined) return next(question);
  const search = searchOf(plugin, call, question);
  const [first] = search;
  if (first === undefined || !isSubdomainOf(question.name, first)) return next(question);
  const base = question.name.slice(0, Math.max(0, question.name.length - first.length - 1));
  // TrimZone fails on the search domain itself, and the plugin gives up.
  if (base === "") return unwrittenFailure({ kind: "refused", message: "autopath cannot cut its search domain off" });
  let firstReply: Reply | undefined;
  for (const domain of search) {
    const response = next({ ...question, name: joinName(base, domain) });
    if (response.kind !== "reply" || response.rcode === "SERVFAIL") return response;
    firstReply ??= response;
    if (response.rcode !== "NXDOMAIN") return withAlias(response, question.name);
  }
  return firstReply ?? next(question);
}

/** The search list of the asking Pod, then the server's own, then the root. Empty: nothing is tried. */
function searchOf(plugin: AutopathPlugin, call: Call, question: Question): readonly string[] {
  const own = call.serverSearch.map(absolute);
  if (plugin.from !== "@kubernetes") return own.length === 0 ? [] : [...own, "."];
  const kubernetes = call.block.plugins.find((other) => other.kind === "kubernetes");
  // The Pod is looked up among those that `pods verified` keeps.
  if (kubernetes === undefined || kubernetes.pods !== "verified") return [];
  // The zone as it is configured, whatever the letter case of the question.
  const zone = longestZone(question.name, kubernetes.zones);
  const address = parseAddress(call.asker?.address ?? "")?.text;
  if (zone === undefined || address === undefined) return [];
  const [pod, ...others] = call.viewOf(kubernetes).podsAt(address);
  // Pods of the host network share an address: the namespace is then uncertain unless all have the same.
  if (pod === undefined || others.some((other) => other.namespace !== pod.namespace)) return [];
  return [joinName(`${pod.namespace}.svc`, zone), joinName("svc", zone), zone, ...own, "."];
}

/** Puts a CNAME from the name asked to the first other owner name in front of the answer. */
function withAlias(reply: Reply, asked: string): Reply {
  const other = reply.answer.find(({ record }) => lowerName(record.name) !== lowerName(asked));
  if (other === undefined) return reply;
  const { name, ttl } = other.record;
  return {
    ...reply,
    answer: [{ record: { name: asked, ttl, data: { type: "CNAME", target: name } } }, ...reply.answer],
  };
}
