/** Builds replies. Which reply a question gets is decided by the plugins. */
import type { Rcode, Reason, Reply, ServedRecord } from "./response.ts";

/** A reply without records and flags. */
export function emptyReply(rcode: Rcode, reason: Reason): Reply {
  return {
    kind: "reply",
    outcome: outcomeOf(rcode, 0),
    rcode,
    authoritative: false,
    recursionAvailable: false,
    truncated: false,
    answer: [],
    authority: [],
    additional: [],
    reason,
  };
}

/** SERVFAIL as the server says it for plugins that wrote nothing. */
export function unwrittenFailure(reason: Reason): Reply {
  return { ...emptyReply("SERVFAIL", reason), unwritten: true };
}

/** The outcome that a person sees: NOERROR without an answer is "nodata". */
export function outcomeOf(rcode: Rcode, answers: number): Reply["outcome"] {
  switch (rcode) {
    case "NOERROR":
      return answers > 0 ? "found" : "nodata";
    case "NXDOMAIN":
      return "nxdomain";
    case "SERVFAIL":
      return "servfail";
    default:
      return "refused";
  }
}

/** The reply with every record of every section changed. */
export function mapRecords(reply: Reply, change: (served: ServedRecord) => ServedRecord): Reply {
  return {
    ...reply,
    answer: reply.answer.map(change),
    authority: reply.authority.map(change),
    additional: reply.additional.map(change),
  };
}
