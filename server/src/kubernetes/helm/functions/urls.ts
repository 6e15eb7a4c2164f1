/** sprig's functions of URLs and networks (url.go, network.go). */
import { kindName } from "../template/reflect.ts";
import { types } from "../template/types.ts";
import { GoError, plain, type Value } from "../template/value.ts";
import { anyMap, costly, define, type FunctionTable, map, text } from "./define.ts";
import { hostnameOf, parseUrl, type Url, urlText, userText } from "./url.ts";

/** By name. */
export const urlFunctions: FunctionTable = {
  urlParse: costly(
    45,
    define([types.string], ([value]) => {
      const url = parsed(text(value), "unable to parse url");
      return anyMap([
        ["scheme", url.scheme],
        ["host", url.host],
        ["hostname", hostnameOf(url)],
        ["path", url.path],
        ["query", url.query],
        ["opaque", url.opaque],
        ["fragment", url.fragment],
        ["userinfo", url.user === undefined ? "" : userText(url.user)],
      ]);
    }),
  ),
  urlJoin: define([types.anyMap], ([value]) => join(value)),
  // helm asks no name server unless it is told to.
  getHostByName: define([types.string], () => ""),
};

function parsed(url: string, fault: string): Url {
  try {
    return parseUrl(url);
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${fault}: ${error.message}`);
    throw error;
  }
}

function join(value: Value): string {
  const { entries } = map(value);
  const part = (key: string): string => {
    if (!entries.has(key)) return "";
    const held = plain(entries.get(key));
    if (typeof held === "string") return held;
    if (held === undefined) throw new GoError("runtime error: invalid memory address or nil pointer dereference");
    throw new GoError(`unable to parse ${key} key, must be of type string, but ${kindName(held)} found`);
  };
  const url = {
    scheme: part("scheme"),
    host: part("host"),
    path: part("path"),
    query: part("query"),
    opaque: part("opaque"),
    fragment: part("fragment"),
  };
  const userinfo = part("userinfo");
  const user =
    userinfo === "" ? undefined : parsed(`proto://${userinfo}@host`, "unable to parse userinfo in dict").user;
  return urlText({ ...url, user, rawPath: "", rawFragment: "", omitHost: false, forceQuery: false });
}
