/** Moments as Go's time.Time has them: seconds, nanoseconds and a zone. */

/** A zone; the machine's own is UTC, since nothing here knows another. */
export type Zone =
  | { readonly kind: "fixed"; readonly name: string; readonly offset: number }
  | { readonly kind: "named"; readonly id: string };

export interface GoTime {
  /** Since 1970-01-01T00:00:00Z; a whole number. */
  readonly seconds: number;
  /** From 0 to 999999999. */
  readonly nanoseconds: number;
  readonly zone: Zone;
  /** It came from a clock: helm gives another each time. */
  readonly random: boolean;
}

export const utc: Zone = { kind: "fixed", name: "UTC", offset: 0 };

/** time.Time's zero. */
export const zeroMoment: GoTime = { seconds: -62135596800, nanoseconds: 0, zone: utc, random: false };

/** What a clock says when there is none. */
export const fixedNow: GoTime = {
  seconds: Date.UTC(2024, 0, 2, 3, 4, 5) / 1000,
  nanoseconds: 123456789,
  zone: utc,
  random: true,
};

/** A calendar's view of a moment. */
export interface Calendar {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
  readonly zoneName: string;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** The calendar in the moment's zone. */
export function calendarOf({ seconds, zone }: GoTime): Calendar {
  const { name, offset } = zoneAt(zone, seconds);
  const local = seconds + offset;
  const days = Math.floor(local / 86400);
  const clock = local - days * 86400;
  const { year, month, day } = civil(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(clock / 3600),
    minute: Math.floor((clock % 3600) / 60),
    second: clock % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysBefore(year, 1, 1) + 1,
    zoneName: name,
    offset,
  };
}

/** The moment of a date in UTC; months, days and hours beyond their ends are carried on. */
export function momentOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  nanoseconds: number,
): GoTime {
  const [carried, rest] = [year + Math.floor((month - 1) / 12), ((((month - 1) % 12) + 12) % 12) + 1];
  const seconds = (daysBefore(carried, rest, 1) + day - 1) * 86400 + hour * 3600 + minute * 60 + second;
  return { seconds, nanoseconds, zone: utc, random: false };
}

/** The days of a month. */
export function daysIn(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 (Howard Hinnant's days_from_civil). */
function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** time.LoadLocation; undefined: there is none of that name. */
export function loadZone(name: string): Zone | undefined {
  if (name === "" || name === "UTC" || name === "Local") return utc;
  if (!name.split("/").every((part) => /^[A-Z][A-Za-z0-9_+-]*$/.test(part))) return undefined;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return { kind: "named", id: name };
  } catch {
    return undefined;
  }
}

/** The name and offset that a zone has at a time. */
export function zoneAt(zone: Zone, seconds: number): { readonly name: string; readonly offset: number } {
  if (zone.kind === "fixed") return zone;
  const { shown, offset } = platformZone(zone.id, seconds);
  // Winter in one half of the world is summer in the other.
  const year = 31_556_952;
  const others = [seconds + year / 4, seconds + year / 2, seconds + (3 * year) / 4];
  const least = Math.min(offset, ...others.map((other) => platformZone(zone.id, other).offset));
  return { name: zoneName(zone.id, shown, offset, offset > least), offset };
}

function platformZone(id: string, seconds: number): { readonly shown: string; readonly offset: number } {
  const at = new Date(Math.min(Math.max(seconds * 1000, -8.64e15), 8.64e15));
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: id,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
    timeZoneName: "short",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? "0";
  const year = Number(part("year"));
  const signed = part("era").startsWith("B") ? 1 - year : year;
  const days = daysBefore(signed, Number(part("month")), Number(part("day")));
  const local = days * 86400 + Number(part("hour")) * 3600 + Number(part("minute")) * 60 + Number(part("second"));
  const offset = local - Math.floor(at.getTime() / 1000);
  return { shown: part("timeZoneName"), offset };
}

/** Abbreviations of the tz database, of standard and summer time, where the platform knows offsets only. */
const abbreviations: readonly (readonly [RegExp, string, string])[] = [
  [/^Europe\/London$/, "GMT", "BST"],
  [/^Europe\/Dublin$/, "GMT", "IST"],
  [/^(Europe\/Lisbon|Atlantic\/(Canary|Madeira))$/, "WET", "WEST"],
  [/^Europe\/(Moscow|Simferopol)$/, "MSK", "MSK"],
  [
    /^(Europe\/(Athens|Helsinki|Kiev|Kyiv|Bucharest|Sofia|Riga|Tallinn|Vilnius|Chisinau)|Africa\/Cairo)$/,
    "EET",
    "EEST",
  ],
  [/^Europe\//, "CET", "CEST"],
  [/^Asia\/Tokyo$/, "JST", "JDT"],
  [/^Asia\/Seoul$/, "KST", "KDT"],
  [/^Asia\/(Shanghai|Taipei)$/, "CST", "CDT"],
  [/^Asia\/Hong_Kong$/, "HKT", "HKST"],
  [/^Asia\/(Kolkata|Calcutta)$/, "IST", "+0630"],
  [/^Asia\/Karachi$/, "PKT", "PKST"],
  [/^Asia\/Jakarta$/, "WIB", "WIB"],
  [/^Asia\/Jerusalem$/, "IST", "IDT"],
  [/^Australia\/(Sydney|Melbourne|Hobart|Brisbane|Canberra)$/, "AEST", "AEDT"],
  [/^Australia\/(Adelaide|Darwin)$/, "ACST", "ACDT"],
  [/^Australia\/Perth$/, "AWST", "AWDT"],
  [/^Pacific\/Auckland$/, "NZST", "NZDT"],
  [/^Africa\/Johannesburg$/, "SAST", "SAST"],
  [/^Africa\/Lagos$/, "WAT", "WAT"],
  [/^Africa\/Nairobi$/, "EAT", "EAT"],
];

function zoneName(zone: string, shown: string, offset: number, isSummer: boolean): string {
  if (/^[A-Z]{2,5}$/.test(shown) && shown !== "GMT") return shown;
  const known = abbreviations.find(([ids]) => ids.test(zone));
  if (known !== undefined) return isSummer ? known[2] : known[1];
  if (shown === "GMT") return shown;
  const minutes = Math.abs(offset) / 60;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(minutes / 60)}${minutes % 60 === 0 ? "" : two(minutes % 60)}`;
}
