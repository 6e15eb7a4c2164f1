/**
 * Orders records like the loadbalance plugin: CNAMEs first, other types, addresses, MX last. The shuffle among
 * addresses is left out, so that the same question always gets the same text.
 */
import type { Question, Response, ServedRecord } from "../response.ts";
import type { Next } from "./call.ts";

/** Reorders answer and additional section of NOERROR replies (CoreDNS plugin/loadbalance/loadbalance.go). */
export function answerLoadbalance(question: Question, next: Next): Response {
  const response = next(question);
  if (response.kind !== "reply" || response.rcode !== "NOERROR") return response;
  return { ...response, answer: inOrder(response.answer), additional: inOrder(response.additional) };
}

function inOrder(records: readonly ServedRecord[]): readonly ServedRecord[] {
  return [...records].sort((a, b) => rank(a) - rank(b));
}

function rank({ record }: ServedRecord): number {
  switch (record.data.type) {
    case "CNAME":
      return 0;
    case "A":
    case "AAAA":
      return 2;
    case "MX":
      return 3;
    default:
      return 1;
  }
}
