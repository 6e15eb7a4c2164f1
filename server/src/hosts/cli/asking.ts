/** Fetches answers from outside the cluster while the synchronous engine is asked. It decides nothing about DNS. */

import { presumedOutside } from "../../dns/server/presumed-outside.ts";
import type { Asker, Outside, OutsideAnswer, Question, Response } from "../../dns/server/response.ts";
import { answer, type DnsServer } from "../../dns/server/server.ts";
import type { Upstream } from "./upstream.ts";

/** More questions than any chain of aliases and search domains needs; stops a configuration that runs in circles. */
const mostRounds = 40;

/**
 * Runs a computation again and again until it has all the answers from outside that it needs.
 * @param compute asks through the `Outside` it is given
 * @param upstream undefined: no server is asked, and questions stay open (`undefined`) unless their name cannot exist
 */
export async function withOutside<T>(compute: (outside: Outside) => T, upstream: Upstream | undefined): Promise<T> {
  const known = new Map<string, OutsideAnswer | "unreachable">();
  for (let round = 0; ; round++) {
    const missing = new Map<string, { readonly question: Question; readonly upstreams: readonly string[] }>();
    const result = compute((question, upstreams) => {
      if (upstream === undefined) return presumedOutside(question, upstreams);
      const key = `${question.type} ${question.name.toLowerCase()} ${upstreams.join(" ")}`;
      const found = known.get(key);
      if (found === undefined) missing.set(key, { question, upstreams });
      return found;
    });
    if (missing.size === 0 || upstream === undefined || round >= mostRounds) return result;
    await Promise.all(
      [...missing].map(async ([key, { question, upstreams }]) => known.set(key, await upstream(question, upstreams))),
    );
  }
}

/** What answers: a server, or the caches in front of it. */
export type AnswerFrom = (question: Question, outside: Outside, asker: Asker) => Response;

/**
 * The server's answer to one question. Without an upstream, names outside count as unreachable (SERVFAIL, and an alias
 * that leads outside stands alone, as from a CoreDNS whose upstreams are down) unless they cannot exist (NXDOMAIN).
 */
export async function ask(
  server: DnsServer | AnswerFrom,
  question: Question,
  asker: Asker,
  upstream: Upstream | undefined,
): Promise<Response> {
  const from: AnswerFrom =
    typeof server === "function" ? server : (asked, outside, client) => answer(server, asked, outside, client);
  if (upstream === undefined) {
    return from(question, (asked, upstreams) => presumedOutside(asked, upstreams) ?? "unreachable", asker);
  }
  return withOutside((outside) => from(question, outside, asker), upstream);
}
