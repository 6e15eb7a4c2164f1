/**
 * Words the API server's error of a field (k8s.io/apimachinery pkg/util/validation/field/errors.go). It does not
 * contain the rules.
 */
import { isList, isMap, type JsonValue } from "../../base/json.ts";
import { fieldOf, pathOf, type Value } from "./json.ts";

/** metav1.CauseType: what the `reason` of a cause can be. */
export type Reason =
  | "FieldValueInvalid"
  | "FieldValueRequired"
  | "FieldValueForbidden"
  | "FieldValueDuplicate"
  | "FieldValueNotSupported"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  /** The decoder's: the request is refused before validation (status 400). */
  | "FieldValueTypeInvalid"
  /** Not a cause of the API server's: no such API, no such namespace (status 404). */
  | "NotFound";

/** One reason why an object is refused. */
export interface FieldError {
  /** The API server's name of the field; "" for the object itself. */
  readonly field: string;
  /** Where it is written, or would be. */
  readonly path: readonly (string | number)[];
  readonly reason: Reason;
  readonly message: string;
  /** The release that took the API version away: an older API server takes the object. */
  readonly removedIn?: string;
}

export function invalid(place: Value, bad: JsonValue | undefined, detail: string): FieldError {
  return error(place, "FieldValueInvalid", `Invalid value: ${printed(bad)}`, detail);
}

export function required(place: Value, detail = ""): FieldError {
  return error(place, "FieldValueRequired", "Required value", detail);
}

export function forbidden(place: Value, detail: string): FieldError {
  return error(place, "FieldValueForbidden", "Forbidden", detail);
}

export function duplicate(place: Value, bad: JsonValue | undefined): FieldError {
  return error(place, "FieldValueDuplicate", `Duplicate value: ${printed(bad)}`, "");
}

export function notSupported(place: Value, bad: JsonValue | undefined, supported: readonly string[]): FieldError {
  const list = supported.map((value) => `"${value}"`).join(", ");
  return error(place, "FieldValueNotSupported", `Unsupported value: ${printed(bad)}`, `supported values: ${list}`);
}

export function tooMany(place: Value, count: number, most: number): FieldError {
  return error(place, "FieldValueTooMany", `Too many: ${count}`, `must have at most ${most} items`);
}

export function tooLong(place: Value, most: number): FieldError {
  return error(place, "FieldValueTooLong", "Too long", `may not be more than ${most} bytes`);
}

function error(place: Value, reason: Reason, body: string, detail: string): FieldError {
  return { field: fieldOf(place), path: pathOf(place), reason, message: detail === "" ? body : `${body}: ${detail}` };
}

/** Go's %q for strings, plain numbers and booleans, JSON (maps in the order of their keys) for all else. */
function printed(value: JsonValue | undefined): string {
  if (value === undefined) return "null";
  return typeof value === "string" ? quoted(value) : goJson(value);
}

/** strconv.Quote: like JSON but for its own escapes of control characters. */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Go escapes.
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, escaped)}"`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\u000b", "\\v"],
]);

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
  return shortEscapes.get(character) ?? `\\x${code}`;
}

/** encoding/json escapes what would be special in HTML. */
function goJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(goJson).join(",")}]`;
  if (isMap(value)) {
    const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goJson(item)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
