/** Go's `%t` of a value that is not a boolean, as helm's messages have it. */

import { formatValue } from "../template/fmt.ts";
import { typeName } from "../template/reflect.ts";
import { GoList, GoMap, plain, type Value } from "../template/value.ts";

export function formatBool(value: Value): string {
  const bare = plain(value);
  if (bare === undefined) return "%!t(<nil>)";
  if (typeof bare === "boolean") return String(bare);
  if (bare instanceof GoList) return `[${bare.items.map(formatBool).join(" ")}]`;
  if (bare instanceof GoMap)
    return `map[${[...bare.entries].map(([key, item]) => `${formatBool(key)}:${formatBool(item)}`).join(" ")}]`;
  return `%!t(${typeName(bare)}=${formatValue(bare)})`;
}
