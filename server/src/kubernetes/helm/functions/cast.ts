/** Values as numbers (spf13/cast), and Go's arithmetic of 64 bits. */
import { parseFloat64, parseInt64 } from "../template/number.ts";
import { Int, plain, type Value } from "../template/value.ts";

const minInt64 = -(1n << 63n);

/** cast.ToInt64: 0 for what is not a number. */
export function toInt64(value: Value): bigint {
  const bare = plain(value);
  if (bare instanceof Int) return BigInt.asIntN(64, bare.value);
  switch (typeof bare) {
    case "number":
      return truncated(bare);
    case "boolean":
      return bare ? 1n : 0n;
    case "string": {
      const { value: parsed, fault } = parseInt64(withoutZeroDecimal(bare), 0);
      return fault === undefined ? parsed : 0n;
    }
    default:
      return 0n;
  }
}

/** int64(f) on amd64: out of range it is the smallest number. */
function truncated(value: number): bigint {
  if (!Number.isFinite(value)) return minInt64;
  const whole = BigInt(Math.trunc(value));
  return whole >= minInt64 && whole < 1n << 63n ? whole : minInt64;
}

/** `12.0` without the point and what follows (cast's trimZeroDecimal). */
function withoutZeroDecimal(text: string): string {
  let foundZero = false;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ".") {
      if (foundZero) return text.slice(0, at);
    } else if (text[at] === "0") foundZero = true;
    else return text;
  }
  return text;
}

/** cast.ToFloat64: 0 for what is not a number. */
export function toFloat64(value: Value): number {
  const bare = plain(value);
  if (bare instanceof Int) return Number(bare.value);
  switch (typeof bare) {
    case "number":
      return bare;
    case "boolean":
      return bare ? 1 : 0;
    case "string": {
      const { value: parsed, fault } = parseFloat64(bare);
      return fault === undefined ? parsed : 0;
    }
    default:
      return 0;
  }
}

/** What an int64 holds of a number. */
export function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
