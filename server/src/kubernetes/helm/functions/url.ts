/** Go's net/url: URLs taken apart and put together, with its messages. */
import { fromBytes, toBytes } from "../template/bytes.ts";
import { quote } from "../template/quote.ts";
import { GoError } from "../template/value.ts";
import { isIpv6 } from "./ip.ts";

type Mode = "path" | "host" | "zone" | "user" | "fragment";

/** Characters that a part may hold as they are, beside letters, digits and `-_.~`. */
const allowed: Readonly<Record<Mode, string>> = {
  path: "$&+,/:;=@",
  host: "!$&'()*+,;=:[]<>\"",
  zone: "!$&'()*+,;=:[]<>\"",
  user: "$&+,;=",
  fragment: "$&+,/:;=?@!()*",
};

/** A URL's parts; what stands escaped is not. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: UserInfo | undefined;
  readonly host: string;
  readonly path: string;
  /** As written, when that differs from the usual escaping. */
  readonly rawPath: string;
  readonly omitHost: boolean;
  readonly forceQuery: boolean;
  readonly query: string;
  readonly fragment: string;
  readonly rawFragment: string;
}

export interface UserInfo {
  readonly name: string;
  readonly password: string | undefined;
}

const noUrl: Url = {
  scheme: "",
  opaque: "",
  user: undefined,
  host: "",
  path: "",
  rawPath: "",
  omitHost: false,
  forceQuery: false,
  query: "",
  fragment: "",
  rawFragment: "",
};

/** url.Parse. @throws GoError */
export function parseUrl(text: string): Url {
  const [before, fragment] = cut(text, "#");
  const url = wrapping(before, () => parseWithoutFragment(before));
  if (fragment === "") return url;
  return wrapping(text, () => {
    const unescaped = unescapeText(fragment, "fragment");
    const usual = escapeText(unescaped, "fragment") === fragment;
    return { ...url, fragment: unescaped, rawFragment: usual ? "" : fragment };
  });
}

function wrapping(text: string, parse: () => Url): Url {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`parse ${quote(text)}: ${error.message}`);
    throw error;
  }
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function parseWithoutFragment(text: string): Url {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused.
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new GoError("net/url: invalid control character in URL");
  if (text === "*") return { ...noUrl, path: "*" };
  if (text.startsWith(":")) throw new GoError("missing protocol scheme");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? "";
  let rest = scheme === "" ? text : text.slice(scheme.length + 1);
  const forceQuery = rest.endsWith("?") && rest.indexOf("?") === rest.length - 1;
  let query = "";
  if (forceQuery) rest = rest.slice(0, -1);
  else [rest, query] = cut(rest, "?");
  const base: Url = { ...noUrl, scheme: scheme.toLowerCase(), forceQuery, query };
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...base, opaque: rest };
    if (cut(rest, "/")[0].includes(":")) throw new GoError("first path segment in URL cannot contain colon");
  }
  if ((scheme !== "" || !rest.startsWith("///")) && rest.startsWith("//")) {
    const slash = rest.indexOf("/", 2);
    const authority = rest.slice(2, slash < 0 ? undefined : slash);
    const { user, host } = parseAuthority(base.scheme, authority);
    return { ...withPath(base, slash < 0 ? "" : rest.slice(slash)), user, host };
  }
  return { ...withPath(base, rest), omitHost: scheme !== "" && rest.startsWith("/") };
}

function withPath(url: Url, path: string): Url {
  const unescaped = unescapeText(path, "path");
  return { ...url, path: unescaped, rawPath: escapeText(unescaped, "path") === path ? "" : path };
}

function parseAuthority(
  scheme: string,
  authority: string,
): { readonly user: UserInfo | undefined; readonly host: string } {
  const at = authority.lastIndexOf("@");
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw new GoError("net/url: invalid userinfo");
  const [name, password] = cut(info, ":");
  const user = {
    name: unescapeText(name, "user"),
    password: info.includes(":") ? unescapeText(password, "user") : undefined,
  };
  return { user, host };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw new GoError("invalid IP-literal");
  if (bracket === 0) return parseIpHost(host);
  const first = host.indexOf(":");
  if (first >= 0) {
    const port = host.slice(scheme === "http" || scheme === "https" ? first : host.lastIndexOf(":"));
    if (!isOptionalPort(port)) throw new GoError(`invalid port ${quote(port)} after host`);
  }
  return unescapeText(host, "host");
}

function parseIpHost(host: string): string {
  const close = host.lastIndexOf("]");
  if (close < 0) throw new GoError("missing ']' in host");
  const port = host.slice(close + 1);
  if (!isOptionalPort(port)) throw new GoError(`invalid port ${quote(port)} after host`);
  const name = host.slice(1, close);
  const zone = name.indexOf("%25");
  const unescaped =
    zone < 0
      ? unescapeText(name, "host")
      : unescapeText(name.slice(0, zone), "host") + unescapeText(name.slice(zone), "zone");
  const address = cut(unescaped, "%")[0];
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw new GoError("invalid IP-literal");
  if (!isIpv6(address)) throw new GoError(`invalid host: ParseAddr(${quote(unescaped)}): unable to parse IP`);
  return `[${unescaped}]${port}`;
}

function isOptionalPort(port: string): boolean {
  return /^(:\d*)?$/.test(port);
}

/** The host without its port and brackets (URL.Hostname). */
export function hostnameOf({ host }: Url): string {
  const colon = host.lastIndexOf(":");
  const name = colon >= 0 && isOptionalPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}

/** Userinfo.String. */
export function userText({ name, password }: UserInfo): string {
  return escapeText(name, "user") + (password === undefined ? "" : `:${escapeText(password, "user")}`);
}

/** URL.String. */
export function urlText(url: Url): string {
  let result = url.scheme === "" ? "" : `${url.scheme}:`;
  if (url.opaque !== "") result += url.opaque;
  else {
    result += authorityText(url);
    const path = escapedPath(url);
    if (path !== "" && !path.startsWith("/") && url.host !== "") result += "/";
    if (result === "" && cut(path, "/")[0].includes(":")) result += "./";
    result += path;
  }
  if (url.forceQuery || url.query !== "") result += `?${url.query}`;
  return url.fragment === "" ? result : `${result}#${escapedFragment(url)}`;
}

function authorityText({ scheme, host, user, path, omitHost }: Url): string {
  if (scheme === "" && host === "" && user === undefined) return "";
  if (omitHost && host === "" && user === undefined) return "";
  const slashes = host !== "" || path !== "" || user !== undefined ? "//" : "";
  return slashes + (user === undefined ? "" : `${userText(user)}@`) + (host === "" ? "" : escapeText(host, "host"));
}

function escapedPath({ path, rawPath }: Url): string {
  if (rawPath !== "" && isValidEncoded(rawPath, "path")) return rawPath;
  return path === "*" ? "*" : escapeText(path, "path");
}

function escapedFragment({ fragment, rawFragment }: Url): string {
  return rawFragment !== "" && isValidEncoded(rawFragment, "fragment") ? rawFragment : escapeText(fragment, "fragment");
}

function isValidEncoded(text: string, mode: Mode): boolean {
  return [...toBytes(text)].every(
    (byte) => "!$&'()*+,;=:@[]%".includes(String.fromCharCode(byte)) || isAllowed(byte, mode),
  );
}

function isAllowed(byte: number, mode: Mode): boolean {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(character) || allowed[mode].includes(character);
}

function escapeText(text: string, mode: Mode): string {
  return Array.from(toBytes(text), (byte) =>
    isAllowed(byte, mode) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}

function unescapeText(text: string, mode: Mode): string {
  const isHost = mode === "host" || mode === "zone";
  const bytes = toBytes(text);
  const result: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 37) {
      if (isHost && byte < 0x80 && !isAllowed(byte, mode))
        throw new GoError(`invalid character ${quote(String.fromCharCode(byte))} in host name`);
      result.push(byte);
      continue;
    }
    const escaped = fromBytes(bytes.subarray(at, at + 3));
    const value = /^%[0-9A-Fa-f]{2}$/.test(escaped) ? Number.parseInt(escaped.slice(1), 16) : undefined;
    const refused =
      value === undefined ||
      (mode === "host" && value < 0x80 && escaped !== "%25") ||
      (mode === "zone" && escaped !== "%25" && value !== 0x20 && !isAllowed(value, "host"));
    if (refused) throw new GoError(`invalid URL escape ${quote(escaped)}`);
    result.push(value);
    at += 2;
  }
  return fromBytes(Uint8Array.from(result));
}
