/** Letters and their cases, character by character, as Go's unicode package has them. */
import { runes } from "../template/bytes.ts";

/** unicode.ToUpper of one character. */
export function upperRune(rune: string): string {
  const upper = rune.toUpperCase();
  return [...upper].length === 1 ? upper : rune;
}

/** unicode.ToLower of one character. */
export function lowerRune(rune: string): string {
  if (rune === "\u0130") return "i";
  const lower = rune.toLowerCase();
  return [...lower].length === 1 ? lower : rune;
}

const digraphs: Readonly<Record<string, string>> = { Ǆ: "ǅ", ǆ: "ǅ", Ǉ: "ǈ", ǉ: "ǈ", Ǌ: "ǋ", ǌ: "ǋ", Ǳ: "ǲ", ǳ: "ǲ" };

/** unicode.ToTitle of one character. */
export function titleRune(rune: string): string {
  return digraphs[rune] ?? upperRune(rune);
}

/** unicode.IsSpace of one character. */
export function isSpaceRune(rune: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\p{Z}]$/u.test(rune);
}

/** unicode.IsUpper of one character. */
export function isUpperRune(rune: string): boolean {
  return /^\p{Lu}$/u.test(rune);
}

/** strings.ToUpper. */
export function upper(text: string): string {
  return isPlain(text) ? text.toUpperCase() : mapRunes(text, upperRune);
}

/** strings.ToLower. */
export function lower(text: string): string {
  return isPlain(text) ? text.toLowerCase() : mapRunes(text, lowerRune);
}

function isPlain(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

function mapRunes(text: string, change: (rune: string) => string): string {
  return runes(text).map(change).join("");
}

/** strings.Title: the first letter of each word. */
export function title(text: string): string {
  let before = " ";
  return mapRunes(text, (rune) => {
    const result = isSeparator(before) ? titleRune(rune) : rune;
    before = rune;
    return result;
  });
}

function isSeparator(rune: string): boolean {
  if (rune < "\u0080") return !/[0-9A-Za-z_]/.test(rune);
  return !/^[\p{L}\p{Nd}]$/u.test(rune) && isSpaceRune(rune);
}

/** goutils.Uncapitalize: the first letter of each word that blanks separate. */
export function untitle(text: string): string {
  let next = true;
  return mapRunes(text, (rune) => {
    if (isSpaceRune(rune)) {
      next = true;
      return rune;
    }
    const result = next ? lowerRune(rune) : rune;
    next = false;
    return result;
  });
}

/** goutils.SwapCase. */
export function swapCase(text: string): string {
  let afterSpace = true;
  return mapRunes(text, (rune) => {
    if (/^[\p{Lu}\p{Lt}]$/u.test(rune)) {
      afterSpace = false;
      return lowerRune(rune);
    }
    if (/^\p{Ll}$/u.test(rune)) {
      const result = afterSpace ? titleRune(rune) : upperRune(rune);
      afterSpace = false;
      return result;
    }
    afterSpace = isSpaceRune(rune);
    return rune;
  });
}

function isConnector(rune: string): boolean {
  return rune === "-" || rune === "_" || isSpaceRune(rune);
}

/** xstrings.ToPascalCase. */
export function pascalCase(text: string): string {
  const all = runes(text);
  let result = "";
  let at = 0;
  while (at < all.length && isConnector(all[at] ?? "")) result += all[at++];
  if (at === all.length) return result + (all.at(-1) ?? "").repeat(all.length > 0 ? 1 : 0);
  let current = upperRune(all[at] ?? "");
  let firstIsUpper = isUpperRune(all[at] ?? "");
  for (at += 1; at < all.length; at++) {
    const before = current;
    current = all[at] ?? "";
    if (isConnector(current) && isConnector(before)) {
      result += before;
    } else if (isConnector(before)) {
      firstIsUpper = isUpperRune(current);
      current = upperRune(current);
    } else {
      if (firstIsUpper) {
        if (isUpperRune(current)) current = lowerRune(current);
        else firstIsUpper = false;
      }
      result += before;
    }
  }
  return result + current;
}

type WordKind = "none" | "number" | "upper" | "alphabet" | "connector" | "punctuation" | "other";

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

/** xstrings.ToSnakeCase and ToKebabCase. */
export function separatedCase(text: string, connector: string): string {
  const words = new WordReader(text);
  let result = "";
  const write = (word: Word): void => {
    result += lowered(word, connector);
  };
  const connects = (kind: WordKind): boolean => kind !== "connector" && kind !== "punctuation";
  let word = words.next();
  while (words.hasMore) {
    if (word.kind !== "connector") write(word);
    const last = word;
    word = words.next();
    if (last.kind === "number") {
      word = words.run(word, write);
      if (word.kind !== "none" && connects(word.kind)) result += connector;
    } else if (last.kind === "connector") write(last);
    else if (last.kind !== "punctuation") {
      if (word.kind !== "number") {
        if (connects(word.kind)) result += connector;
      } else if (words.hasMore) {
        const number = word;
        word = words.next();
        if (word.kind !== "alphabet") {
          write(number);
          if (connects(word.kind)) result += connector;
        } else {
          result += connector;
          write(number);
          word = words.run(word, write);
          if (word.kind !== "none" && connects(word.kind)) result += connector;
        }
      }
    }
  }
  write(word);
  return result;
}

function lowered({ kind, text }: Word, connector: string): string {
  if (kind !== "upper" && kind !== "connector") return text;
  return runes(text)
    .map((rune) => (isConnector(rune) ? connector : isUpperRune(rune) ? lowerRune(rune) : rune))
    .join("");
}

/** xstrings takes CJK characters for no letters of an alphabet. */
const isLetter = (rune: string): boolean =>
  /^\p{L}$/u.test(rune) && !/^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u.test(rune);
const isNumber = (rune: string): boolean => /^\p{N}$/u.test(rune);
const isPunctuation = (rune: string): boolean => /^\p{P}$/u.test(rune);

class WordReader {
  readonly #runes: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#runes = runes(text).filter((rune) => rune !== "\ufffd");
  }

  get hasMore(): boolean {
    return this.#at < this.#runes.length;
  }

  /** Letters and numbers that follow are handed on. */
  run(first: Word, take: (word: Word) => void): Word {
    let word = first;
    while (word.kind === "alphabet" || word.kind === "number") {
      take(word);
      word = this.next();
    }
    return word;
  }

  next(): Word {
    const start = this.#at;
    const first = this.#runes[start];
    if (first === undefined) return { kind: "none", text: "" };
    this.#at++;
    const kind = this.#kind(first);
    return { kind, text: this.#runes.slice(start, this.#at).join("") };
  }

  #while(test: (rune: string) => boolean): void {
    while (this.#at < this.#runes.length && test(this.#runes[this.#at] ?? "")) this.#at++;
  }

  #kind(first: string): WordKind {
    if (isConnector(first)) {
      this.#while(isConnector);
      return "connector";
    }
    if (isPunctuation(first)) {
      this.#while(isPunctuation);
      return "punctuation";
    }
    const small = (rune: string): boolean => isLetter(rune) && !isUpperRune(rune);
    if (isUpperRune(first)) {
      const second = this.#runes[this.#at] ?? "";
      if (isUpperRune(second)) {
        this.#while(isUpperRune);
        // "HTTPStatus" is "HTTP" and "Status".
        if (this.hasMore && isLetter(this.#runes[this.#at] ?? "")) this.#at--;
      } else if (isLetter(second)) this.#while(small);
      return "upper";
    }
    if (isLetter(first)) {
      this.#while(small);
      return "alphabet";
    }
    if (isNumber(first)) {
      this.#while(isNumber);
      return "number";
    }
    this.#while((rune) => !isConnector(rune) && !isLetter(rune) && !isNumber(rune) && !isPunctuation(rune));
    return "other";
  }
}
