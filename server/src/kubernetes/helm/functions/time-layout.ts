/** The reference time in pieces: what each part of a layout stands for (time/format.go). */

/** What a piece of a layout stands for; `fixed` pieces have their number of digits. */
export type TimePiece =
  | "year"
  | "shortYear"
  | "month"
  | "zeroMonth"
  | "monthName"
  | "shortMonthName"
  | "weekday"
  | "shortWeekday"
  | "day"
  | "underDay"
  | "zeroDay"
  | "underYearDay"
  | "zeroYearDay"
  | "hour"
  | "hour12"
  | "zeroHour12"
  | "minute"
  | "zeroMinute"
  | "second"
  | "zeroSecond"
  | "PM"
  | "pm"
  | "zoneName"
  | "zone"
  | "fraction0"
  | "fraction9";

export interface Chunk {
  readonly piece: TimePiece;
  /** As it stands in the layout: forms of zones and fractions are read off it. */
  readonly text: string;
}

/** A layout as text and pieces, in order. */
export function chunksOf(layout: string): readonly (string | Chunk)[] {
  const result: (string | Chunk)[] = [];
  let plain = "";
  let at = 0;
  while (at < layout.length) {
    const chunk = chunkAt(layout, at);
    if (chunk === undefined) {
      plain += layout[at];
      at++;
      continue;
    }
    // "_2006" is a blank-padded year: the underscore is text.
    if (chunk.text === "_2006") {
      result.push(`${plain}_`, { piece: "year", text: "2006" });
    } else result.push(plain, chunk);
    plain = "";
    at += chunk.text.length;
  }
  return [...result, plain];
}

const fixed: Readonly<Record<string, TimePiece>> = {
  "01": "zeroMonth",
  "02": "zeroDay",
  "03": "zeroHour12",
  "04": "zeroMinute",
  "05": "zeroSecond",
  "06": "shortYear",
  "002": "zeroYearDay",
  "15": "hour",
  "2006": "year",
  _2006: "year",
  __2: "underYearDay",
  _2: "underDay",
  PM: "PM",
  pm: "pm",
  MST: "zoneName",
  "1": "month",
  "2": "day",
  "3": "hour12",
  "4": "minute",
  "5": "second",
};

function chunkAt(layout: string, at: number): Chunk | undefined {
  const rest = layout.slice(at, at + 16);
  const words =
    /^(?:(January)|(Jan)(?![a-z])|(Monday)|(Mon)(?![a-z])|(MST|PM|pm|0[1-6]|002|15|2006|_2006|__2|_2|[1-5])|([-Z](?:07:00:00|070000|07:00|0700|07)))/.exec(
      rest,
    );
  if (words !== null) {
    const [text, january, jan, monday, mon, other] = words;
    if (january !== undefined) return { piece: "monthName", text };
    if (jan !== undefined) return { piece: "shortMonthName", text };
    if (monday !== undefined) return { piece: "weekday", text };
    if (mon !== undefined) return { piece: "shortWeekday", text };
    return { piece: other === undefined ? "zone" : (fixed[other] ?? "day"), text };
  }
  const fraction = /^[.,](?:0+|9+)(?![0-9])/.exec(layout.slice(at));
  if (fraction === null) return undefined;
  const [text] = fraction;
  return { piece: text[1] === "0" ? "fraction0" : "fraction9", text };
}

export const monthNames: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const dayNames: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
