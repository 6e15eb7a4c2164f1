/** The formats that strings can have (santhosh-tekuri/jsonschema format.go). */
import { goRegexp } from "../../../base/go-regexp.ts";

export interface Format {
  readonly name: string;
  /** What is wrong with the text; undefined: nothing. */
  readonly check: (text: string) => string | undefined;
}

type Check = Format["check"];

function jsonPointer(text: string): string | undefined {
  if (text === "") return undefined;
  if (!text.startsWith("/")) return "not starting with /";
  return /~(?![01])/.test(text) ? "~ must be followed by 0 or 1" : undefined;
}

function relativePointer(text: string): string | undefined {
  const digits = /^\d*/.exec(text)?.[0] ?? "";
  if (digits === "") return "must start with non-negative integer";
  if (digits.length > 1 && digits.startsWith("0")) return "starts with zero";
  const rest = text.slice(digits.length);
  return rest === "#" ? undefined : jsonPointer(rest);
}

function uuid(text: string): string | undefined {
  const lengths = [8, 4, 4, 4, 12];
  const groups = text.split("-");
  if (groups.length !== lengths.length) return "must have 5 elements";
  for (const [index, group] of groups.entries()) {
    if (group.length !== lengths[index]) return `element ${index + 1} must be ${lengths[index]} characters long`;
    const wrong = /[^0-9a-fA-F]/u.exec(group);
    if (wrong !== null) return `non-hex character '${wrong[0]}'`;
  }
  return undefined;
}

function duration(text: string): string | undefined {
  if (!text.startsWith("P")) return "must start with P";
  const rest = text.slice(1);
  if (rest === "") return "nothing after P";
  if (rest.endsWith("W")) {
    if (rest === "W") return "no number in week";
    return /^\d+W$/.test(rest) ? undefined : "invalid week";
  }
  const parts = rest.split("T");
  for (const [index, part] of parts.entries()) {
    if (index > 0 && part === "") return "no time elements";
    if (index > 1) return "more than one T";
    const problem = durationPart(part, index === 0 ? "YMD" : "HMS");
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function durationPart(part: string, allUnits: string): string | undefined {
  let units = allUnits;
  for (let rest = part; rest !== ""; ) {
    const digits = /^\d*/.exec(rest)?.[0] ?? "";
    if (digits === "") return "missing number";
    const unit = rest.charAt(digits.length);
    if (unit === "") return "missing unit";
    const at = units.indexOf(unit);
    if (at < 0) return allUnits.includes(unit) ? `unit '${unit}' out of order` : `invalid unit '${unit}'`;
    units = units.slice(at + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}

function ipv4(text: string): string | undefined {
  const groups = text.split(".");
  if (groups.length !== 4) return "expected four decimals";
  for (const group of groups) {
    if (group.length > 1 && group.startsWith("0")) return "leading zeros";
    if (!/^[-+]?\d+$/.test(group)) return `strconv.Atoi: parsing "${group}": invalid syntax`;
    if (Number(group) < 0 || Number(group) > 255) return "decimal must be between 0 and 255";
  }
  return undefined;
}

function ipv6(text: string): string | undefined {
  if (!text.includes(":")) return "missing colon";
  if (text.includes("%")) return "zone id is not a part of ipv6 address";
  return isIpv6(text) ? undefined : `ParseAddr("${text}"): unable to parse IP`;
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const lists = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = lists.at(-1);
  const tail = last?.at(-1);
  if (last !== undefined && tail?.includes(".") === true) {
    if (ipv4(tail) !== undefined || /[-+]/.test(tail)) return false;
    last.splice(-1, 1, "0", "0");
  }
  const all = lists.flat();
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 1 ? all.length === 8 : all.length <= 7;
}

function hostname(text: string): string | undefined {
  const name = text.replace(/\.$/, "");
  if (name.length > 253) return "more than 253 characters long";
  for (const label of name.split(".")) {
    if (label.length < 1 || label.length > 63) return "label must be 1 to 63 characters long";
    if (label.startsWith("-")) return "label starts with hyphen";
    if (label.endsWith("-")) return "label ends with hyphen";
    const wrong = /[^A-Za-z0-9-]/u.exec(label);
    if (wrong !== null) return `invalid character '${wrong[0]}'`;
  }
  return undefined;
}

function email(text: string): string | undefined {
  if (text.length > 254) return "more than 255 characters long";
  const at = text.lastIndexOf("@");
  if (at < 0) return "missing @";
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return localPart(local) ?? domainPart(domain);
}

function localPart(local: string): string | undefined {
  if (local.length > 64) return "local part more than 64 characters long";
  if (local.length > 1 && local.startsWith('"') && local.endsWith('"'))
    return /[\\"]/.test(local.slice(1, -1))
      ? "backslash and quote are not allowed within quoted local part"
      : undefined;
  if (local.startsWith(".")) return "starts with dot";
  if (local.endsWith(".")) return "ends with dot";
  if (local.includes("..")) return "consecutive dots";
  const wrong = /[^A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]/u.exec(local);
  return wrong === null ? undefined : `invalid character '${wrong[0]}'`;
}

function domainPart(domain: string): string | undefined {
  const wrap = (kind: string, problem: string | undefined): string | undefined =>
    problem && `invalid ${kind}: ${problem}`;
  if (!(domain.startsWith("[") && domain.endsWith("]"))) return wrap("domain", hostname(domain));
  const address = domain.slice(1, -1);
  if (address.startsWith("IPv6:")) return wrap("ipv6 address", ipv6(address.slice("IPv6:".length)));
  return wrap("ipv4 address", ipv4(address));
}

function date(text: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = (match ?? []).slice(1).map(Number);
  const fail = (reason: string): string => `parsing time "${text}"${reason}`;
  if (year === undefined || month === undefined || day === undefined)
    return fail(` as "2006-01-02": cannot parse "${text}" as "2006"`);
  if (month < 1 || month > 12) return fail(": month out of range");
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day < 1 || day > days ? fail(": day out of range") : undefined;
}

function time(text: string): string | undefined {
  if (text.length < 9) return "less than 9 characters long";
  if (text[2] !== ":" || text[5] !== ":") return "missing colon in correct place";
  const parts = text.slice(0, 8).split(":");
  if (!parts.every((part) => /^[-+]?\d+$/.test(part))) return "invalid hour/min/sec";
  const [hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (hour < 0 || minute < 0 || second < 0) return "non-positive hour/min/sec";
  if (hour > 23 || minute > 59 || second > 60) return "hour/min/sec out of range";
  let rest = text.slice(8);
  if (rest.startsWith(".")) {
    const digits = /^\.\d*/.exec(rest)?.[0] ?? ".";
    if (digits === ".") return "no digits in second fraction";
    rest = rest.slice(digits.length);
  }
  const offset = /^[zZ]$/.test(rest) ? 0 : offsetMinutes(rest);
  if (typeof offset === "string") return offset;
  const at = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return second >= 60 && at !== 1439 ? "invalid leap second" : undefined;
}

function offsetMinutes(text: string): number | string {
  if (text.length !== 6) return "offset must be 6 characters long";
  if (!/^[-+]/.test(text)) return "offset must begin with plus/minus";
  if (text[3] !== ":") return "missing colon in offset in correct place";
  const match = /^[-+](\d\d):(\d\d)$/.exec(text);
  if (match === null) return "invalid hour/min in offset";
  const [hour = 0, minute = 0] = match.slice(1).map(Number);
  if (hour > 23 || minute > 59) return "hour/min in offset out of range";
  return (text.startsWith("-") ? -1 : 1) * (hour * 60 + minute);
}

function dateTime(text: string): string | undefined {
  if (text.length < 20) return "less than 20 characters long";
  if (!/[tT]/.test(text.charAt(10))) return "11th character must be t or T";
  const day = date(text.slice(0, 10));
  if (day !== undefined) return `invalid date element: ${day}`;
  const rest = time(text.slice(11));
  return rest && `invalid time element: ${rest}`;
}

/** What Go's net/url does not parse; `text` is not trusted to be a URL at all. */
function url(text: string): string | undefined {
  const fail = (reason: string): string => `parse "${text}": ${reason}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses exactly these.
  if (/[\u0000-\u001f\u007f]/.test(text)) return fail("net/url: invalid control character in URL");
  const bare = text.replace(/#.*$/s, "");
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text.replace(/\?[^#]*/s, ""));
  if (wrong !== null) return fail(`invalid URL escape "${wrong[0]}"`);
  if (/^:/.test(bare)) return fail("missing protocol scheme");
  const first = bare.split(/[/?]/)[0] ?? "";
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(bare) && first.includes(":"))
    return fail("first path segment in URL cannot contain colon");
  const authority = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  return authorityProblem(authority.replace(/^.*@/s, ""), fail);
}

function authorityProblem(host: string, fail: (reason: string) => string): string | undefined {
  if (host.startsWith("[")) {
    const close = host.indexOf("]");
    if (close < 0) return fail("missing ']' in host");
    const problem = ipv6(host.slice(1, close));
    if (problem !== undefined) return `invalid ipv6 address: ${problem}`;
    return /^(:\d*)?$/.test(host.slice(close + 1)) ? undefined : fail("invalid port after host");
  }
  if (/[ "<>\\^`{|}]/.test(host)) return fail("invalid character in host name");
  const port = host.indexOf(":");
  return port >= 0 && !/^:\d*$/.test(host.slice(port))
    ? fail(`invalid port "${host.slice(port)}" after host`)
    : undefined;
}

const uri: Check = (text) => url(text) ?? (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) ? undefined : "relative url");

const uriReference: Check = (text) => (text.includes("\\") ? "contains \\" : url(text));

function period(text: string): string | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return "missing slash";
  const start = text.slice(0, slash);
  const end = text.slice(slash + 1);
  const part = (name: string, kind: string, problem: string | undefined): string | undefined =>
    problem && `invalid ${name} ${kind}: ${problem}`;
  if (start.startsWith("P"))
    return part("start", "duration", duration(start)) ?? part("end", "date-time", dateTime(end));
  const problem = part("start", "date-time", dateTime(start));
  if (problem !== undefined) return problem;
  return end.startsWith("P") ? part("end", "duration", duration(end)) : part("end", "date-time", dateTime(end));
}

function semver(text: string): string | undefined {
  const [, core = "", prerelease, build] = /^([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(text) ?? [];
  if (build !== undefined && !build.split(".").every((part) => /^[0-9A-Za-z-]+$/.test(part)))
    return "build identifier is empty";
  if (
    prerelease !== undefined &&
    !prerelease.split(".").every((part) => /^(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)$/.test(part))
  )
    return "pre-release identifier is empty";
  const numbers = core.split(".");
  if (numbers.length !== 3) return "versionCore must have 3 numbers separated by dot";
  for (const [index, number] of numbers.entries()) {
    const name = ["major", "minor", "patch"][index];
    if (number === "") return `${name} is empty`;
    if (number.length > 1 && number.startsWith("0")) return `${name} starts with zero`;
    if (!/^\d+$/.test(number)) return `${name} contains non-digit`;
  }
  return undefined;
}

function regex(text: string): string | undefined {
  const compiled = goRegexp(text);
  return "error" in compiled && compiled.isGoError ? compiled.error : undefined;
}

const checks: readonly (readonly [string, Check])[] = [
  ["json-pointer", jsonPointer],
  ["relative-json-pointer", relativePointer],
  ["uuid", uuid],
  ["duration", duration],
  ["period", period],
  ["ipv4", ipv4],
  ["ipv6", ipv6],
  ["hostname", hostname],
  ["email", email],
  ["date", date],
  ["time", time],
  ["date-time", dateTime],
  ["uri", uri],
  ["iri", uri],
  ["uri-reference", uriReference],
  ["iri-reference", uriReference],
  ["uri-template", url],
  ["semver", semver],
  ["regex", regex],
];

/** By name; a format that is not here is not checked. */
export const formats: ReadonlyMap<string, Format> = new Map(checks.map(([name, check]) => [name, { name, check }]));
