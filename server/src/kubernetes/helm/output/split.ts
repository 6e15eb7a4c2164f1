/** A template's output as the documents that helm sees in it (helm pkg/releaseutil/manifest.go: SplitManifests). */

/** A document, without white space around it; `start` is its offset in the output. */
export interface Document {
  readonly text: string;
  readonly start: number;
}

/** Splits where a line begins with `---`; what is empty is left out, as helm has it. */
export function splitDocuments(output: string): readonly Document[] {
  const { text, start } = trimmed(output, 0);
  const documents: Document[] = [];
  let from = 0;
  const add = (to: number): void => {
    if (to > from) documents.push(trimmed(text.slice(from, to), start + from));
  };
  if (text.startsWith("---")) from = skipSpace(text, 3);
  for (let at = text.indexOf("\n---", from); at >= 0; at = text.indexOf("\n---", from)) {
    let end = at;
    while (end > from && isSpace(text.charCodeAt(end - 1))) end -= 1;
    add(end);
    from = skipSpace(text, at + 4);
  }
  add(text.length);
  return documents;
}

/** White space as Go's regular expressions have it. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** Go's strings.TrimSpace. */
function trimmed(text: string, start: number): Document {
  let from = 0;
  let to = text.length;
  while (from < to && isUnicodeSpace(text.charAt(from))) from += 1;
  while (to > from && isUnicodeSpace(text.charAt(to - 1))) to -= 1;
  return { text: text.slice(from, to), start: start + from };
}

function isUnicodeSpace(character: string): boolean {
  return /[\s\u0085]/.test(character) && character !== "\ufeff";
}
