/**
 * Makes text from manifests harmless where it is shown: characters that move a terminal's cursor, break a line or turn
 * the direction of text are written as escapes.
 */

/** C0 and C1 controls, DEL, line and paragraph separators, marks that turn text around, the byte order mark. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/** True when every character shows as itself. */
export function isVisible(text: string): boolean {
  return text.search(unsafe) < 0;
}

/** One line of text in which every character shows: `\n`, `\x1b`, `\u202e` stand for the others. */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => shortEscapes[character] ?? hexEscape(character));
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** `\x1b` or `\u202e`. */
function hexEscape(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}

/** JSON for people and programs: indented, without a line end. */
export function visibleJson(value: unknown): string {
  return visibleLines(
    JSON.stringify(value, null, 2),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The same in a text whose line ends are its own; `write` writes a character as a format does, e.g. JSON. */
export function visibleLines(text: string, write: (character: string) => string = hexEscape): string {
  return text.replace(unsafe, (character) => (character === "\n" ? character : write(character)));
}
