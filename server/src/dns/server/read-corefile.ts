/** Turns a Corefile into server blocks: keys, snippets, imports (CoreDNS's Caddyfile). It accepts any text. */
import { shortened } from "../../base/excerpt.ts";
import { inExecutionOrder } from "./chain.ts";
import { type CorefileLine, type Note, readCorefileLines } from "./corefile-lines.ts";
import { readPlugin } from "./corefile-plugins.ts";
import { readZoneKey, zoneCount } from "./corefile-zones.ts";
import type { CorefileNote, Plugin, ServerBlock } from "./server-config.ts";

/** Characters of a Corefile: the API server takes no ConfigMap that is larger (apis/core/validation MaxSecretSize). */
export const largestCorefile = 1_048_576;

/** Snippets may import snippets; deeper than this they import themselves. */
const deepest = 10;

/** Characters of all that imports give: snippets that import each other may multiply. */
const largestImports = 1_000_000;

/** Zones that all networks together stand for: each of them stands for up to 128; people write some dozens of networks. */
export const mostZones = 100_000;

/** Lines of a Corefile that get notes at most; one note says that there are more. */
const mostNotes = 100;

/** Plugins of a server block that call the next one, at most; people write one of each kind. */
const mostPlugins = 100;

/** Instructions of all regular expressions together; people write some hundreds. */
const largestRegexps = 2000;

/**
 * Reads a Corefile. Bad syntax and bad values give notes of severity "error" and the rest is read on; what PodNS does
 * not model gives "information". `{$NAME}` stays as written, because the server's environment variables are unknown.
 */
export function readCorefile(text: string): ReadCorefile {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const made = read(text);
  for (const oldest of recent.keys()) if (recent.size >= mostRecent) recent.delete(oldest);
  recent.set(text, made);
  return made;
}

interface ReadCorefile {
  readonly blocks: readonly ServerBlock[];
  readonly notes: readonly CorefileNote[];
}

/** Each state of a cluster and each environment has a server, mostly with the same Corefile, which may be long. */
const recent = new Map<string, ReadCorefile>();
const mostRecent = 3;

function read(text: string): ReadCorefile {
  if (text.length > largestCorefile) {
    const message = `too large to be read: more than ${largestCorefile} characters, the most that a ConfigMap may hold`;
    return { blocks: [], notes: [{ line: 1, severity: "error", message }] };
  }
  const { blocks: lines, notes: syntax } = readCorefileLines(text);
  const notes: CorefileNote[] = [...syntax];
  const note: Note = (line, severity, message) => {
    notes.push({ line, severity, message: shortened(message) });
  };
  const snippets = new Map<string, readonly CorefileLine[]>();
  for (const { words, body } of lines) {
    const name = snippetName(words);
    if (name !== undefined) snippets.set(name, body ?? []);
  }
  const blocks: ServerBlock[] = [];
  const regexps = { left: largestRegexps };
  const reading: Reading = { snippets, note, left: largestImports, zones: mostZones };
  for (const block of lines) {
    if (snippetName(block.words) !== undefined) continue;
    if (block.words[0] === "import") {
      note(block.line, "information", `'${block.words.join(" ")}' reads other files, which are not known`);
      continue;
    }
    const body = withSnippets(block.body ?? [], reading, 0);
    reading.zones -= zonesIn([{ ...block, body }]);
    if (reading.zones < 0) {
      note(block.line, "error", `networks stand for more than ${mostZones} zones: this block is left out`);
      continue;
    }
    const keys = block.words.map(readZoneKey);
    if (keys.length === 0) note(block.line, "error", "a server block needs a zone");
    const zones = [...new Set(keys.flatMap((key) => key.zones))];
    const plugins = body.map((line) => readPlugin(line, zones, note, regexps)).filter((plugin) => plugin !== undefined);
    const ordered = inExecutionOrder(firstCalling(plugins));
    if (ordered.length < plugins.length)
      note(block.line, "information", `only the first ${mostPlugins} plugins of this block are run`);
    const zonesByPort = new Map<number, Set<string>>();
    for (const key of keys) {
      const own = zonesByPort.get(key.port) ?? new Set();
      for (const zone of key.zones) own.add(zone);
      zonesByPort.set(key.port, own);
    }
    for (const [port, own] of zonesByPort) blocks.push({ zones: [...own], port, plugins: ordered });
  }
  return { blocks, notes: firstNotes(notes.sort((a, b) => a.line - b.line)) };
}

function firstNotes(notes: readonly CorefileNote[]): readonly CorefileNote[] {
  const [first, ...others] = notes.slice(mostNotes);
  if (first === undefined || others.length === 0) return notes;
  const isError = first.severity === "error" || others.some(({ severity }) => severity === "error");
  return [
    ...notes.slice(0, mostNotes),
    {
      ...first,
      severity: isError ? "error" : "information",
      message: `${first.message}; and ${others.length} more lines`,
    },
  ];
}

/** All rules of a kind that is one plugin, whatever their number (chain.ts), and the first of the others. */
function firstCalling(plugins: readonly Plugin[]): readonly Plugin[] {
  let left = mostPlugins;
  return plugins.filter(({ kind }) => {
    if (kind === "rewrite" || kind === "transfer" || kind === "forward") return true;
    left -= 1;
    return left >= 0;
  });
}

/** The name of a snippet's block: its only key stands in parentheses. */
function snippetName(words: readonly string[]): string | undefined {
  const match = words.length === 1 ? /^\((.+)\)$/.exec(words[0] ?? "") : null;
  return match?.[1];
}

/** What imports read, and what they may give yet. Lives for one call. */
interface Reading {
  readonly snippets: ReadonlyMap<string, readonly CorefileLine[]>;
  readonly note: Note;
  /** Characters. */
  left: number;
  /** Zones of networks. */
  zones: number;
}

/** How many zones the networks of these lines stand for. */
function zonesIn(lines: readonly CorefileLine[]): number {
  let count = 0;
  for (const { words, body } of lines) {
    for (const word of words) count += zoneCount(word) - 1;
    count += zonesIn(body ?? []);
  }
  return count;
}

/** The lines with `import NAME [ARGS...]` replaced by the snippet; `{args[0]}` stands for an argument. */
function withSnippets(lines: readonly CorefileLine[], reading: Reading, depth: number): readonly CorefileLine[] {
  return lines.flatMap((line) => {
    const [name, source = "", ...args] = line.words;
    if (name !== "import") return [line];
    const snippet = reading.snippets.get(source);
    if (snippet === undefined) {
      reading.note(line.line, "information", `'import ${source}' reads other files, which are not known`);
      return [];
    }
    if (depth >= deepest) {
      reading.note(line.line, "error", `snippet '${source}' imports itself`);
      return [];
    }
    const imported: CorefileLine[] = [];
    for (const own of snippet) {
      if (reading.left < 0) break;
      imported.push(withArguments(own, args, reading));
      if (reading.left < 0)
        reading.note(line.line, "information", "imports give too much: what they give from here on is left out");
    }
    return withSnippets(imported, reading, depth + 1);
  });
}

function withArguments(line: CorefileLine, args: readonly string[], reading: Reading): CorefileLine {
  const words = line.words.map((word) => {
    const made =
      reading.left < 0 ? "" : word.replace(/\{args\[(\d+)\]\}/g, (whole, index) => args[Number(index)] ?? whole);
    reading.left -= made.length + 1;
    return made;
  });
  return { ...line, words, body: line.body?.map((own) => withArguments(own, args, reading)) };
}
