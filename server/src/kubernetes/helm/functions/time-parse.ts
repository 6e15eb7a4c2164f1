/** Texts read as moments by a layout (time.Parse), with Go's messages. */
import { toBytes } from "../template/bytes.ts";
import { GoError } from "../template/value.ts";
import { type Chunk, chunksOf, dayNames, monthNames } from "./time-layout.ts";
import { daysIn, type GoTime, isLeap, momentOf, utc } from "./time-value.ts";

/** Forms of a zone's offset: hours; hours and minutes; hours, minutes and seconds. */
const plainOffsets = [/^[-+]\d\d/, /^[-+]\d{4}/, /^[-+]\d{6}/];
const colonOffsets = [/^[-+]\d\d/, /^[-+]\d\d:\d\d/, /^[-+]\d\d:\d\d:\d\d/];

/** time.ParseInLocation where the zone is UTC. @throws GoError */
export function parseTime(layout: string, value: string): GoTime {
  return new TimeParser(layout, value).parse();
}

interface Fields {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
  isUtc: boolean;
  offset: number | undefined;
  zoneName: string;
  half: "AM" | "PM" | undefined;
}

/** The value does not fit the piece, or is out of its range. */
class Misfit extends Error {
  readonly range: string | undefined;
  constructor(range?: string) {
    super(range ?? "");
    this.range = range;
  }
}

class TimeParser {
  readonly #layout: string;
  readonly #value: string;
  #rest: string;
  readonly #fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    isUtc: false,
    offset: undefined,
    zoneName: "",
    half: undefined,
  };

  constructor(layout: string, value: string) {
    this.#layout = layout;
    this.#value = value;
    this.#rest = value;
  }

  parse(): GoTime {
    const chunks = chunksOf(this.#layout);
    for (const [index, chunk] of chunks.entries()) {
      const hold = this.#rest;
      try {
        if (typeof chunk === "string") this.#skip(chunk);
        else this.#read(chunk, chunks.slice(index + 1));
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        if (error.range !== undefined) throw this.#fault(`: ${error.range} out of range`);
        const text = typeof chunk === "string" ? chunk : chunk.text;
        // Of plain text that does not fit, Go shows what is left where it fails.
        const shown = typeof chunk === "string" ? this.#rest : hold;
        throw new GoError(
          `parsing time ${quoteTime(this.#value)} as ${quoteTime(this.#layout)}: cannot parse ${quoteTime(shown)} as ${quoteTime(text)}`,
        );
      }
    }
    if (this.#rest !== "") throw this.#fault(`: extra text: ${quoteTime(this.#rest)}`);
    return this.#moment();
  }

  #fault(message: string): GoError {
    return new GoError(`parsing time ${quoteTime(this.#value)}${message}`);
  }

  #skip(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (text[at] === " ") {
        if (this.#rest !== "" && !this.#rest.startsWith(" ")) throw new Misfit();
        while (text[at] === " ") at++;
        this.#rest = this.#rest.replace(/^ +/, "");
        continue;
      }
      if (this.#rest[0] !== text[at]) throw new Misfit();
      this.#rest = this.#rest.slice(1);
      at++;
    }
  }

  #take(form: RegExp): string {
    const found = form.exec(this.#rest)?.[0];
    if (found === undefined) throw new Misfit();
    this.#rest = this.#rest.slice(found.length);
    return found;
  }

  /** One or two digits; exactly two when they are `fixed`. */
  #number(fixed: boolean, most: number, name: string, least = 0): number {
    const number = Number(this.#take(fixed ? /^\d\d/ : /^\d\d?/));
    if (number < least || number > most) throw new Misfit(name);
    return number;
  }

  #name(names: readonly string[], length?: number): number {
    const lower = this.#rest.toLowerCase();
    const index = names.findIndex((name) => lower.startsWith(name.slice(0, length).toLowerCase()));
    if (index < 0) throw new Misfit();
    this.#rest = this.#rest.slice((names[index] ?? "").slice(0, length).length);
    return index;
  }

  #read({ piece, text }: Chunk, after: readonly (string | Chunk)[]): void {
    const fields = this.#fields;
    switch (piece) {
      case "year":
        fields.year = Number(this.#take(/^\d{4}/));
        return;
      case "shortYear": {
        const year = Number(this.#take(/^\d\d/));
        fields.year = year + (year >= 69 ? 1900 : 2000);
        return;
      }
      case "month":
      case "zeroMonth":
        fields.month = this.#number(piece === "zeroMonth", 12, "month", 1);
        return;
      case "monthName":
      case "shortMonthName":
        fields.month = this.#name(monthNames, piece === "monthName" ? undefined : 3) + 1;
        return;
      case "weekday":
      case "shortWeekday":
        this.#name(dayNames, piece === "weekday" ? undefined : 3);
        return;
      case "day":
      case "underDay":
      case "zeroDay":
        if (piece === "underDay" && this.#rest.startsWith(" ")) this.#rest = this.#rest.slice(1);
        fields.day = this.#number(piece === "zeroDay", 99, "day");
        return;
      case "underYearDay":
      case "zeroYearDay":
        if (piece === "underYearDay") this.#rest = this.#rest.replace(/^ {1,2}/, "");
        fields.yearDay = Number(this.#take(piece === "zeroYearDay" ? /^\d{3}/ : /^\d{1,3}/));
        return;
      case "hour":
        fields.hour = this.#number(false, 23, "hour");
        return;
      case "hour12":
      case "zeroHour12":
        fields.hour = this.#number(piece === "zeroHour12", 12, "hour");
        return;
      case "minute":
      case "zeroMinute":
        fields.minute = this.#number(piece === "zeroMinute", 59, "minute");
        return;
      case "second":
      case "zeroSecond":
        this.#second(piece === "zeroSecond", after);
        return;
      case "PM":
      case "pm":
        fields.half = this.#take(piece === "PM" ? /^[AP]M/ : /^[ap]m/).toUpperCase() === "PM" ? "PM" : "AM";
        return;
      case "zone":
        this.#zone(text);
        return;
      case "zoneName":
        this.#zoneName();
        return;
      case "fraction0":
        fields.nanoseconds = this.#fraction(text.length - 1);
        return;
      case "fraction9":
        if (/^[.,]\d/.test(this.#rest)) fields.nanoseconds = toNanoseconds(this.#take(/^[.,]\d+/));
        return;
    }
  }

  /** Nanoseconds of a fraction with exactly so many digits. */
  #fraction(count: number): number {
    const digits = /^[.,](\d*)/.exec(this.#rest)?.[1] ?? "";
    if (digits.length < count || count === 0) throw new Misfit();
    const found = this.#rest.slice(0, count + 1);
    this.#rest = this.#rest.slice(count + 1);
    return toNanoseconds(found);
  }

  #second(fixed: boolean, after: readonly (string | Chunk)[]): void {
    this.#fields.second = this.#number(fixed, 59, "second");
    if (!/^[.,]\d/.test(this.#rest)) return;
    // A fraction may stand in the value without one in the layout.
    const next = after.find((chunk) => typeof chunk !== "string");
    if (typeof next === "object" && (next.piece === "fraction0" || next.piece === "fraction9")) return;
    this.#fields.nanoseconds = toNanoseconds(this.#take(/^[.,]\d+/));
  }

  #zone(form: string): void {
    if (form.startsWith("Z") && this.#rest.startsWith("Z")) {
      this.#rest = this.#rest.slice(1);
      this.#fields.isUtc = true;
      return;
    }
    const colon = form.includes(":") ? ":" : "";
    const count = form.replace(/[-Z:]/g, "").length / 2;
    const found = this.#take((colon === "" ? plainOffsets : colonOffsets)[count - 1] ?? /^/);
    const digits = found.slice(1).replace(/:/g, "");
    const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2) || "0"));
    if ((hours ?? 0) > 24) throw new Misfit("time zone offset hour");
    if ((minutes ?? 0) > 60) throw new Misfit("time zone offset minute");
    if ((seconds ?? 0) > 60) throw new Misfit("time zone offset second");
    const offset = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
    this.#fields.offset = found.startsWith("-") ? -offset : offset;
  }

  #zoneName(): void {
    if (this.#rest.startsWith("UTC")) {
      this.#rest = this.#rest.slice(3);
      this.#fields.isUtc = true;
      return;
    }
    const forms = [/^(?:ChST|MeST)/, /^GMT(?:[-+](?:[01]?\d|2[0-3])(?!\d))?/, /^[-+](?:[01]?\d|2[0-3])(?!\d)/];
    const upper = /^[A-Z]+/.exec(this.#rest)?.[0] ?? "";
    const known = forms.find((form) => form.test(this.#rest));
    if (known !== undefined) {
      this.#fields.zoneName = this.#take(known);
      return;
    }
    const length = Math.min(upper.length, 6);
    const fits =
      length === 3 ||
      (length === 4 && (upper[3] === "T" || upper.startsWith("WITA"))) ||
      (length === 5 && upper[4] === "T");
    if (!fits) throw new Misfit();
    this.#fields.zoneName = upper.slice(0, length);
    this.#rest = this.#rest.slice(length);
  }

  #moment(): GoTime {
    const fields = this.#fields;
    if (fields.half === "PM" && fields.hour < 12) fields.hour += 12;
    else if (fields.half === "AM" && fields.hour === 12) fields.hour = 0;
    if (fields.yearDay !== undefined) this.#fromYearDay(fields.yearDay);
    const [month, day] = [fields.month ?? 1, fields.day ?? 1];
    if (day < 1 || day > daysIn(fields.year, month)) throw this.#fault(": day out of range");
    const { year, hour, minute, second, nanoseconds } = fields;
    const moment = momentOf(year, month, day, hour, minute, second, nanoseconds);
    if (fields.isUtc) return moment;
    if (fields.offset !== undefined) {
      const isLocal = fields.offset === 0 && (fields.zoneName === "" || fields.zoneName === "UTC");
      const zone = isLocal ? utc : ({ kind: "fixed", name: fields.zoneName, offset: fields.offset } as const);
      return { ...moment, seconds: moment.seconds - fields.offset, zone };
    }
    if (fields.zoneName === "") return moment;
    // A zone that is not the machine's has its name, but an unknown offset.
    const hours = /^GMT([-+]\d+)$/.exec(fields.zoneName)?.[1];
    const offset = hours === undefined ? 0 : Number(hours) * 3600;
    return { ...moment, zone: { kind: "fixed", name: fields.zoneName, offset } };
  }

  #fromYearDay(given: number): void {
    const fields = this.#fields;
    const length = isLeap(fields.year) ? 366 : 365;
    if (given < 1 || given > length) throw this.#fault(": day-of-year out of range");
    let [month, left] = [1, given];
    while (left > daysIn(fields.year, month)) left -= daysIn(fields.year, month++);
    if (fields.month !== undefined && fields.month !== month) throw this.#fault(": day-of-year does not match month");
    if (fields.day !== undefined && fields.day !== left) throw this.#fault(": day-of-year does not match day");
    fields.month = month;
    fields.day = left;
  }
}

function toNanoseconds(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, "0"));
}

/** The quoting of package time, which escapes bytes. */
export function quoteTime(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped.
  return `"${escaped.replace(/[\u0000-\u001f\u0080-\uffff]/gu, (rune) =>
    [...toBytes(rune)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
  )}"`;
}
