/** time.Time as a value of templates, with the methods that they can call. */
import { randomText } from "../template/pieces.ts";
import { type GoType, type Method, types } from "../template/types.ts";
import { Int, plain, Struct, type Traced, type Value } from "../template/value.ts";
import { int, text } from "./define.ts";
import { formatDuration } from "./duration.ts";
import { formatTime } from "./time-format.ts";
import { dayNames, monthNames } from "./time-layout.ts";
import { calendarOf, type GoTime, momentOf, utc, zeroMoment } from "./time-value.ts";

function named(name: string, kind: "int" | "int64", shown: (value: bigint) => string): GoType {
  const type: GoType = {
    name,
    kind,
    methods: { String: { params: [], call: (value) => shown(numberOf(value)) } },
  };
  return type;
}

const monthType = named("time.Month", "int", (value) => monthNames[Number(value) - 1] ?? `%!Month(${value})`);
const weekdayType = named("time.Weekday", "int", (value) => dayNames[Number(value)] ?? `%!Weekday(${value})`);

/** time.Duration. */
export const durationType: GoType = named("time.Duration", "int64", formatDuration);

function numberOf(value: Value): bigint {
  const bare = plain(value);
  return bare instanceof Int ? bare.value : 0n;
}

/** The moment of a time.Time. */
export function momentIn(value: Value): GoTime {
  const data = value instanceof Struct ? value.data : undefined;
  // Structs of this type hold moments and nothing else.
  return value instanceof Struct && value.type === timeType ? (data as GoTime) : zeroMoment;
}

/** A time.Time. */
export function timeValue(moment: GoTime): Struct {
  return new Struct(timeType, new Map(), moment);
}

/** The text of a moment, which is random when the moment came from a clock. */
export function timeText(moment: GoTime, layout: string): string | Traced {
  const shown = formatTime(moment, layout);
  return moment.random ? randomText(shown) : shown;
}

const rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";

function method(params: readonly GoType[], call: (moment: GoTime, args: readonly Value[]) => Value): Method {
  return { params, call: (receiver, args) => call(momentIn(receiver), args) };
}

function whole(pick: (moment: GoTime) => number | bigint, type: GoType = types.int): Method {
  return method([], (moment) => new Int(BigInt(pick(moment)), type));
}

const nanosecondsOf = ({ seconds, nanoseconds }: GoTime): bigint => BigInt(seconds) * 1000000000n + BigInt(nanoseconds);

function moved(moment: GoTime, nanoseconds: bigint): GoTime {
  const total = nanosecondsOf(moment) + nanoseconds;
  const second = 1000000000n;
  const rest = ((total % second) + second) % second;
  return { ...moment, seconds: Number((total - rest) / second), nanoseconds: Number(rest) };
}

/** The moment moved by a duration. */
export function addDuration(value: Value, nanoseconds: bigint): Struct {
  return timeValue(moved(momentIn(value), nanoseconds));
}

function addDate(moment: GoTime, years: number, months: number, days: number): GoTime {
  const { year, month, day, hour, minute, second, offset } = calendarOf(moment);
  const made = momentOf(year + years, month + months, day + days, hour, minute, second, moment.nanoseconds);
  return { ...moment, seconds: made.seconds - offset };
}

/** time.Time. */
export const timeType: GoType = {
  name: "time.Time",
  kind: "struct",
  get methods() {
    return timeMethods;
  },
};

const compared = (test: (difference: bigint) => boolean): Method =>
  method([timeType], (moment, [other]) => test(nanosecondsOf(moment) - nanosecondsOf(momentIn(other))));

const timeMethods: Readonly<Record<string, Method>> = {
  String: method([], (moment) => timeText(moment, "2006-01-02 15:04:05.999999999 -0700 MST")),
  MarshalJSON: method([], (moment) => timeText(moment, rfc3339Nano)),
  Format: method([types.string], (moment, [layout]) => timeText(moment, text(layout))),
  Year: whole((moment) => calendarOf(moment).year),
  Month: whole((moment) => calendarOf(moment).month, monthType),
  Day: whole((moment) => calendarOf(moment).day),
  Hour: whole((moment) => calendarOf(moment).hour),
  Minute: whole((moment) => calendarOf(moment).minute),
  Second: whole((moment) => calendarOf(moment).second),
  Nanosecond: whole(({ nanoseconds }) => nanoseconds),
  Weekday: whole((moment) => calendarOf(moment).weekday, weekdayType),
  YearDay: whole((moment) => calendarOf(moment).yearDay),
  Unix: whole(({ seconds }) => seconds, types.int64),
  UnixMilli: whole((moment) => BigInt.asIntN(64, nanosecondsOf(moment) / 1000000n), types.int64),
  UnixMicro: whole((moment) => BigInt.asIntN(64, nanosecondsOf(moment) / 1000n), types.int64),
  UnixNano: whole((moment) => BigInt.asIntN(64, nanosecondsOf(moment)), types.int64),
  UTC: method([], (moment) => timeValue({ ...moment, zone: utc })),
  Local: method([], (moment) => timeValue({ ...moment, zone: utc })),
  IsZero: method([], (moment) => nanosecondsOf(moment) === nanosecondsOf(zeroMoment)),
  After: compared((difference) => difference > 0n),
  Before: compared((difference) => difference < 0n),
  Equal: compared((difference) => difference === 0n),
  Add: method([durationType], (moment, [by]) => timeValue(moved(moment, numberOf(by)))),
  AddDate: method([types.int, types.int, types.int], (moment, [years, months, days]) =>
    timeValue(addDate(moment, int(years), int(months), int(days))),
  ),
  Sub: method([timeType], (moment, [other]) => {
    const difference = nanosecondsOf(moment) - nanosecondsOf(momentIn(other));
    return new Int(BigInt.asIntN(64, difference), durationType);
  }),
};
