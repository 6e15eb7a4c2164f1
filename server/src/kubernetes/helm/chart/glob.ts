/** The patterns of `.Files.Glob`: github.com/gobwas/glob with `/` as separator, in time linear in the name. */
import { addAll } from "../../../base/long-lists.ts";

/** A pattern that is not read; `.Files.Glob` then takes every file. */
class GlobError extends Error {}

type Item =
  | { readonly kind: "text"; readonly text: string }
  /** `*`, `**` and `?` */
  | { readonly kind: "any" | "super" | "single" }
  | { readonly kind: "class"; readonly matches: (character: string) => boolean }
  | { readonly kind: "choice"; readonly of: readonly (readonly Item[])[] };

/**
 * Tells whether a file's name matches; a pattern that is not read matches all.
 * @param count is told how many steps of the pattern were tried, character by character
 */
export function globMatcher(pattern: string, count: (steps: number) => void = () => {}): (name: string) => boolean {
  count(pattern.length);
  let items: readonly Item[];
  try {
    items = new GlobParser(pattern).parse();
  } catch (error) {
    if (error instanceof GlobError) return () => true;
    throw error;
  }
  const [first, middle, last] = items;
  // The library looks at both ends alone: they may overlap (match/prefix_suffix.go).
  if (items.length === 3 && first?.kind === "text" && middle?.kind === "super" && last?.kind === "text")
    return (name) => name.startsWith(first.text) && name.endsWith(last.text);
  const program = compile(items);
  return (name) => run(program, name, count);
}

/** Reads a pattern as the library's lexer and parser do (syntax/lexer/lexer.go, syntax/ast/parser.go). */
class GlobParser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  parse(): readonly Item[] {
    return this.#sequence();
  }

  #sequence(): readonly Item[] {
    const items: Item[] = [];
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined) return items;
      if (this.#depth > 0 && (character === "," || character === "}")) return items;
      addAll(items, this.#item(character));
    }
  }

  #item(character: string): readonly Item[] {
    switch (character) {
      case "{":
        return [this.#choice()];
      case "[":
        this.#at += 1;
        return [this.#class()];
      case "?":
        this.#at += 1;
        return [{ kind: "single" }];
      case "*":
        if (this.#characters[this.#at + 1] === "*") {
          this.#at += 2;
          return [{ kind: "super" }];
        }
        this.#at += 1;
        return [{ kind: "any" }];
      default: {
        const text = this.#text(this.#depth > 0 ? "?*[{}," : "?*[{");
        return text === "" ? [] : [{ kind: "text", text }];
      }
    }
  }

  #choice(): Item {
    const of: (readonly Item[])[] = [];
    this.#depth += 1;
    if (this.#depth > 100) throw new GlobError();
    let stop: string | undefined;
    do {
      this.#at += 1;
      of.push(this.#sequence());
      stop = this.#characters[this.#at];
    } while (stop === ",");
    this.#depth -= 1;
    // The end of the pattern closes what is open.
    if (stop !== undefined) this.#at += 1;
    return { kind: "choice", of };
  }

  #class(): Item {
    const negated = this.#characters[this.#at] === "!";
    if (negated) this.#at += 1;
    const low = this.#characters[this.#at];
    if (low === undefined) throw new GlobError();
    if (this.#characters[this.#at + 1] === "-") {
      const high = this.#characters[this.#at + 2];
      if (high === undefined || this.#characters[this.#at + 3] !== "]" || codeOf(high) < codeOf(low))
        throw new GlobError();
      this.#at += 4;
      return {
        kind: "class",
        matches: (one) => (codeOf(low) <= codeOf(one) && codeOf(one) <= codeOf(high)) !== negated,
      };
    }
    const text = this.#text("]");
    if (text === "" || this.#characters[this.#at] !== "]") throw new GlobError();
    this.#at += 1;
    return { kind: "class", matches: (one) => text.includes(one) !== negated };
  }

  #text(stops: string): string {
    let text = "";
    for (; this.#at < this.#characters.length; this.#at++) {
      const character = this.#characters[this.#at] ?? "";
      if (character === "\\") {
        this.#at += 1;
        text += this.#characters[this.#at] ?? "";
      } else if (stops.includes(character)) break;
      else text += character;
    }
    return text;
  }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Takes a character that fits, or goes on at other steps without one. */
type Instruction = { readonly take: (character: string) => boolean } | { readonly next: readonly number[] };

function compile(items: readonly Item[]): readonly Instruction[] {
  const program: Instruction[] = [];
  const addAll = (sequence: readonly Item[]): void => {
    for (const item of sequence) add(item);
  };
  const add = (item: Item): void => {
    switch (item.kind) {
      case "text":
        for (const character of item.text) program.push({ take: (one) => one === character });
        return;
      case "class":
        program.push({ take: item.matches });
        return;
      case "single":
        program.push({ take: isNoSlash });
        return;
      case "any":
      case "super": {
        const start = program.length;
        program.push(
          { next: [start + 1, start + 3] },
          { take: item.kind === "any" ? isNoSlash : isAny },
          { next: [start] },
        );
        return;
      }
      case "choice":
        addChoice(item.of);
    }
  };
  const addChoice = (choices: readonly (readonly Item[])[]): void => {
    const fork = program.length;
    program.push({ next: [] });
    const starts: number[] = [];
    const ends: number[] = [];
    for (const choice of choices) {
      starts.push(program.length);
      addAll(choice);
      ends.push(program.length);
      program.push({ next: [] });
    }
    program[fork] = { next: starts };
    for (const end of ends) program[end] = { next: [program.length] };
  };
  addAll(items);
  return program;
}

function isNoSlash(character: string): boolean {
  return character !== "/";
}

function isAny(): boolean {
  return true;
}

function run(program: readonly Instruction[], name: string, count: (steps: number) => void): boolean {
  let at = reachable(program, [0]);
  for (const character of name) {
    count(at.size);
    if (at.size === 0) return false;
    const next: number[] = [];
    for (const step of at) {
      const instruction = program[step];
      if (instruction !== undefined && "take" in instruction && instruction.take(character)) next.push(step + 1);
    }
    at = reachable(program, next);
  }
  return at.has(program.length);
}

function reachable(program: readonly Instruction[], from: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    const instruction = program[step];
    if (instruction !== undefined && "next" in instruction) addAll(open, instruction.next);
  }
  return seen;
}
