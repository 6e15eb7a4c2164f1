/** Decides who may transfer a zone, and from which plugin (CoreDNS plugin/transfer). The plugin lists the records. */
import { longestZone, sameName } from "../../data/name.ts";
import { emptyReply, outcomeOf } from "../reply.ts";
import type { Question, Response } from "../response.ts";
import type { TransferPlugin } from "../server-config.ts";
import { transferRecords } from "../transfer-records.ts";
import type { Call, Next } from "./call.ts";

/**
 * Answers AXFR and IXFR over TCP for clients that `to` lists, with the whole zone from SOA to SOA; every other question
 * is passed on. Only the kubernetes plugin has zones to transfer.
 */
export function answerTransfer(
  transfers: readonly TransferPlugin[],
  call: Call,
  question: Question,
  next: Next,
): Response {
  if (question.type !== "AXFR" && question.type !== "IXFR") return next(question);
  if (call.asker?.transport === "udp") return refused("zones are transferred over TCP only");
  const zone = longestZone(
    question.name,
    transfers.flatMap(({ zones }) => zones),
  );
  const transfer = transfers.find(({ zones }) => zone !== undefined && zones.includes(zone));
  if (transfer === undefined) return next(question);
  if (!isAllowed(transfer, call.asker?.address)) return refused("'transfer' does not list this client");
  for (const plugin of call.block.plugins) {
    if (plugin.kind !== "kubernetes" || !plugin.zones.some((own) => sameName(own, question.name))) continue;
    const answer = transferRecords(call.viewOf(plugin), question.name, call.asker?.serial ?? 0);
    return {
      ...{ ...emptyReply("NOERROR", { kind: "apex" }), outcome: outcomeOf("NOERROR", answer.length) },
      ...{ authoritative: true, answer },
    };
  }
  return next(question);
}

/** `*`, or the client's address; a port says where notifications go. An unknown client matches nothing. */
function isAllowed({ to }: TransferPlugin, client: string | undefined): boolean {
  return to.some((entry) => entry === "*" || (client !== undefined && hostOf(entry) === client));
}

function hostOf(entry: string): string {
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1];
  return bracketed ?? (/^[^:]+:\d+$/.test(entry) ? entry.slice(0, entry.lastIndexOf(":")) : entry);
}

function refused(message: string): Response {
  return emptyReply("REFUSED", { kind: "refused", message });
}
