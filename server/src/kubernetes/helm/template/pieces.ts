/** Strings that know which part of a template wrote each of their pieces. */
import { LimitError } from "./limit-error.ts";
import { GoList, GoMap, type Piece, type Place, type Scalar, Traced, type Value } from "./value.ts";

/** The pieces of a value that prints as `length` code units; undefined: nothing is known of it. */
export function piecesOf(value: Value, length: number): readonly Piece[] | undefined {
  if (!(value instanceof Traced)) return undefined;
  return value.pieces ?? (value.origin === undefined ? undefined : [{ length, origin: value.origin }]);
}

/** A string with its pieces, or alone when they say nothing. */
export function traced(text: string, pieces: readonly Piece[] | undefined): string | Traced {
  return pieces === undefined || !pieces.some(saysSomething) ? text : new Traced(text, undefined, pieces);
}

function saysSomething({ place, origin, random }: Piece): boolean {
  return place !== undefined || origin !== undefined || random === true;
}

/** The pieces of a part of a string. */
export function slicePieces(pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  const result: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(start, at);
    const skipped = from - at;
    at += piece.length;
    const length = Math.min(end, at) - from;
    if (length === piece.length) result.push(piece);
    else if (length > 0) result.push({ ...piece, length, place: piece.place && partOf(piece.place, skipped, length) });
    if (at >= end) break;
  }
  return result;
}

/** Of plain text the part itself; an action is one, whatever part of its text is meant. */
export function partOf(place: Place, skipped: number, length: number): Place {
  if (place.verbatim !== true) return place;
  const start = place.start + skipped;
  return { ...place, start, end: Math.min(start + length, place.end) };
}

/** A part of a string value, with its pieces. Offsets are UTF-16 code units. */
export function sliceText(value: Value, text: string, start: number, end: number): string | Traced {
  const part = text.slice(start, end);
  if (start === 0 && end >= text.length && value instanceof Traced && typeof value.value === "string") return value;
  const pieces = piecesOf(value, text.length);
  return pieces === undefined ? part : traced(part, slicePieces(pieces, start, Math.min(end, text.length)));
}

/** True for a string that would differ from run to run. */
export function isRandom(value: Value): boolean {
  return value instanceof Traced && value.pieces !== undefined && value.pieces.some(({ random }) => random === true);
}

/** A value that would differ from run to run. */
export function randomText(text: string): Traced {
  return new Traced(text, undefined, [{ length: text.length, random: true }]);
}

/** A scalar's text with the scalar's origin. */
export function printed(value: Value, text: string): string | Traced {
  return traced(text, piecesOf(value, text.length));
}

/** No string of a chart is this long: charts that print all their files by mistake come to some millions. */
const longestText = 2 ** 26;

/** @throws LimitError for a string that is longer than any of a chart */
export function checkLength(length: number): void {
  if (length > longestText) throw new LimitError(`the chart makes a text of more than ${longestText} characters`);
}

/** A string that is put together of others. @throws LimitError from its methods, when it becomes too long */
export class TextBuilder {
  text = "";
  #pieces: Piece[] | undefined;
  #covered = 0;

  /** Text whose writer is whoever prints the result. */
  add(text: string): void {
    this.#check(text);
    this.text += text;
  }

  #check(text: string): void {
    checkLength(this.text.length + text.length);
  }

  /** Text with pieces whose lengths make up its own. */
  addPieces(text: string, pieces: readonly Piece[] | undefined): void {
    this.#check(text);
    if (pieces !== undefined && pieces.length > 0) {
      this.#pieces ??= [];
      const gap = this.text.length - this.#covered;
      if (gap > 0) this.#pieces.push({ length: gap });
      for (const piece of pieces) this.#pieces.push(piece);
      this.#covered = this.text.length + text.length;
    }
    this.text += text;
  }

  /** The text that a value is printed as. */
  addValue(value: Value, text: string): void {
    this.addPieces(text, piecesOf(value, text.length));
  }

  /** All of it. */
  value(): string | Traced {
    if (this.#pieces === undefined) return this.text;
    const gap = this.text.length - this.#covered;
    if (gap > 0) this.#pieces.push({ length: gap });
    return new Traced(this.text, undefined, this.#pieces);
  }
}

/** A map's key that knows which value it is the key of. */
export function tracedKey(key: string, item: Value): string | Traced {
  const origin = item instanceof Traced || item instanceof GoMap || item instanceof GoList ? item.origin : undefined;
  if (origin === undefined || origin.path.at(-1) !== key) return key;
  return new Traced(key, undefined, [{ length: key.length, origin, isKey: true }]);
}

/** A scalar that was read from a part of a text, with what is known of that part. */
export function readFrom(
  value: Scalar,
  pieces: readonly Piece[] | undefined,
  start: number,
  end: number,
): Scalar | Traced {
  if (pieces === undefined) return value;
  const own = slicePieces(pieces, start, end);
  const [first] = own;
  if (first === undefined || !own.some(saysSomething)) return value;
  if (typeof value === "string" && value.length === end - start && (own.length > 1 || first.origin === undefined))
    return new Traced(value, undefined, own);
  if (own.length === 1 && first.origin !== undefined && first.isKey !== true) return new Traced(value, first.origin);
  if (typeof value !== "string") return value;
  return own.some(({ random }) => random === true) ? randomText(value) : value;
}

/** A scalar with the origin of another value. */
export function sameOrigin(value: Scalar, from: Value): Scalar | Traced {
  return from instanceof Traced && from.origin !== undefined ? new Traced(value, from.origin) : value;
}
