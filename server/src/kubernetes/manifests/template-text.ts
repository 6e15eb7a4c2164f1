/**
 * Masks a Helm template, so that it is read without being rendered: its actions become characters that YAML takes for
 * ordinary text, of the same length, so that every offset stays. It does not compute what an action would print.
 *
 * An expression's characters are moved into Unicode's private use area (U+E000 plus the code): the masked text holds the
 * expression itself, equal expressions give equal text, and what is shown to a person can be turned back.
 */

const base = 0xe000;
/** Pads an expression to its length in the template. It has no meaning. */
const padding = String.fromCharCode(base);
/** The delimiters of a masked action on one line. They differ from a `{{` and `}}` inside of it. */
const opening = String.fromCharCode(base + 1).repeat(2);
const closing = String.fromCharCode(base + 2).repeat(2);
const masked = /[\ue000-\ue07e]+/g;

/**
 * The template with its actions masked. Lines that hold nothing but actions (`{{- if }}`, `{{ end }}`, comments, an
 * `include` that prints a block) become blank. The length and all line breaks are the same.
 */
export function maskTemplate(text: string): string {
  let result = "";
  let at = 0;
  for (const { start, end } of actionsOf(text)) {
    result += text.slice(at, start) + maskAction(text.slice(start, end));
    at = end;
  }
  result += text.slice(at);
  return result.replace(/^[ \t]*[\ue000-\ue07e][ \t\ue000-\ue07e]*(?=\r?$)/gm, (line) => " ".repeat(line.length));
}

/** Takes the padding out of a value that was read from masked text: equal expressions are equal strings. */
export function withoutPadding(text: string): string {
  return text.includes(padding) ? text.replaceAll(padding, "") : text;
}

/** True when the text holds a masked expression. */
export function isMasked(text: string): boolean {
  return /[\ue000-\ue07e]/.test(text);
}

/** What a person wrote: masked expressions as `{{ … }}`. Other text stays as it is. */
export function unmask(text: string): string {
  return text.replace(masked, (part) => {
    const told = part.replaceAll(padding, "").replaceAll(opening, move("{{ ")).replaceAll(closing, move(" }}"));
    return [...told].map((character) => String.fromCharCode(character.charCodeAt(0) - base)).join("");
  });
}

interface ActionSpan {
  readonly start: number;
  readonly end: number;
}

/** The actions of a template, in order. One that is not closed ends with the text. */
function* actionsOf(text: string): Iterable<ActionSpan> {
  const close = closingOf(text);
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const end = endOfAction(text, start + 2, close);
    yield { start, end };
    start = text.indexOf("{{", end);
  }
}

/** Strings, raw strings and comments may hold `}}` (text/template/parse/lex.go). */
function endOfAction(text: string, from: number, closingBraces: (from: number) => number): number {
  const comment = /^-?\s*\/\*/.exec(text.slice(from, from + 16));
  if (comment !== null) {
    const close = text.indexOf("*/", from + comment[0].length);
    const end = close < 0 ? -1 : text.indexOf("}}", close + 2);
    return end < 0 ? text.length : end + 2;
  }
  return closingBraces(from);
}

/**
 * Finds where the braces that close an action end, for offsets that only grow: the text's length when nothing closes it. A
 * quotation mark that nothing closes (on its line, but for raw strings) is a character like others; it is found out once
 * for all marks of its line, so that the text is read a few times at most.
 */
function closingOf(text: string): (from: number) => number {
  const open = { '"': 0, "'": 0, "`": 0 };
  const stringEnd = (mark: keyof typeof open, start: number): number => {
    if (start < open[mark]) return start + 1;
    const end = mark === "`" ? text.indexOf(mark, start + 1) : endOfQuoted(text, mark, start + 1);
    if (end >= 0 && text[end] === mark) return end + 1;
    open[mark] = end < 0 ? text.length : end;
    return start + 1;
  };
  return (from) => {
    for (let at = from; at < text.length; ) {
      const character = text[at];
      if (character === "}" && text[at + 1] === "}") return at + 2;
      at = character === '"' || character === "'" || character === "`" ? stringEnd(character, at) : at + 1;
    }
    return text.length;
  };
}

/** The offset of the mark that closes a string, or of the end of its line. */
function endOfQuoted(text: string, mark: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== mark && text[at] !== "\n") {
    if (text[at] === "\\" && text[at + 1] !== "\n") at++;
    at++;
  }
  return at;
}

/** The action in its shortest form, moved and filled up. Line breaks inside it stay, and the blanks behind them. */
function maskAction(action: string): string {
  if (!action.endsWith("}}") || action.length < 4) return action;
  if (/[\r\n]/.test(action)) return action.replace(/\S(?:[^\r\n]*\S)?/g, (part) => move(part));
  const inner = action
    .replace(/^\{\{(?:-(?=\s))?/, "")
    .replace(/(?:(?<=\s)-)?\}\}$/, "")
    .trim()
    .replace(/\s+/g, " ");
  return `${opening}${move(inner)}${closing}`.padEnd(action.length, padding);
}

/** What stands for each character of ASCII, by its code. */
const moved: readonly string[] = Array.from({ length: 127 }, (_, code) => {
  const known = code === 9 ? 32 : code;
  return String.fromCharCode(base + (known >= 32 ? known : 63));
});
const movedOther = String.fromCharCode(base + 63);

/** Every UTF-16 unit has one in its place. */
function move(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) result += moved[text.charCodeAt(at)] ?? movedOther;
  return result;
}
