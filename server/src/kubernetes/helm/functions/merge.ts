/** Maps merged into each other as mergo does it, for maps of interfaces. */
import type { CallContext } from "../template/types.ts";
import { Bytes, GoList, GoMap, plain, Struct, type Value } from "../template/value.ts";
import { isEmpty } from "./empty.ts";

/** Merges `source` into `target`, which is changed; maps that are missing there are shared, not copied. */
export function merge(target: GoMap, source: GoMap, overwrite: boolean, context: CallContext): void {
  context.spend(source.entries.size);
  const put = (key: string, item: Value): void => {
    context.changed(target);
    target.entries.set(key, item);
  };
  for (const [key, item] of [...source.entries]) {
    const before = target.entries.get(key);
    const bare = plain(item);
    if (bare === undefined) {
      if (overwrite) put(key, undefined);
      continue;
    }
    const isSlice = bare instanceof GoList || bare instanceof Bytes;
    if (bare instanceof GoMap && before instanceof GoMap) merge(before, bare, overwrite, context);
    if (isSlice && overwrite) put(key, item);
    if (!isUnset(before)) {
      if (isSlice || (bare instanceof GoMap && before instanceof GoMap)) continue;
    }
    if (overwrite || isUnset(before)) put(key, item);
  }
}

/** mergo's isEmptyValue; structs are never empty. */
function isUnset(value: Value): boolean {
  return !(plain(value) instanceof Struct) && isEmpty(value);
}
