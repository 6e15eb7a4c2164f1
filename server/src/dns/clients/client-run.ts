/** Records one run of a client: what it asked, in order, and how names become candidates. */

import { trimOf } from "../../base/trim.ts";
import { normalName } from "../data/name.ts";
import { ndotsOf } from "../data/read-resolv-conf.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";
import type { Question, Reply, Response, ServedRecord } from "../server/response.ts";
import { exceeds } from "./message-size.ts";
import type { CandidateOrigin, Step } from "./simulation.ts";

/** The server at an address, as far as it is simulated. */
export type Ask = (question: Question, server: string) => Response | { readonly kind: "timeout" };

/** A name to try. */
export interface Candidate {
  /** Absolute, with the final dot. */
  readonly name: string;
  readonly origin: CandidateOrigin;
}

/** What came back: a reply, nothing at all, or something that only a server outside the cluster can answer. */
export type Got = Reply | { readonly kind: "timeout" } | { readonly kind: "outside" };

export interface ClientRun {
  readonly conf: ResolvConf;
  readonly steps: Step[];
  /** Records that the client ended up with, in the order received. */
  readonly records: ServedRecord[];
  readonly ask: (name: string, type: string, origin: CandidateOrigin, server: string) => Got;
}

export function startRun(ask: Ask, conf: ResolvConf): ClientRun {
  const steps: Step[] = [];
  return {
    conf,
    steps,
    records: [],
    ask: (name, type, origin, server) => {
      const question: Question = { name, type };
      const response = ask(question, server);
      steps.push({ question, origin, server, response, continued: false });
      return response.kind === "needs-outside" ? { kind: "outside" } : response;
    },
  };
}

/** Marks the last step: the client went on to another candidate. */
export function wentOn(session: ClientRun): void {
  const last = session.steps.at(-1);
  if (last !== undefined) session.steps[session.steps.length - 1] = { ...last, continued: true };
}

/** The dots inside a name. */
export function dotsIn(name: string): number {
  return name.split(".").length - 1;
}

/**
 * The candidates in order (resolv.conf(5)): with fewer dots than ndots the search list first, then the name as typed.
 * With enough dots the name as typed; glibc walks the list after it, the others do not.
 */
export function candidatesOf(typed: string, conf: ResolvConf, afterwards: "search" | "stop"): readonly Candidate[] {
  const asIs = (because: Extract<CandidateOrigin, { kind: "as-is" }>["because"]): Candidate => ({
    name: absolute(typed),
    origin: { kind: "as-is", because },
  });
  if (typed.endsWith(".")) return [asIs("final-dot")];
  const searched = conf.search.map((domain, index): Candidate => {
    const shown = trimOf(domain, ".");
    return {
      name: shown === "" ? absolute(typed) : `${typed}.${shown}.`,
      origin: { kind: "search", index, domain: shown },
    };
  });
  if (dotsIn(typed) >= ndotsOf(conf)) return [asIs("enough-dots"), ...(afterwards === "search" ? searched : [])];
  return [...searched, asIs(searched.length === 0 ? "no-search" : "list-exhausted")];
}

/** The name with a final dot. */
export function absolute(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

/** The name as programs print it. */
export function shown(name: string): string {
  return name.length > 1 && name.endsWith(".") ? name.slice(0, -1) : name;
}

/** The records of these types in an answer. */
export function recordsOf(reply: Reply, ...types: readonly string[]): readonly ServedRecord[] {
  return reply.answer.filter(({ record }) => types.includes(record.data.type));
}

/** The name at the end of the answer's CNAMEs, starting from `name`. */
export function finalName(reply: Reply, name: string): string {
  let at = name;
  for (let depth = 0; depth < 16; depth++) {
    const next = reply.answer.find(
      ({ record }) => record.data.type === "CNAME" && normalName(record.name) === normalName(at),
    );
    if (next === undefined || next.record.data.type !== "CNAME") return at;
    at = next.record.data.target;
  }
  return at;
}

/** True when a reply does not fit into a UDP message without EDNS (512 octets). */
export function isTruncatedOverUdp(reply: Reply, question: Question): boolean {
  return reply.truncated || exceeds(reply, question, 512);
}
