/**
 * Handles domain names in presentation form (RFC 1035 section 5.1) and the label rules of Kubernetes. It gives zones no
 * meaning.
 */

/**
 * The labels of a name, left to right, without the root. A backslash keeps the following character inside its label
 * (`a\.b` is one label), and empty labels are kept, so that a malformed name can be recognised. The root has no labels.
 */
export function labels(name: string): readonly string[] {
  const text = relative(name);
  if (text === "") return [];
  if (!text.includes("\\")) return text.split(".");
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ".") {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  found.push(text.slice(start));
  return found;
}

/** True when the name ends with the root's dot (an escaped dot is part of the last label). */
export function isAbsolute(name: string): boolean {
  return name.endsWith(".") && isLabelBoundary(name, name.length - 1);
}

/** The name with the final dot. */
export function absolute(name: string): string {
  return isAbsolute(name) ? name : `${name}.`;
}

/** The name without the final dot; "" for the root. */
export function relative(name: string): string {
  return isAbsolute(name) ? name.slice(0, -1) : name;
}

/** Letter case does not distinguish names (RFC 4343); only ASCII letters are folded. */
export function lowerName(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

/** Lower case and absolute: the form in which names are compared. */
export function normalName(name: string): string {
  return lowerName(absolute(name));
}

export function sameName(a: string, b: string): boolean {
  return normalName(a) === normalName(b);
}

/** True when `name` is the zone or below it. Both may lack the final dot; letter case does not matter. */
export function isSubdomainOf(name: string, zone: string): boolean {
  const child = normalName(name);
  const parent = normalName(zone);
  if (parent === "." || child === parent) return true;
  // The dot in front is looked at first: most names end here.
  if (child[child.length - parent.length - 1] !== "." || !child.endsWith(parent)) return false;
  return isLabelBoundary(child, child.length - parent.length - 1);
}

/** The longest of the zones that holds the name, as it stands in the list; undefined when none does. */
export function longestZone(name: string, zones: readonly string[]): string | undefined {
  if (zones.length > fewZones) return longestOfMany(normalName(name), zones);
  let longest: string | undefined;
  for (const zone of zones) {
    if (zone !== "" && (longest === undefined || sizeOf(zone) > sizeOf(longest)) && isSubdomainOf(name, zone))
      longest = zone;
  }
  return longest;
}

/** The root is shorter than a name of one letter. */
function sizeOf(zone: string): number {
  return zone === "." ? 0 : zone.length;
}

/** So many zones are looked at one by one. */
const fewZones = 16;

/** Zones by their normal names: a Corefile may have thousands, and each question asks for one. */
const manyZones = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

function longestOfMany(name: string, zones: readonly string[]): string | undefined {
  let byName = manyZones.get(zones);
  if (byName === undefined) {
    const made = new Map<string, string>();
    for (const zone of zones)
      if (zone.length > (made.get(normalName(zone))?.length ?? 0)) made.set(normalName(zone), zone);
    byName = made;
    manyZones.set(zones, byName);
  }
  for (let at = 0; at < name.length; ) {
    const zone = byName.get(name.slice(at));
    if (zone !== undefined && isSubdomainOf(name, zone)) return zone;
    const dot = name.indexOf(".", at);
    if (dot < 0) break;
    at = dot + 1;
  }
  return byName.get(".");
}

/** `prefix` below `zone`, absolute. An empty prefix is the zone itself. */
export function joinName(prefix: string, zone: string): string {
  const parent = absolute(zone);
  if (prefix === "") return parent;
  return parent === "." ? `${prefix}.` : `${prefix}.${parent}`;
}

/** Octets of a label: an escape stands for one octet, other characters for their UTF-8 octets. */
function octetsOf(label: string): number {
  if (/^[\x20-\x5b\x5d-\x7e]*$/.test(label)) return label.length;
  const plain = label.replace(/\\(\d{3}|.)/gs, "x");
  let octets = 0;
  for (const character of plain) {
    const code = character.codePointAt(0) ?? 0;
    octets += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return octets;
}

/**
 * Why the name cannot be put into a DNS message (RFC 1035 section 2.3.4: labels of 1 to 63 octets, 255 octets with
 * their lengths), or undefined when it can.
 */
export function nameDefect(name: string): string | undefined {
  let total = 1;
  for (const label of labels(name)) {
    const octets = octetsOf(label);
    if (octets === 0) return "it has an empty label";
    if (octets > 63) return `a label has ${octets} characters, 63 are the most`;
    total += octets + 1;
  }
  return total > 255 ? `it takes ${total} octets, 255 are the most` : undefined;
}

/** `[a-z0-9]([-a-z0-9]*[a-z0-9])?`, at most 63 characters (apimachinery util/validation IsDNS1123Label). */
export function isDns1123Label(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** Labels as above joined with dots, at most 253 characters (apimachinery util/validation IsDNS1123Subdomain). */
export function isDns1123Subdomain(text: string): boolean {
  // bounded: 253 characters
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

/** Like a DNS-1123 label, but it starts with a letter (apimachinery util/validation IsDNS1035Label). */
export function isDns1035Label(text: string): boolean {
  return text.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/**
 * A text for each name: in the order of these texts names are in the order of RFC 4034 section 6.1, label by label from
 * the root, but with digits taken by their value, so that `web-2` comes before `web-10`.
 */
export function nameKey(name: string): string {
  return [...labels(lowerName(name))].reverse().map(naturalKey).join("\0");
}

/** Texts with runs of digits taken as numbers are in order when these are in the order of `<`. */
export function naturalKey(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(10, "0"));
}

/** Orders texts by their code units, as `sort` does without a function. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** True when the dot at `at` separates labels: an even number of backslashes stands before it. */
function isLabelBoundary(name: string, at: number): boolean {
  let slashes = 0;
  while (name[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 0;
}
