/** Answers DNS questions over UDP and TCP from whatever server there is at that moment. */
import type { DnsServer } from "../../../../dns/server/server.ts";
import { type AnswerFrom, ask } from "../../asking.ts";
import type { Upstream } from "../../upstream.ts";
import { type AnswerQuestion, respondAll } from "../../wire/respond.ts";
import { limits } from "../limits.ts";
import { type Listening, listen } from "../sockets.ts";
import { makeTurns } from "../turns.ts";

/** @throws Error of node:net or node:dgram when the address cannot be had */
export function listenFor(
  current: () => DnsServer | AnswerFrom,
  host: string,
  port: number,
  upstream: Upstream | undefined,
): Promise<Listening> {
  const takeTurn = makeTurns(limits.transfers);
  return listen(host, port, (packet, transport, from) => {
    const client = from.replace(/^::ffff:/, "");
    const answer: AnswerQuestion = (question, asked) =>
      ask(current(), question, { address: client, ...asked }, upstream);
    return respondAll(packet, transport, answer, client, takeTurn);
  });
}
