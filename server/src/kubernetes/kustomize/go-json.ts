/** Prints JSON as Go does: keys sorted, `<`, `>` and `&` escaped. */

/** encoding/json's Marshal, or MarshalIndent. @param indent for each level; "" for one line */
export function goJson(value: unknown, indent = "", margin = ""): string {
  const inner = margin + indent;
  const [open, between, close] = indent === "" ? ["", ",", ""] : [`\n${inner}`, `,\n${inner}`, `\n${margin}`];
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${open}${value.map((item) => goJson(item, indent, inner)).join(between)}${close}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (entries.length === 0) return "{}";
    const colon = indent === "" ? ":" : ": ";
    const printed = entries.map(([key, item]) => `${goString(key)}${colon}${goJson(item, indent, inner)}`);
    return `{${open}${printed.join(between)}${close}}`;
  }
  return typeof value === "string" ? goString(value) : String(value);
}

function goString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
