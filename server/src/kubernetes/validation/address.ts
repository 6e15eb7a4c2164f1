/** Validates IP addresses and CIDRs in fields (k8s.io/apimachinery pkg/util/validation/ip.go, strict since 1.36). */
import ipaddr from "ipaddr.js";
import { type FieldError, invalid } from "./field-error.ts";
import { textOf, type Value } from "./json.ts";

export type Family = "IPv4" | "IPv6";

interface Parsed {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  /** Octets with leading zeros, which ParseIPSloppy takes as decimal. */
  readonly zeros: boolean;
  readonly mapped: boolean;
}

const sloppyV4 = /^\d+(\.\d+){3}$/;

/** IsValidIPForLegacyField. */
export function* addressErrors(place: Value, text: string = textOf(place)): Iterable<FieldError> {
  const parsed = parse(text);
  if (parsed === undefined) {
    yield invalid(place, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    return;
  }
  if (parsed.zeros) yield invalid(place, text, "must not have leading 0s");
  if (parsed.mapped) yield invalid(place, text, "must not be an IPv4-mapped IPv6 address");
}

/** ValidateNonSpecialIP: the addresses of endpoints, and externalIPs. */
export function* specialErrors(place: Value, text: string = textOf(place)): Iterable<FieldError> {
  const parsed = parse(text);
  if (parsed === undefined) {
    yield invalid(place, text, "must be a valid IP address");
    return;
  }
  const { address } = parsed;
  const bytes = address.toByteArray();
  const v4 = address.kind() === "ipv4";
  if (bytes.every((byte) => byte === 0)) yield invalid(place, text, `may not be unspecified (${text})`);
  if (v4 ? bytes[0] === 127 : address.range() === "loopback")
    yield invalid(place, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (v4 ? bytes[0] === 169 && bytes[1] === 254 : address.range() === "linkLocal")
    yield invalid(place, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (v4 ? bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0 : bytes[0] === 0xff && ((bytes[1] ?? 0) & 0x0f) === 2)
    yield invalid(place, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
}

/** The family of what is an address; a mapped one is IPv4. */
export function addressFamily(text: string): Family | undefined {
  const kind = parse(text)?.address.kind();
  return kind === undefined ? undefined : kind === "ipv4" ? "IPv4" : "IPv6";
}

/** True for text that is an address in Go's lenient reading. */
export function isAddress(text: string): boolean {
  return parse(text) !== undefined;
}

/** IsValidCIDRForLegacyField. */
export function* cidrErrors(place: Value, text: string = textOf(place)): Iterable<FieldError> {
  const match = /^(.*)\/(\d+)$/.exec(text);
  const parsed = parse(match?.[1] ?? "");
  const bits = Number(match?.[2]);
  if (match === null || parsed === undefined || bits > (parsed.address.kind() === "ipv4" ? 32 : 128)) {
    yield invalid(place, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    return;
  }
  if (parsed.zeros || /^0\d/.test(match[2] ?? ""))
    yield invalid(place, text, "must not have leading 0s in IP or prefix length");
  else if (parsed.mapped) yield invalid(place, text, "must not have an IPv4-mapped IPv6 address");
  else if (hasHostBits(parsed.address.toByteArray(), bits))
    yield invalid(place, text, "must not have bits set beyond the prefix length");
}

function hasHostBits(bytes: readonly number[], bits: number): boolean {
  return bytes.some((byte, index) => (byte & (0xff >> Math.min(8, Math.max(0, bits - index * 8)))) !== 0);
}

/** netutils.ParseIPSloppy. */
function parse(text: string): Parsed | undefined {
  if (sloppyV4.test(text)) {
    const octets = text.split(".").map(Number);
    if (octets.some((octet) => octet > 255)) return undefined;
    return { address: ipaddr.IPv4.parse(octets.join(".")), zeros: /(^|\.)0\d/.test(text), mapped: false };
  }
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":") || !ipaddr.IPv6.isValid(text)) return undefined;
  if (text.split(":").some((group) => !group.includes(".") && group.length > 4)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  const mapped = address.isIPv4MappedAddress();
  return { address: mapped ? address.toIPv4Address() : address, zeros: false, mapped };
}
