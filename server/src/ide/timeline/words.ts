/** Explains a timeline in words. It answers "must I reconnect, must I flush a cache?". */
import { formatDuration } from "../../cluster/scenario/duration.ts";
import type { Bounds } from "./bounds.ts";
import type { Connection } from "./connections.ts";
import type { Row, Source, Timeline } from "./timeline.ts";

const sourceNames: Readonly<Record<Source, string>> = {
  server: "DNS server",
  coredns: "CoreDNS's cache",
  "node-local": "NodeLocal DNSCache",
  client: "client's cache",
  nobody: "-",
};

export function sourceName(source: Source): string {
  return sourceNames[source];
}

/** What an answer is, in a word or its addresses. */
export function resultName({ outcome, answer }: Pick<Row, "outcome" | "answer">): string {
  switch (outcome) {
    case "resolved":
      return answer.length === 0 ? "found" : some(answer);
    case "nodata":
      return "NODATA";
    case "nxdomain":
      return answer.length === 0 ? "NXDOMAIN" : `${some(answer)} for one record type, NXDOMAIN for another`;
    case "servfail":
      return "SERVFAIL";
    case "not-asked":
      return "not asked";
    default:
      return outcome;
  }
}

/** Addresses that a sentence names; the table and the JSON have all. */
const mostAddresses = 8;

function some(addresses: readonly string[]): string {
  const named = addresses.slice(0, mostAddresses).join(", ");
  return addresses.length <= mostAddresses ? named : `${named} and ${addresses.length - mostAddresses} more`;
}

/** The timeline in sentences: the answers, the connections, the caches, the longest that anything can last. */
export function timelineWords(name: string, timeline: Timeline, connections: readonly Connection[]): readonly string[] {
  return [
    ...answerWords(name, timeline),
    ...connections.slice(0, mostSentences).map(connectionWords),
    ...(timeline.seen.some(({ virtual }) => virtual) ? [virtualWords] : []),
    ...(connections.length === 0 ? [] : [reconnectWords(connections)]),
    cacheWords(timeline),
    ...latestWords(timeline),
    boundWords(timeline.bounds),
  ];
}

/** More sentences than these say no more than the table does. */
const mostSentences = 12;

function answerWords(name: string, { seen, truth, every }: Timeline): readonly string[] {
  const changed = seen.length > 1 || truth.length > 1;
  if (!changed) return [`'${name}' is ${seen[0] === undefined ? "never asked" : resultName(seen[0])} all the time.`];
  const sentences = seen.slice(0, mostSentences).map((row) => {
    const span = spanOf(row);
    if (row.outcome === "not-asked") return `${span} nobody asks: ${row.why}.`;
    const result = `'${name}' is ${resultName(row)}`;
    if (!row.stale) return `${span} ${result} (${row.why}).`;
    return `${span} ${result}, which is stale: ${cacheOfRow(row)} still says so, while the server itself says ${truthDuring(row, truth)}.`;
  });
  return [`Asked every ${formatDuration(every)}:`, ...sentences];
}

const virtualWords =
  "The address is the Service's own: while it stays, DNS has nothing to say about its Pods. A connection to it goes to one of them, breaks with that Pod, and must be opened again, to the same address.";

function cacheOfRow({ sources }: Row): string {
  return sources.map(sourceName).join(" and ");
}

function truthDuring(row: Row, truth: readonly Row[]): string {
  const during = truth.filter(
    ({ from, to }) =>
      (row.to === null || from < row.to) && (to === null || to > row.from) && !(to !== null && to === from),
  );
  return during
    .map((own) => `${resultName(own)}${own.from > row.from ? ` (from ${formatDuration(own.from)})` : ""}`)
    .join(", then ");
}

function spanOf({ from, to }: Pick<Row, "from" | "to">): string {
  return to === null ? `From ${formatDuration(from)} on` : `From ${formatDuration(from)} to ${formatDuration(to)}`;
}

function connectionWords({ address, pod, ends, next }: Connection): string {
  const open = `A TCP connection to ${address} (Pod '${pod}')`;
  if (ends === null) return `${open} stays open: nothing here breaks it.`;
  const again =
    next === null
      ? "no answer in this timeline leads anywhere else"
      : `a client that asks again can reconnect from ${formatDuration(next.at)} on, to ${some(next.addresses)}`;
  return `${open} ${endWords(ends)}; ${again}.`;
}

function endWords({ at, how, gone }: NonNullable<Connection["ends"]>): string {
  switch (how) {
    case "deleted":
      if (gone === at) return `ends at ${formatDuration(at)}: the Pod is deleted by force`;
      return `ends between ${formatDuration(at)} (SIGTERM) and ${gone === null ? "whenever its object goes" : `${formatDuration(gone)} (its network is gone)`}`;
    case "gone":
      return `breaks at ${formatDuration(at)}: the Pod's network is gone`;
    case "restarted":
      return `breaks at ${formatDuration(at)}: the containers are restarted, at the same address`;
    case "node-down":
      return `hangs from ${formatDuration(at)}: the node is silent, nothing is closed, and only time-outs of the client or of TCP tell it`;
  }
}

function reconnectWords(connections: readonly Connection[]): string {
  const broken = connections.some(({ ends }) => ends !== null);
  return broken
    ? "Does the client need to reconnect? Yes: an open connection goes to an address, not to a name; it never follows DNS, so a client must open a new one, and look the name up again for it."
    : "Does the client need to reconnect? No connection to these addresses breaks here; an open connection never follows DNS.";
}

function cacheWords({ seen, bounds }: Timeline): string {
  const stale = seen.filter((row) => row.stale);
  if (bounds.parts.length === 0) {
    return "Does it need to update its DNS cache? No: no cache on the way keeps names of the cluster's zone (kubeadm's Corefile disables it for them), and libc keeps none; a client that looks the name up again gets the truth within about a second. One that keeps the address itself (JVM, connection pool, nginx) must forget it.";
  }
  const [first] = stale;
  const last = stale.at(-1);
  if (first === undefined || last === undefined) {
    const caches = bounds.parts.map(({ cache }) => cache).join(", ");
    return `Does it need to update its DNS cache? Nothing stale was seen here; ${caches} could keep an answer for the times below.`;
  }
  const until = last.to === null ? "the end of this timeline" : formatDuration(last.to);
  const sources = new Set(stale.flatMap((row) => row.sources));
  const [own] = bounds.parts.filter(({ cache }) => cache.endsWith("'s own cache")).map(({ cache }) => cache);
  const names = [...sources].flatMap((source) =>
    source === "client" ? [own ?? sourceName(source)] : source === "server" ? [] : [sourceName(source)],
  );
  const kept = `${names.join(" and ")} kept an answer that was not true any more (from ${formatDuration(first.from)} to ${until})`;
  return sources.has("client")
    ? `Does it need to update its DNS cache? Yes, its own: ${kept}, whatever the records' TTL; a setting of the client (the JVM's networkaddress.cache.ttl) or a restart of its process ends that.`
    : `Does it need to update its DNS cache? Nobody can flush it from a Pod: ${kept}; it expires by itself.`;
}

/** Until when a cache may still answer what was true before each change, whenever the client asks. */
function latestWords({ truth, bounds }: Timeline): readonly string[] {
  return truth.slice(0, mostSentences).flatMap((row) => {
    const hold = row.outcome === "resolved" ? bounds.positive : bounds.negative;
    if (row.to === null || hold <= 0) return [];
    const until = Number.isFinite(hold) ? `until ${formatDuration(row.to + hold)} at the latest` : "for ever";
    return [
      `${resultName(row)}, true until ${formatDuration(row.to)}, may be answered ${until}, if it was asked for just before.`,
    ];
  });
}

function boundWords({ positive, negative, parts }: Bounds): string {
  if (parts.length === 0)
    return "Longest: a stale or negative answer lasts 0s, plus the about 0.1 to 2 seconds in which controllers and the DNS server take note of a change.";
  const sum = (half: "positive" | "negative"): string =>
    parts
      .filter((part) => part[half] > 0)
      .map((part) => `${part.cache} ${bound(part[half])}`)
      .join(" + ") || "nothing keeps it";
  return `Longest: an answer whose address is gone lasts ${bound(positive)} (${sum("positive")}), a negative one ${bound(negative)} (${sum("negative")}), plus the about 0.1 to 2 seconds in which controllers and the DNS server take note of a change. Each cache counts from what the one behind it had left, at least its minimum TTL.`;
}

function bound(seconds: number): string {
  return Number.isFinite(seconds) ? formatDuration(seconds) : "for ever";
}
