/** sprig's functions of dates (date.go). The clock stands still: what it gives is known as random. */
import { parseInt64 } from "../template/number.ts";
import { randomText } from "../template/pieces.ts";
import { types } from "../template/types.ts";
import { GoError, Int, plain, Struct, type Value } from "../template/value.ts";
import { define, type FunctionTable, text } from "./define.ts";
import { formatDuration, parseDuration, roundDuration } from "./duration.ts";
import { parseTime } from "./time-parse.ts";
import { addDuration, momentIn, timeText, timeType, timeValue } from "./time-type.ts";
import { fixedNow, type GoTime, loadZone, utc, zeroMoment } from "./time-value.ts";

const { any, string } = types;

const dateInZone = define([string, any, string], ([layout, date, zone]) => inZone(text(layout), date, text(zone)));
const dateModify = define([string, timeType], ([by, date]) => {
  try {
    return addDuration(date, parseDuration(text(by)));
  } catch (error) {
    if (error instanceof GoError) return date;
    throw error;
  }
});
const mustDateModify = define([string, timeType], ([by, date]) => addDuration(date, parseDuration(text(by))));

/** By name. */
export const dateFunctions: FunctionTable = {
  now: define([], () => timeValue(fixedNow)),
  date: define([string, any], ([layout, date]) => inZone(text(layout), date, "Local")),
  dateInZone,
  date_in_zone: dateInZone,
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  htmlDate: define([any], ([date]) => inZone("2006-01-02", date, "Local")),
  htmlDateInZone: define([any, string], ([date, zone]) => inZone("2006-01-02", date, text(zone))),
  toDate: define([string, string], ([layout, value]) => {
    try {
      return timeValue(parseTime(text(layout), text(value)));
    } catch (error) {
      if (error instanceof GoError) return timeValue(zeroMoment);
      throw error;
    }
  }),
  mustToDate: define([string, string], ([layout, value]) => timeValue(parseTime(text(layout), text(value)))),
  unixEpoch: define([timeType], ([date]) => {
    const { seconds, random } = momentIn(date);
    return random ? randomText(String(seconds)) : String(seconds);
  }),
  ago: define([any], ([date]) => {
    const nanoseconds = BigInt(fixedNow.seconds - momentOf(date).seconds) * 1000000000n;
    return randomText(formatDuration(BigInt.asIntN(64, nanoseconds)));
  }),
  duration: define([any], ([value]) => {
    const bare = plain(value);
    const seconds =
      typeof bare === "string"
        ? parseInt64(bare, 10).value
        : bare instanceof Int && bare.type === types.int64
          ? bare.value
          : 0n;
    return formatDuration(BigInt.asIntN(64, seconds * 1000000000n));
  }),
  durationRound: define([any], ([value]) => {
    const bare = plain(value);
    if (typeof bare === "string") return roundDuration(parsedOrZero(bare));
    if (bare instanceof Int && bare.type === types.int64) return roundDuration(bare.value);
    if (!(bare instanceof Struct) || bare.type !== timeType) return "0s";
    return randomText(roundDuration(BigInt(fixedNow.seconds - momentIn(bare).seconds) * 1000000000n));
  }),
};

function parsedOrZero(value: string): bigint {
  try {
    return parseDuration(value);
  } catch (error) {
    if (error instanceof GoError) return 0n;
    throw error;
  }
}

/** sprig takes times and whole numbers of seconds; anything else is the clock's time. */
function momentOf(value: Value): GoTime {
  const bare = plain(value);
  if (bare instanceof Struct && bare.type === timeType) return momentIn(bare);
  if (bare instanceof Int && ["int", "int64", "int32"].includes(bare.type.name))
    return { seconds: Number(bare.value), nanoseconds: 0, zone: utc, random: false };
  return fixedNow;
}

function inZone(layout: string, date: Value, zone: string): Value {
  return timeText({ ...momentOf(date), zone: loadZone(zone) ?? utc }, layout);
}
