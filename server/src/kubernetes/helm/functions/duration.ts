/** Go's time.Duration: read, printed, rounded. */
import { trimEndOf } from "../../../base/trim.ts";
import { GoError } from "../template/value.ts";
import { quoteTime } from "./time-parse.ts";

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  "\u00b5s": 1000n,
  "\u03bcs": 1000n,
  ms: 1000000n,
  s: 1000000000n,
  m: 60000000000n,
  h: 3600000000000n,
};

const limit = 1n << 63n;

/** time.ParseDuration, in nanoseconds. @throws GoError */
export function parseDuration(text: string): bigint {
  const fault = (what: string): GoError => new GoError(`time: ${what} ${quoteTime(text)}`);
  const negative = text.startsWith("-");
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === "0") return 0n;
  if (rest === "") throw fault("invalid duration");
  let total = 0n;
  while (rest !== "") {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const [read = "", whole = "", fraction = ""] = number ?? [];
    if (whole === "" && fraction === "") throw fault("invalid duration");
    rest = rest.slice(read.length);
    const name = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (name === "") throw fault("missing unit in duration");
    rest = rest.slice(name.length);
    const unit = units[name];
    if (unit === undefined) throw fault(`unknown unit ${quoteTime(name)} in duration`);
    const value = BigInt(whole === "" ? "0" : whole);
    if (value > limit / unit) throw fault("invalid duration");
    total += value * unit + fractionOf(fraction, unit);
    if (total > limit) throw fault("invalid duration");
  }
  if (negative) return -total;
  if (total > limit - 1n) throw fault("invalid duration");
  return total;
}

function fractionOf(digits: string, unit: bigint): bigint {
  // More digits than an int64 holds are dropped.
  const kept = digits.slice(0, 18);
  if (Number(kept) === 0) return 0n;
  return BigInt(Math.floor(Number(kept) * (Number(unit) / 10 ** kept.length)));
}

/** time.Duration's String. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const decimal = (unit: bigint): string => {
    const places = unit.toString().length - 1;
    const fraction = places === 0 ? "" : trimEndOf((size % unit).toString().padStart(places, "0"), "0");
    return `${size / unit}${fraction === "" ? "" : `.${fraction}`}`;
  };
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1000000n) return `${sign}${decimal(1000n)}µs`;
  if (size < 1000000000n) return `${sign}${decimal(1000000n)}ms`;
  const second = 1000000000n;
  const whole = size / second;
  const fraction = trimEndOf((size % second).toString().padStart(9, "0"), "0");
  const seconds = `${whole % 60n}${fraction === "" ? "" : `.${fraction}`}s`;
  if (whole < 60n) return sign + seconds;
  const minutes = `${(whole / 60n) % 60n}m${seconds}`;
  return whole < 3600n ? sign + minutes : `${sign}${whole / 3600n}h${minutes}`;
}

/** sprig's durationRound: the largest unit alone. */
export function roundDuration(nanoseconds: bigint): string {
  const hour = 3600000000000n;
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const steps: readonly (readonly [bigint, string])[] = [
    [hour * 24n * 365n, "y"],
    [hour * 24n * 30n, "mo"],
    [hour * 24n, "d"],
    [hour, "h"],
    [60000000000n, "m"],
    [1000000000n, "s"],
  ];
  const step = steps.find(([unit]) => size > unit);
  return step === undefined ? "0s" : `${size / step[0]}${step[1]}`;
}
