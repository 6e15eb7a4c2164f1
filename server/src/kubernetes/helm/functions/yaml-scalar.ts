/** How go-yaml writes a scalar: what a plain one would be read as, and which styles its characters allow (emitterc.go). */
import { parseFloat64, parseInt64, parseUint } from "../template/number.ts";

/** The two libraries: v2 is YAML 1.1, v3 knows fewer words. */
export type YamlVersion = 2 | 3;

const nulls = /^(?:~|null|Null|NULL)$/;
const booleans = /^(?:true|True|TRUE|false|False|FALSE)$/;
const oldBooleans = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
const floats = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function isBase60(text: string): boolean {
  const [first = "", ...rest] = text.split(":");
  const last = rest.pop();
  return (
    /^[-+]?[0-9][0-9_]*$/.test(first) &&
    rest.every((part) => /^[0-5]?[0-9]$/.test(part)) &&
    last !== undefined &&
    /^[0-5]?[0-9](?:\.[0-9_]*)?$/.test(last)
  );
}

/** True where a plain scalar of this text would be read as a string again. */
export function isPlainString(text: string, version: YamlVersion): boolean {
  const first = text[0];
  if (first === undefined) return false;
  if (/[a-zA-Z~]/.test(first)) return !nulls.test(text) && !booleans.test(text) && !oldBooleans.test(text);
  if (first === ".") return !/^\.(?:nan|NaN|NAN|inf|Inf|INF)$/.test(text) && parseFloat64(text).fault !== undefined;
  if (!/[-+0-9]/.test(first)) return true;
  return !isNumber(text, version) && !isTimestamp(text) && !isBase60(text);
}

function isNumber(text: string, version: YamlVersion): boolean {
  if (/^[-+]\.(?:inf|Inf|INF)$/.test(text)) return true;
  const plain = text.replaceAll("_", "");
  if (parseInt64(plain, 0).fault === undefined || parseUint(plain, 0).fault === undefined) return true;
  if (floats.test(plain)) return parseFloat64(plain).fault === undefined;
  const octal = version === 3 ? /^-?0o/ : /^-?0b/;
  const prefix = /^(-?)0[bo](.*)$/.exec(plain);
  if (prefix === null || (!/^-?0b/.test(plain) && !octal.test(plain))) return false;
  const base = plain.includes("b") ? 2 : 8;
  return parseInt64(`${prefix[1]}${prefix[2]}`, base).fault === undefined;
}

/** True for what go-yaml takes for a time. */
function isTimestamp(text: string): boolean {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, h1 = 0, m1 = 0, s1 = 0, zh = 0, zm = 0, h2 = 0, m2 = 0, s2 = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1) return false;
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day > days || zh > 24 || zm > 60) return false;
  return Math.max(h1, h2) < 24 && Math.max(m1, m2) < 60 && Math.max(s1, s2) < 60;
}

/** Which styles a scalar can be written in. */
export interface ScalarShape {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const harmless = /^[A-Za-z0-9_./][A-Za-z0-9_./ +*()<>=;$^~|&-]*$/;

/** yaml_emitter_analyze_scalar, outside of flow collections. */
export function shapeOf(text: string, version: YamlVersion): ScalarShape {
  if (text === "") return { multiline: false, plain: true, single: true, block: false };
  if (harmless.test(text) && !text.endsWith(" ") && !text.startsWith("...") && !text.includes(" #"))
    return { multiline: false, plain: true, single: true, block: true };
  return analyze(text, version);
}

function analyze(text: string, version: YamlVersion): ScalarShape {
  let [indicators, breaks, special, tabs] = [/^(?:---|\.\.\.)/.test(text), false, false, false];
  let [leading, trailingSpace, trailingBreak, breakSpace, spaceBreak] = [false, false, false, false, false];
  let [beforeIsSpace, beforeIsBreak, beforeIsBlank] = [false, false, true];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const last = at + 1 >= text.length;
    const blankFollows = last || text[at + 1] === " " || text[at + 1] === "\t";
    if (at === 0) {
      if (/[#,[\]{}&*!|>'"%@`]/.test(character) || (/[?:-]/.test(character) && blankFollows)) indicators = true;
    } else if ((character === ":" && blankFollows) || (character === "#" && beforeIsBlank)) indicators = true;
    if (character === "\t" && version === 3) tabs = true;
    else if (!isPrintable(text.charCodeAt(at))) special = true;
    const isSpace = character === " ";
    const isBreak = breakCharacters.test(character);
    if (isSpace) {
      leading ||= at === 0;
      trailingSpace ||= last;
      breakSpace ||= beforeIsBreak;
    } else if (isBreak) {
      breaks = true;
      leading ||= at === 0;
      trailingBreak ||= last;
      spaceBreak ||= beforeIsSpace;
    }
    beforeIsSpace = isSpace;
    beforeIsBreak = isBreak;
    beforeIsBlank = isSpace || isBreak || character === "\t";
  }
  const unsafe = spaceBreak || special;
  return {
    multiline: breaks,
    plain: !(leading || trailingSpace || trailingBreak || breakSpace || unsafe || tabs || breaks || indicators),
    single: !(breakSpace || unsafe || tabs),
    block: !(trailingSpace || unsafe),
  };
}

/** Line breaks of YAML. */
export const breakCharacters: RegExp = /[\r\n\u0085\u2028\u2029]/;

/** is_printable: characters beyond the basic plane are not, to go-yaml. */
export function isPrintable(unit: number): boolean {
  if (unit < 0x7f) return unit >= 0x20 || unit === 0x0a;
  return unit >= 0xa0 && (unit < 0xd800 || (unit >= 0xe000 && unit <= 0xfffd && unit !== 0xfeff));
}
