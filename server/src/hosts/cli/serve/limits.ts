/** The limits of `podns serve`: one table for the sockets that keep them and for `serve --help`, which lists them. */

/** One limit, with its words for the help. */
interface Limit {
  readonly value: number;
  readonly words: string;
}

/** Milliseconds, octets, or a number of things. */
export interface Limits {
  readonly connections: number;
  readonly surgeMs: number;
  readonly surge: number;
  readonly idleMs: number;
  readonly readMs: number;
  readonly writeMs: number;
  readonly transfers: number;
  readonly datagrams: number;
  readonly replyOctets: number;
  readonly queuedOctets: number;
  readonly upstreamMs: number;
  readonly upstreamQuestions: number;
}

/** `#` stands for the value. */
const seconds = (value: number, words: string): Limit => ({
  value: value * 1000,
  words: words.replace("#", `${value} s`),
});
const milliseconds = (value: number, words: string): Limit => ({ value, words: words.replace("#", `${value} ms`) });
const count = (value: number, words: string): Limit => ({
  value,
  words: words.replace("#", value.toLocaleString("en-US")),
});

/**
 * The times are CoreDNS's (core/dnsserver/server.go: read 3 s, write 5 s, idle 10 s). Messages of one connection are
 * answered one after the other, as its library does; a client that does not read is not read from (RFC 7766
 * section 6.2.1.1 leaves both to the server).
 */
const table: Readonly<Record<keyof Limits, Limit>> = {
  connections: count(512, "TCP: # connections; of more, those are closed that have asked nothing for the longest time"),
  surgeMs: milliseconds(250, "TCP: # until then, in which new connections ask their first question"),
  surge: count(4096, "TCP: # connections at any time"),
  idleMs: seconds(10, "TCP: # without a question, then the connection is closed"),
  readMs: seconds(3, "TCP: # for a message to come whole, from its first octet on"),
  writeMs: seconds(5, "TCP: # for a client to take a message; until then nothing else is read from it"),
  transfers: count(16, "TCP: # zone transfers at one time, others wait; one at a time for each connection"),
  datagrams: count(1000, "UDP: # questions at one time that wait for other servers; more are dropped"),
  replyOctets: count(65_507, "UDP: # octets of a reply, however large the client's EDNS size; without EDNS 512"),
  queuedOctets: count(8 * 1024 * 1024, "UDP: # octets of replies that wait to be sent; more are dropped"),
  upstreamMs: seconds(2, "other servers: # for a reply"),
  upstreamQuestions: count(100, "other servers: # questions to them at one time, others wait"),
};

/** The limits that count. Tests give smaller ones. */
export const limits: Limits = {
  connections: table.connections.value,
  surgeMs: table.surgeMs.value,
  surge: table.surge.value,
  idleMs: table.idleMs.value,
  readMs: table.readMs.value,
  writeMs: table.writeMs.value,
  transfers: table.transfers.value,
  datagrams: table.datagrams.value,
  replyOctets: table.replyOctets.value,
  queuedOctets: table.queuedOctets.value,
  upstreamMs: table.upstreamMs.value,
  upstreamQuestions: table.upstreamQuestions.value,
};

/** The text for `serve --help`. */
export function limitsHelp(): string {
  return ["Limits:", ...Object.values(table).map(({ words }) => `  ${words}`)].join("\n");
}
