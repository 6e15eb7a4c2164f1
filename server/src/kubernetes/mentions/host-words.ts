/** Decides from a key, or from the program in front of it, whether a single word is a host. */

/** What the value of a key that ends so is. */
const hostWords: ReadonlySet<string> = new Set([
  "host",
  "hosts",
  "hostname",
  "hostnames",
  "server",
  "servers",
  "addr",
  "addrs",
  "address",
  "addresses",
  "endpoint",
  "endpoints",
  "broker",
  "brokers",
  "peer",
  "peers",
  "seed",
  "seeds",
  "url",
  "urls",
  "uri",
  "uris",
]);

/** Keys with one of these say where to listen, or whom others ask for: no name that is looked up. */
const otherWords: ReadonlySet<string> = new Set([
  "allow",
  "allowed",
  "alternative",
  "bind",
  "cors",
  "external",
  "ingress",
  "listen",
  "mail",
  "no",
  "public",
  "trusted",
  "virtual",
]);

/** `PGHOST` (libpq), `dbhost`: what is looked up and "host" in one word. */
const compound =
  /^(?:amqp|api|backend|cache|db|es|kafka|ldap|memcached?|mongo(?:db)?|mq|mysql|pg|pgsql|postgres|rabbitmq|redis|remote|smtp|sql|statsd|syslog|target|zk)hosts?$/;

/** True for `DB_HOST`, `db.host`, `PGHOST`, `brokerUrls`, `--peer-address`. */
export function isHostKey(key: string): boolean {
  const words = key
    .slice(-longestKey)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  if (words.at(-1) === "list") words.pop();
  const last = words.at(-1) ?? "";
  return (hostWords.has(last) || compound.test(last)) && !words.some((word) => otherWords.has(word));
}

/** Characters: what stands further in front of a key's end says nothing about it. */
const longestKey = 100;

/** Programs whose first word that is not an option is a host. */
const lookups: ReadonlySet<string> = new Set([
  "ahosts",
  "ahostsv4",
  "ahostsv6",
  "dig",
  "drill",
  "host",
  "hosts",
  "nc",
  "ncat",
  "netcat",
  "nslookup",
  "ping",
  "ping6",
  "telnet",
  "traceroute",
]);

/** Programs to which `-h` is a host. */
const clients: ReadonlySet<string> = new Set([
  "cqlsh",
  "mariadb",
  "mongo",
  "mongosh",
  "mysql",
  "mysqladmin",
  "pg_dump",
  "pg_isready",
  "psql",
  "redis-cli",
]);

/** True when the words in front of a word, in the same command, say that it is a host. */
export function isHostBehind(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  if (last.startsWith("--")) return isHostKey(last);
  if (last === "-h") return words.some((word) => clients.has(programOf(word)));
  const at = words.findLastIndex((word) => !/^(?:-.*|\d+)$/.test(word));
  const program = programOf(words[at] ?? "");
  // `getent hosts`: the database, not a key.
  if (program.endsWith("hosts")) return words[at - 1] === "getent";
  return lookups.has(program);
}

function programOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
