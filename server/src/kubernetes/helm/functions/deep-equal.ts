/** Go's reflect.DeepEqual of template values. */
import { typeOf } from "../template/reflect.ts";
import { Bytes, GoList, GoMap, Int, plain, Struct, type Value } from "../template/value.ts";

/** True for values of the same type that hold the same. @param spend counts what is compared */
export function deepEqual(first: Value, second: Value, spend: (steps: number) => void): boolean {
  spend(1);
  const [a, b] = [plain(first), plain(second)];
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (typeOf(a) !== typeOf(b)) return false;
  if (a instanceof Int && b instanceof Int) return a.value === b.value;
  if (a instanceof Bytes && b instanceof Bytes) return a.text === b.text && a.isNil === b.isNil;
  if (a instanceof GoList && b instanceof GoList) {
    if (a.isNil !== b.isNil || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => deepEqual(item, b.items[index], spend));
  }
  if (a instanceof GoMap && b instanceof GoMap) {
    if (a.isNil !== b.isNil || a.entries.size !== b.entries.size) return false;
    for (const [key, item] of a.entries)
      if (!b.entries.has(key) || !deepEqual(item, b.entries.get(key), spend)) return false;
    return true;
  }
  if (!(a instanceof Struct) || !(b instanceof Struct)) return false;
  return a.data === b.data && [...a.fields].every(([name, value]) => deepEqual(value, b.fields.get(name), spend));
}
