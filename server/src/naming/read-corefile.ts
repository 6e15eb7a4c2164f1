/** Knows how a Corefile becomes server blocks: keys, snippets, imports (CoreDNS's Caddyfile). Never refuses a text. */
import { inExecutionOrder } from "./chain.ts";
import { type CorefileLine, type Note, readCorefileLines } from "./corefile-lines.ts";
import { readPlugin } from "./corefile-plugins.ts";
import { readZoneKey } from "./corefile-zones.ts";
import type { CorefileNote, ServerBlock } from "./server-config.ts";

/** Snippets may import snippets; deeper than this they import themselves. */
const deepest = 10;

/**
 * Reads a Corefile. Bad syntax and bad values give notes of severity "error" and the rest is read on; what PodNS does
 * not model gives "information". `{$NAME}` stays as written: the environment is not known.
 */
export function readCorefile(text: string): {
  readonly blocks: readonly ServerBlock[];
  readonly notes: readonly CorefileNote[];
} {
  const { blocks: lines, notes: syntax } = readCorefileLines(text);
  const notes: CorefileNote[] = [...syntax];
  const note: Note = (line, severity, message) => {
    notes.push({ line, severity, message });
  };
  const snippets = new Map<string, readonly CorefileLine[]>();
  for (const { words, body } of lines) {
    const name = snippetName(words);
    if (name !== undefined) snippets.set(name, body ?? []);
  }
  const blocks: ServerBlock[] = [];
  for (const block of lines) {
    if (snippetName(block.words) !== undefined) continue;
    if (block.words[0] === "import") {
      note(block.line, "information", `'${block.words.join(" ")}' reads other files, which are not known`);
      continue;
    }
    const keys = block.words.map(readZoneKey);
    if (keys.length === 0) note(block.line, "error", "a server block needs a zone");
    const zones = [...new Set(keys.flatMap((key) => key.zones))];
    const body = withSnippets(block.body ?? [], snippets, note, 0);
    const plugins = body.map((line) => readPlugin(line, zones, note)).filter((plugin) => plugin !== undefined);
    for (const port of new Set(keys.map((key) => key.port))) {
      const own = keys.filter((key) => key.port === port).flatMap((key) => key.zones);
      blocks.push({ zones: [...new Set(own)], port, plugins: inExecutionOrder(plugins) });
    }
  }
  return { blocks, notes: notes.sort((a, b) => a.line - b.line) };
}

/** The name of a snippet's block: its only key stands in parentheses. */
function snippetName(words: readonly string[]): string | undefined {
  const match = words.length === 1 ? /^\((.+)\)$/.exec(words[0] ?? "") : null;
  return match?.[1];
}

/** The lines with `import NAME [ARGS...]` replaced by the snippet; `{args[0]}` stands for an argument. */
function withSnippets(
  lines: readonly CorefileLine[],
  snippets: ReadonlyMap<string, readonly CorefileLine[]>,
  note: Note,
  depth: number,
): readonly CorefileLine[] {
  return lines.flatMap((line) => {
    const [name, source = "", ...args] = line.words;
    if (name !== "import") return [line];
    const snippet = snippets.get(source);
    if (snippet === undefined) {
      note(line.line, "information", `'import ${source}' reads other files, which are not known`);
      return [];
    }
    if (depth >= deepest) {
      note(line.line, "error", `snippet '${source}' imports itself`);
      return [];
    }
    return withSnippets(
      snippet.map((own) => withArguments(own, args)),
      snippets,
      note,
      depth + 1,
    );
  });
}

function withArguments(line: CorefileLine, args: readonly string[]): CorefileLine {
  if (args.length === 0) return line;
  const words = line.words.map((word) =>
    word.replace(/\{args\[(\d+)\]\}/g, (whole, index) => args[Number(index)] ?? whole),
  );
  return { ...line, words, body: line.body?.map((own) => withArguments(own, args)) };
}
