/** Explains lines of lookup programs that puzzle whoever reads them for the first time. It leaves the lines as they are. */

import type { ClientId } from "../../dns/clients/simulation.ts";
import type { TerminalNote } from "../../protocol/simulate.ts";

interface Puzzle {
  /** What the line holds. */
  readonly holds: string;
  readonly note: (client: ClientId) => string;
}

const puzzles: readonly Puzzle[] = [
  {
    holds: "Got recursion not available from",
    note: () =>
      "CoreDNS does not offer recursion for names that it answers itself. nslookup says so each time it gets such an answer; it is not an error.",
  },
  {
    holds: "Non-authoritative answer",
    note: () =>
      "The answer came through a cache or another server, not from the server of the zone. It is as good as any other.",
  },
  {
    holds: "** server can't find",
    note: (client) =>
      client === "bind-nslookup"
        ? "nslookup walks the search list and reports one candidate only: the last one that it tried. The rows of Why have all of them."
        : "BusyBox asks for every candidate of the search list, for IPv4 and IPv6, and reports each of them, also where another one is found.",
  },
  { holds: "*** Can't find", note: () => "The name exists, but has no record of the type that was asked for." },
  { holds: "No answer", note: () => "The name exists, but has no record of the type that was asked for." },
  {
    holds: "can't resolve '(null)'",
    note: () => "BusyBox could not find a name for the server's own address. It goes on to look your name up.",
  },
  {
    holds: "canonical name =",
    note: () => "An alias (CNAME), which an ExternalName Service makes: the program goes on with the name behind it.",
  },
  {
    holds: "connection timed out",
    note: () => "No DNS server replied in the time that the program waits.",
  },
  {
    holds: "#53",
    note: () => "The DNS server that the Pod asks (the first of its resolv.conf), and DNS's port behind it.",
  },
];

/** Lines explained at most: what is repeated is explained once. */
const most = 20;

/** The lines of an output that puzzle, each once, with an explanation. */
export function terminalNotes(client: ClientId, output: string): readonly TerminalNote[] {
  const lines = [...new Set(output.split("\n").map((line) => line.trimEnd()))];
  return lines
    .flatMap((line): readonly TerminalNote[] => {
      const puzzle = puzzles.find(({ holds }) => line.includes(holds));
      return puzzle === undefined ? [] : [{ line, note: puzzle.note(client) }];
    })
    .slice(0, most);
}

/** The output without what a program says of an answer that leads no further, where the way ends at an upstream. */
export function withoutNoise(output: string): string {
  return output
    .split("\n")
    .filter((line) => !line.includes("Got recursion not available from"))
    .join("\n");
}
