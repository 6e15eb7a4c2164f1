/** What type a scalar has by its form or tag: go-yaml v2's resolve.go. */
import { decodeBase64 } from "../../../base/base64.ts";
import { fromBytes, runes } from "../template/bytes.ts";
import { YamlError } from "./input.ts";
import type { ScalarNode } from "./node.ts";

/** A scalar of YAML: whole numbers are bigint (64 bits), the others float64. */
export type YamlScalar = null | boolean | string | bigint | number;

const prefix = "tag:yaml.org,2002:";
const resolvable: ReadonlySet<string> = new Set(
  ["str", "bool", "int", "float", "null", "timestamp"].map((name) => prefix + name),
);

/** @throws {YamlError} where a tag does not fit */
export function resolveScalar({ value, tag, implicit, start }: ScalarNode): YamlScalar {
  if (tag === "" && !implicit) return value;
  if (tag === `${prefix}binary`) return binaryText(value, start);
  if (tag !== "" && !resolvable.has(tag)) return value;
  if (tag === `${prefix}str`) return value;
  if (tag === `${prefix}timestamp`) return value;
  const found = resolvePlain(value);
  if (tag === "" || tag === prefix + found.type) return found.value;
  if (tag === `${prefix}float` && found.type === "int" && isInt64(found.value)) return Number(found.value);
  throw new YamlError(`cannot decode !!${found.type} \`${value}\` as a !!${tag.slice(prefix.length)}`, 0, start);
}

interface Resolved {
  readonly type: "null" | "bool" | "int" | "float" | "str";
  readonly value: YamlScalar;
}

const words: ReadonlyMap<string, Resolved> = new Map([
  ...list(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], { type: "bool", value: true }),
  ...list(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], { type: "bool", value: false }),
  ...list(["", "~", "null", "Null", "NULL"], { type: "null", value: null }),
  ...list([".nan", ".NaN", ".NAN"], { type: "float", value: Number.NaN }),
  ...list([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], { type: "float", value: Number.POSITIVE_INFINITY }),
  ...list(["-.inf", "-.Inf", "-.INF"], { type: "float", value: Number.NEGATIVE_INFINITY }),
]);

function list(names: readonly string[], resolved: Resolved): readonly (readonly [string, Resolved])[] {
  return names.map((name) => [name, resolved]);
}

/** Times stay strings (decode.go: "for backward compatibility reasons"). */
function resolvePlain(text: string): Resolved {
  const str: Resolved = { type: "str", value: text };
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d;
  if (text === "" || isNumeric || ".yYnNtTfFoO~".includes(text.charAt(0))) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  if (first === 0x2e) {
    const value = parseGoFloat(text);
    return value === undefined ? str : { type: "float", value };
  }
  if (!isNumeric) return str;
  return resolveNumber(text.replace(/_/g, "")) ?? str;
}

function resolveNumber(plain: string): Resolved | undefined {
  const whole = parseGoInt(plain);
  if (whole !== undefined) return { type: "int", value: whole };
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? { type: "float", value } : undefined;
}

const least = -(2n ** 63n);
const most = 2n ** 64n - 1n;

function isInt64(value: YamlScalar): boolean {
  return typeof value === "bigint" && value < 2n ** 63n;
}

/** strconv.ParseInt and, without a sign, ParseUint, with base 0. */
function parseGoInt(text: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", hex, binary, octal, oldOctal, decimal] = match;
  const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : undefined;
  const oct = octal ?? oldOctal;
  const magnitude = BigInt(digits ?? (oct === undefined ? (decimal ?? "0") : `0o${oct}`));
  const value = sign === "-" ? -magnitude : magnitude;
  if (value < least || value > (sign === "" ? most : 2n ** 63n - 1n)) return undefined;
  return value;
}

/** strconv.ParseFloat of a text that starts with a point. */
function parseGoFloat(text: string): number | undefined {
  if (!/^\.[0-9][0-9_]*([eE][-+]?[0-9][0-9_]*)?$/.test(text) || /__|_(?:[eE]|$)/.test(text)) return undefined;
  const value = Number(text.replace(/_/g, ""));
  return Number.isFinite(value) ? value : undefined;
}

/** JSON, through which the text goes, replaces each byte that is not UTF-8. */
function binaryText(text: string, at: number): string {
  const decoded = decodeBase64(text);
  if (!("bytes" in decoded)) throw new YamlError("!!binary value contains invalid base64 data", 0, at);
  return runes(fromBytes(decoded.bytes)).join("");
}
