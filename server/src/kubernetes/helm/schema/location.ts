/** URLs and JSON pointers of schemas (santhosh-tekuri/jsonschema util.go). */

/** A place in a document. */
export interface Location {
  readonly url: string;
  readonly pointer: string;
}

export function locationText({ url, pointer }: Location): string {
  return `${url}#${pointer.split("/").map(escapeSegment).join("/")}`;
}

/** Go's url.PathEscape. */
function escapeSegment(segment: string): string {
  const escaped = encodeURIComponent(segment).replace(/%(?:24|26|2B|3A|3D|40)/g, decodeURIComponent);
  return escaped.replace(/[!*'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Undefined: an invalid escape. */
export function unescapeToken(token: string): string | undefined {
  return /~(?![01])/.test(token) ? undefined : token.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A URL without its fragment, and the fragment decoded. */
export function splitFragment(text: string): { readonly url: string; readonly fragment: string } {
  const hash = text.indexOf("#");
  if (hash < 0) return { url: text, fragment: "" };
  const fragment = text.slice(hash + 1);
  try {
    return { url: text.slice(0, hash), fragment: decodeURIComponent(fragment) };
  } catch {
    return { url: text.slice(0, hash), fragment };
  }
}

/** A reference from a base URL (RFC 3986 section 5.2). */
export function resolveUrl(base: string, reference: string): string {
  if (reference === "" || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) return reference || base;
  const [, scheme = "", authority = "", path = ""] =
    /^([A-Za-z][A-Za-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)/.exec(base) ?? [];
  if (reference.startsWith("//")) return scheme + reference;
  if (reference.startsWith("?")) return scheme + authority + path + reference;
  const [before = "", query = ""] = /^([^?]*)(\?.*)?$/.exec(reference)?.slice(1) ?? [];
  const merged = before.startsWith("/") ? before : path.slice(0, path.lastIndexOf("/") + 1) + before;
  return scheme + authority + withoutDots(merged) + query;
}

function withoutDots(path: string): string {
  const parts: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "..") {
      if (parts.length > 1) parts.pop();
      if (isLast) parts.push("");
    } else if (segment !== "." || isLast) parts.push(segment === "." ? "" : segment);
  }
  return parts.join("/");
}
