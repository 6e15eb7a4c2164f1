/** Splits a stream into documents where kubectl does. It does not parse them. */

/** A document's text without its separator lines, at its place in the file. */
export interface Chunk {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts at lines that begin with `---` at column 0 (k8s.io/apimachinery util/yaml, YAMLReader). A line that goes on with
 * anything but blanks and a comment stays with the document before it, where parsing reports it.
 */
export function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  // Only a line feed ends a line here; `^` would also match behind a lone carriage return and U+2028.
  for (const match of text.matchAll(/(?<![^\n])---[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/g)) {
    chunks.push({ start, text: text.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  chunks.push({ start, text: text.slice(start) });
  return chunks.flatMap(splitJson);
}

/** JSON values one after another in one document are documents of their own. */
function splitJson(chunk: Chunk): readonly Chunk[] {
  // Two braces begin an action of a template, not JSON.
  if (!/^\s*\{(?!\{)/.test(chunk.text)) return [chunk];
  const chunks: Chunk[] = [];
  let depth = 0;
  let quoted = false;
  let begin = 0;
  for (let index = 0; index < chunk.text.length; index++) {
    const character = chunk.text[index];
    if (quoted) {
      if (character === "\\") index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth !== 0) continue;
      const rest = /^\s*\{/.exec(chunk.text.slice(index + 1, index + 200));
      if (rest !== null) {
        chunks.push({ start: chunk.start + begin, text: chunk.text.slice(begin, index + 1) });
        begin = index + 1;
      }
    }
  }
  chunks.push({ start: chunk.start + begin, text: chunk.text.slice(begin) });
  return chunks;
}
