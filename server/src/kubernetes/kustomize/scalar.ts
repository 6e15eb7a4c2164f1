/**
 * Resolves scalars as kustomize does (go-yaml v3: YAML 1.2 words, YAML 1.1 numbers), which differs from what kubectl
 * reads.
 */

import { decodeBase64, utf8Text } from "../../base/base64.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import type { ScalarNode } from "./node.ts";
import { Refused } from "./refused.ts";

interface Typed {
  readonly tag: string;
  readonly value: JsonValue;
}

/** The type and value of a plain scalar (go-yaml v3, resolve.go). */
export function resolvePlain(text: string): Typed {
  if (text === "" || text === "~" || /^(null|Null|NULL)$/.test(text)) return { tag: "!!null", value: null };
  if (/^(true|True|TRUE)$/.test(text)) return { tag: "!!bool", value: true };
  if (/^(false|False|FALSE)$/.test(text)) return { tag: "!!bool", value: false };
  if (text === "<<") return { tag: "!!merge", value: text };
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text))
    return { tag: "!!float", value: text.startsWith("-") ? -Infinity : Infinity };
  if (/^\.(nan|NaN|NAN)$/.test(text)) return { tag: "!!float", value: Number.NaN };
  if (/^[-+.\d]/.test(text)) return timestamp(text) ?? number(text) ?? { tag: "!!str", value: text };
  return { tag: "!!str", value: text };
}

function number(text: string): Typed | undefined {
  const plain = text.replace(/_/g, "");
  const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(plain);
  if (integer !== null) {
    const [, sign = "", digits = "0"] = integer;
    const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
    if (magnitude <= (sign === "-" ? 0x8000000000000000n : 0xffffffffffffffffn)) {
      const value = Number(magnitude);
      return { tag: "!!int", value: sign === "-" && value !== 0 ? -value : value };
    }
  }
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? { tag: "!!float", value: value === 0 ? 0 : value } : undefined;
}

const timestampForm =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?(Z|[-+]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?))?$/;

/** A date or time becomes what Go prints of it (RFC 3339, fraction without trailing zeros). */
function timestamp(text: string): Typed | undefined {
  const match = timestampForm.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", h1, m1, s1, f1, zone = "Z", h2, m2, s2, f2] = match;
  const [hour, minute, second] = [h1 ?? h2 ?? "0", m1 ?? m2 ?? "0", s1 ?? s2 ?? "0"];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (part: string): string => part.padStart(2, "0");
  // bounded: the form has nine digits at most
  const fraction = (f1 ?? f2 ?? "").replace(/\.?0+$/, "");
  const offset = /^[-+]00:00$/.test(zone) ? "Z" : zone;
  const value = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${offset}`;
  return { tag: "!!timestamp", value };
}

/**
 * What a scalar is when kustomize prints the object: it writes YAML and reads it again, so a tag that the text does not
 * imply survives, and a quoted number is a string.
 * @throws Refused where that reading fails
 */
export function scalarValue(node: ScalarNode): JsonValue {
  const { text, tag, quoted, tagged, flow } = node;
  if (tag === "!!str") return text;
  // An empty scalar cannot be written plainly between braces.
  if (flow && text === "" && tag === "!!null" && !tagged) return "";
  const plain = resolvePlain(text);
  if (tag === "" || (tag === plain.tag && !tagged)) {
    if (quoted || (plain.tag === "!!timestamp" && flow && text.includes(":"))) return text;
    return finite(plain.value, text);
  }
  if (tag === plain.tag) return finite(plain.value, text);
  if (tag === "!!binary") return decodeBinary(text);
  if (tag === "!!float" && plain.tag === "!!int") return plain.value;
  if (!/^!!(int|float|bool|null|timestamp)$/.test(tag)) return typeof plain.value === "string" ? plain.value : text;
  throw new Refused(`cannot decode '${text}' as a ${tag}`, node.origin);
}

function finite(value: JsonValue, text: string): JsonValue {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Refused(`unsupported value: ${text}`);
  return value;
}

function decodeBinary(text: string): string {
  const decoded = decodeBase64(text.replace(/\s/g, ""));
  const value = "bytes" in decoded ? utf8Text(decoded.bytes) : undefined;
  if (value === undefined) throw new Refused("!!binary value contains invalid base64 data");
  return value;
}

/** True for a key that kustomize writes without quotes and reads back as another type (`n`, `on`, `8080`). */
export function isUnsafeKey(key: string): boolean {
  return /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(key) || resolvePlain(key).tag !== "!!str";
}
