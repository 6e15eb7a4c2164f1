/** Moments printed by a layout (time.Time.Format). */
import { trimEndOf } from "../../../base/trim.ts";
import { type Chunk, chunksOf, dayNames, monthNames } from "./time-layout.ts";
import { type Calendar, calendarOf, type GoTime } from "./time-value.ts";

/** The moment in its own zone. */
export function formatTime(moment: GoTime, layout: string): string {
  const calendar = calendarOf(moment);
  return chunksOf(layout)
    .map((chunk) => (typeof chunk === "string" ? chunk : formatChunk(chunk, calendar, moment.nanoseconds)))
    .join("");
}

function padded(value: number, width: number, filler = "0"): string {
  return value < 0 ? `-${padded(-value, width, filler)}` : String(value).padStart(width, filler);
}

function formatChunk({ piece, text }: Chunk, calendar: Calendar, nanoseconds: number): string {
  const { year, month, day, hour, minute, second, weekday, yearDay, zoneName, offset } = calendar;
  switch (piece) {
    case "year":
      return padded(year, 4);
    case "shortYear":
      return padded(Math.abs(year) % 100, 2);
    case "month":
      return String(month);
    case "zeroMonth":
      return padded(month, 2);
    case "monthName":
      return monthNames[month - 1] ?? "";
    case "shortMonthName":
      return (monthNames[month - 1] ?? "").slice(0, 3);
    case "weekday":
      return dayNames[weekday] ?? "";
    case "shortWeekday":
      return (dayNames[weekday] ?? "").slice(0, 3);
    case "day":
      return String(day);
    case "underDay":
      return padded(day, 2, " ");
    case "zeroDay":
      return padded(day, 2);
    case "underYearDay":
      return padded(yearDay, 3, " ");
    case "zeroYearDay":
      return padded(yearDay, 3);
    case "hour":
      return padded(hour, 2);
    case "hour12":
      return String(hour % 12 === 0 ? 12 : hour % 12);
    case "zeroHour12":
      return padded(hour % 12 === 0 ? 12 : hour % 12, 2);
    case "minute":
      return String(minute);
    case "zeroMinute":
      return padded(minute, 2);
    case "second":
      return String(second);
    case "zeroSecond":
      return padded(second, 2);
    case "PM":
      return hour >= 12 ? "PM" : "AM";
    case "pm":
      return hour >= 12 ? "pm" : "am";
    case "zoneName":
      return zoneName === "" ? formatOffset(offset, "-0700") : zoneName;
    case "zone":
      return offset === 0 && text.startsWith("Z") ? "Z" : formatOffset(offset, text);
    case "fraction0":
    case "fraction9":
      return formatFraction(nanoseconds, text);
  }
}

function formatOffset(offset: number, form: string): string {
  const size = Math.abs(offset);
  const minutes = Math.floor(size / 60);
  const sign = offset < 0 && minutes > 0 ? "-" : "+";
  const parts = [padded(Math.floor(minutes / 60), 2)];
  if (form.length > 3) parts.push(padded(minutes % 60, 2));
  if (form.length > 6) parts.push(padded(size % 60, 2));
  return sign + parts.join(form.includes(":") ? ":" : "");
}

function formatFraction(nanoseconds: number, form: string): string {
  const digits = padded(nanoseconds, 9).slice(0, form.length - 1);
  if (form[1] === "0") return (form[0] ?? ".") + digits.padEnd(form.length - 1, "0");
  const trimmed = trimEndOf(digits, "0");
  return trimmed === "" ? "" : (form[0] ?? ".") + trimmed;
}
