/** What sprig takes for empty (defaults.go). */
import { lengthOf } from "../template/reflect.ts";
import { Int, plain, Struct, type Value } from "../template/value.ts";

/** sprig's `empty`. */
export function isEmpty(value: Value): boolean {
  const bare = plain(value);
  switch (typeof bare) {
    case "undefined":
      return true;
    case "boolean":
      return !bare;
    case "number":
      return bare === 0;
    case "string":
      return bare === "";
    default:
      if (bare instanceof Int) return bare.value === 0n;
      return bare instanceof Struct ? false : lengthOf(bare) === 0;
  }
}
