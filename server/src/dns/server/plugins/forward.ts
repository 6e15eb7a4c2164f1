/** Decides which questions the forward plugin sends to which upstreams. The caller supplies the upstreams' answers. */
import { isSubdomainOf, sameName } from "../../data/name.ts";
import { outcomeOf, unwrittenFailure } from "../reply.ts";
import type { OutsideAnswer, Question, Reply, Response, ServedRecord } from "../response.ts";
import type { ForwardPlugin } from "../server-config.ts";
import type { Call } from "./call.ts";

/** The forward with the longest `from` that takes the name; `except` names are handed on. */
export function forwardFor(forwards: readonly ForwardPlugin[], name: string): ForwardPlugin | undefined {
  const taking = forwards.filter(({ from, except }) => {
    if (!isSubdomainOf(name, from)) return false;
    return sameName(name, from) || !except.some((zone) => isSubdomainOf(name, zone));
  });
  return taking.reduce<ForwardPlugin | undefined>(
    (longest, forward) => (longest === undefined || forward.from.length > longest.from.length ? forward : longest),
    undefined,
  );
}

/** The upstreams' answer as the caller gives it; SERVFAIL when no upstream replies. */
export function answerForward(plugin: ForwardPlugin, call: Call, question: Question): Response {
  const reason = { kind: "outside", zone: plugin.from } as const;
  const known = call.outside(question, plugin.to);
  if (known === undefined) return { kind: "needs-outside", question, via: "forward", upstreams: plugin.to, reason };
  if (known === "unreachable") return unwrittenFailure(reason);
  return { ...replyOf(known), reason };
}

/** A server's answer as a reply; the caller says why it was asked. */
export function replyOf(known: OutsideAnswer): Omit<Reply, "reason"> {
  const { rcode, authoritative, recursionAvailable, truncated } = known;
  const served = (record: OutsideAnswer["answer"][number]): ServedRecord => ({ record });
  return {
    kind: "reply",
    outcome: outcomeOf(rcode, known.answer.length),
    rcode,
    authoritative,
    recursionAvailable,
    truncated,
    answer: known.answer.map(served),
    authority: known.authority.map(served),
    additional: known.additional.map(served),
  };
}
