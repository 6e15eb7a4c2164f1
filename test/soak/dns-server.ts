/** The soak of `podns serve`: datagrams and TCP frames at random while files change, a fresh server beside it, memory. */
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DecodedPacket, decode, encode, type Packet, type RecordType } from "dns-packet";
import { readFrames } from "../../server/src/hosts/cli/serve/frames.ts";
import { type Random, randomFrom } from "./random.ts";
import { edited, serviceText, setText } from "./samples.ts";
import { type Memory, memoryOf } from "./server-process.ts";

export interface DnsSoakOptions {
  readonly seed: number;
  /** The bundled command line, and the probe that is loaded before it. */
  readonly cli: string;
  readonly probe: string;
  /** Datagrams and frames at most, and the moment after which no round begins. */
  readonly packets: number;
  readonly until: number;
  /** Packets between two comparisons. */
  readonly interval: number;
  readonly say: (line: string) => void;
}

const bound = { factor: 1.5, heap: 32 * 1024 * 1024, rss: 200 * 1024 * 1024 };

/** Milliseconds for one answer, and for a change of a file to count (a cache may keep an answer for 30 s). */
const answerTime = 60_000;
const patience = 90_000;

/** Runs until packets or time are used up. @throws Error for a server that ends, stays silent, grows or answers otherwise */
export async function soakDnsServer(options: DnsSoakOptions): Promise<void> {
  const random = randomFrom(options.seed);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "podns-soak-dns-")));
  writeAll(folder, goodFiles(random));
  const server = await serve(options, folder);
  const recent: string[] = [];
  let sent = 0;
  let first: Memory | undefined;
  try {
    for (let round = 1; sent < options.packets && (round === 1 || Date.now() < options.until); round++) {
      const files = goodFiles(random);
      for (let count = 0; count < options.interval && sent < options.packets; count++, sent++) {
        if (random.chance(0.02)) recent.push(spoil(folder, random));
        recent.push(await disturb(server.port, random));
        recent.splice(0, recent.length - 40);
        if (count % 50 === 49) await isAlive(server, random);
      }
      let compared = 0;
      for (const state of [emptied(files), files]) {
        writeAll(folder, state);
        compared += await compare(options, folder, server, random);
      }
      const memory = await memoryOf(server.child);
      first ??= memory;
      options.say(
        `seed ${options.seed}, ${sent} packets: ${compared} answers compared; heap ${mib(memory.heapUsed)} MiB ` +
          `(first ${mib(first.heapUsed)}), resident ${mib(memory.rss)} MiB (first ${mib(first.rss)})`,
      );
      for (const [kind, more] of [
        ["heapUsed", bound.heap],
        ["rss", bound.rss],
      ] as const) {
        const most = first[kind] * bound.factor + more;
        if (memory[kind] > most) throw new Error(`${kind} is ${mib(memory[kind])} MiB, ${mib(most)} MiB are allowed`);
      }
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(
      `serve (--seed ${options.seed}): ${message}\nthe last packets:\n${recent.join("\n")}\n${server.errors()}`,
    );
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Serving {
  readonly port: number;
  readonly child: ChildProcess;
  readonly errors: () => string;
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

async function serve({ cli, probe }: DnsSoakOptions, folder: string): Promise<Serving> {
  const args = ["--require", probe, cli, "serve", folder, "--listen", "127.0.0.1:0"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors = (errors + String(chunk)).slice(-3000);
  });
  let stopping = false;
  const died = once(child, "exit").then(([code, signal]): Promise<never> => {
    if (stopping) return new Promise(() => {});
    throw new Error(`the server ended with ${String(code ?? signal)}`);
  });
  died.catch(() => undefined);
  let output = "";
  const port = new Promise<number>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      output += String(chunk);
      const found = /^listening on 127\.0\.0\.1:(\d+)$/m.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    port: await Promise.race([port, died]),
    child,
    errors: () => errors,
    died,
    stop: async () => {
      stopping = true;
      const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await gone;
    },
  };
}

type Files = Readonly<Record<string, string>>;

const corefile = (random: Random): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: coredns, namespace: kube-system}\ndata:\n  Corefile: |\n    .:53 {\n        errors\n        kubernetes cluster.local in-addr.arpa ip6.arpa {\n            pods insecure\n        }\n${random.chance(0.3) ? "        cache 5\n" : ""}    }\n`;

/** Files that every server reads to the end, and whose objects are each in one of them: no order of reading matters. */
function goodFiles(random: Random): Files {
  const objects = (namespace: string): string => `${serviceText(random, namespace)}---\n${setText(random, namespace)}`;
  return {
    "web.yaml": objects("default"),
    "db/db.yaml": objects("prod"),
    "k/kustomization.yaml": `resources: [web.yaml]\nnamespace: shop\n`,
    "k/web.yaml": objects("shop"),
    "dns/coredns.yaml": corefile(random),
  };
}

/**
 * The same without objects. A server refuses changes that a cluster would refuse, and keeps what it had: only after it has
 * seen these files does it say of others what a fresh one does.
 */
function emptied(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      /\/(?:kustomization|coredns)\./.test(file) ? text : "# nothing\n",
    ]),
  );
}

function writeAll(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** One file is broken, or gone. */
function spoil(folder: string, random: Random): string {
  const [file, text] = random.pick(Object.entries(goodFiles(random)));
  if (random.chance(0.2)) {
    rmSync(join(folder, file), { force: true });
    return `gone: ${file}`;
  }
  const broken = edited(edited(text, random), random);
  writeAll(folder, { [file]: broken });
  return `written: ${file} ${JSON.stringify(broken).slice(0, 200)}`;
}

const types: readonly RecordType[] = ["A", "AAAA", "SRV", "PTR", "TXT", "SOA", "NS", "CNAME", "DS"];

function names(random: Random): string {
  const label = () =>
    random.pick([
      "web",
      "web-0",
      "db",
      "db-1",
      "api-0",
      "web-headless",
      "kubernetes",
      "_http",
      "_tcp",
      "*",
      "10-244-0-1",
      "x".repeat(63),
    ]);
  const tail = random.pick([
    "default.svc.cluster.local",
    "shop.svc.cluster.local",
    "svc.cluster.local",
    "cluster.local",
    "pod.cluster.local",
    "in-addr.arpa",
    "example.com",
    "",
  ]);
  const labels = Array.from({ length: random.below(4) }, label);
  return [...labels, tail].filter((part) => part !== "").join(".") || ".";
}

function query(random: Random): Buffer {
  const packet: Packet = {
    type: "query",
    id: random.below(65_536),
    flags: random.chance(0.9) ? 256 : random.below(65_536) & 0x7fff,
    questions: Array.from({ length: random.chance(0.95) ? 1 : random.below(4) }, () => ({
      type: random.pick(types),
      name: names(random),
    })),
  };
  if (random.chance(0.5)) {
    packet.additionals = [
      {
        type: "OPT",
        name: ".",
        udpPayloadSize: random.below(65_536),
        flags: random.chance(0.3) ? 32_768 : 0,
        extendedRcode: 0,
        ednsVersion: random.below(2),
        flag_do: false,
        options: [],
      },
    ];
  }
  return encode(packet);
}

/** A query, sometimes with octets changed, cut or added; or no query at all. */
function octets(random: Random): Buffer {
  if (random.chance(0.15)) return Buffer.from(Array.from({ length: random.below(600) }, () => random.below(256)));
  const packet = query(random);
  if (random.chance(0.4)) return packet;
  for (let count = 1 + random.below(4); count > 0; count--)
    packet[random.below(packet.length)] = random.pick([0, 0xff, 0xc0, 0x0c, 0x3f, random.below(256)]);
  if (random.chance(0.2)) return packet.subarray(0, random.below(packet.length));
  if (random.chance(0.2)) return Buffer.concat([packet, Buffer.alloc(random.below(2000), random.below(256))]);
  return packet;
}

/** Sends something and does not wait for what comes of it. Returns what it was. */
async function disturb(port: number, random: Random): Promise<string> {
  const packet = octets(random);
  if (random.chance(0.75)) {
    const socket = createSocket("udp4");
    await new Promise((resolve) => socket.send(packet, port, "127.0.0.1", resolve));
    socket.close();
    return `udp ${packet.toString("hex").slice(0, 400)}`;
  }
  const length = random.chance(0.8) ? packet.length : random.below(65_536);
  const framed = Buffer.concat([Buffer.from([length >> 8, length & 0xff]), packet]);
  const stream = Buffer.concat(Array.from({ length: random.chance(0.8) ? 1 : 20 }, () => framed));
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => {
    socket.once("connect", resolve);
    socket.once("error", resolve);
  });
  const cut = random.chance(0.5) ? random.below(stream.length + 1) : stream.length;
  socket.write(stream.subarray(0, cut));
  if (random.chance(0.5)) socket.resume();
  if (random.chance(0.7)) socket.end(stream.subarray(cut));
  setTimeout(() => socket.destroy(), random.below(200));
  return `tcp ${stream.toString("hex").slice(0, 400)} cut at ${cut}`;
}

interface Asked {
  readonly name: string;
  readonly type: RecordType;
}

/** @throws Error without a right answer over either transport */
async function isAlive(server: Serving, random: Random): Promise<void> {
  const asked: Asked = { name: "kubernetes.default.svc.cluster.local", type: "A" };
  const id = random.below(65_536);
  for (const ask of [overUdp, overTcp]) {
    const reply = await Promise.race([ask(server.port, asked, id), server.died]);
    if (reply.id !== id || reply.questions?.[0]?.name !== asked.name)
      throw new Error(`a reply to ${id} is for ${String(reply.id)} ${JSON.stringify(reply.questions)}`);
  }
}

/** A fresh server over the same files answers the same. Returns how many answers were compared. */
async function compare(options: DnsSoakOptions, folder: string, server: Serving, random: Random): Promise<number> {
  const fresh = await serve(options, folder);
  try {
    const list = questions();
    const end = Date.now() + patience;
    let left = list;
    let last = "";
    while (left.length > 0) {
      const differing: Asked[] = [];
      for (const asked of left) {
        const transport = random.chance(0.2) ? overTcp : overUdp;
        const [a, b] = await Promise.all(
          [transport(server.port, asked, random.below(65_536)), transport(fresh.port, asked, random.below(65_536))].map(
            async (reply) => shown(await reply),
          ),
        );
        if (a === b) continue;
        differing.push(asked);
        last = `${asked.name} ${asked.type}\n  old:   ${a}\n  fresh: ${b}`;
      }
      left = differing;
      if (left.length > 0 && Date.now() > end)
        throw new Error(`${left.length} answers differ from a fresh server's, such as\n${last}`);
      if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return list.length;
  } finally {
    await fresh.stop();
  }
}

function questions(): readonly Asked[] {
  const services = ["web", "web-headless", "api", "db", "db-headless", "cache", "queue", "kubernetes"];
  return ["default", "shop", "prod"].flatMap((namespace) =>
    services.flatMap((service): Asked[] => {
      const name = `${service}.${namespace}.svc.cluster.local`;
      return [
        { name, type: "A" },
        { name, type: "SRV" },
        { name: `_http._tcp.${name}`, type: "SRV" },
        ...["web-0", "db-1", "api-0"].map((pod): Asked => ({ name: `${pod}.${name}`, type: "A" })),
      ];
    }),
  );
}

/** Code and records, without what time and chance change. */
function shown(reply: DecodedPacket): string {
  const records = (reply.answers ?? []).map((record) => JSON.stringify({ ...record, ttl: 0 })).sort();
  return `${Reflect.get(reply, "rcode")} ${records.join(" ")}`;
}

async function overUdp(port: number, asked: Asked, id: number): Promise<DecodedPacket> {
  const socket: UdpSocket = createSocket("udp4");
  const packet = encode({ type: "query", id, flags: 256, questions: [{ ...asked }] });
  try {
    // The port may have been another socket's a moment ago: what comes late for that one has another id.
    const reply = new Promise<Buffer>((resolve) => {
      socket.on("message", (message) => {
        if (message.length > 1 && message.readUInt16BE(0) === id) resolve(message);
      });
    });
    // The first may be lost on the way: a full queue of the kernel drops it.
    const send = () => socket.send(packet, port, "127.0.0.1");
    send();
    const again = setInterval(send, 2000);
    const decoded = decode(await within(reply, asked).finally(() => clearInterval(again)));
    return decoded.flag_tc ? await overTcp(port, asked, id) : decoded;
  } finally {
    socket.close();
  }
}

async function overTcp(port: number, asked: Asked, id: number): Promise<DecodedPacket> {
  const socket: Socket = connect(port, "127.0.0.1");
  const packet = encode({ type: "query", id, flags: 256, questions: [{ ...asked }] });
  try {
    const reply = new Promise<Uint8Array>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("the connection was closed without an answer")));
      readFrames(socket, resolve);
    });
    socket.write(Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 0xff]), packet]));
    return decode(Buffer.from(await within(reply, asked)));
  } finally {
    socket.destroy();
  }
}

async function within<T>(reply: Promise<T>, { name, type }: Asked): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer for ${name} ${type} within ${answerTime / 1000} s`)),
      answerTime,
    );
  });
  return Promise.race([reply, late]).finally(() => clearTimeout(timer));
}

function mib(octets: number): string {
  return (octets / 1024 / 1024).toFixed(1);
}
