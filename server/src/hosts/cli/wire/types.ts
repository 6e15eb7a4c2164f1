/** Lists the numbers of record types, classes, opcodes and response codes (IANA's registry). */
import type { Rcode } from "../../../dns/server/response.ts";

/** Types with a mnemonic that clients ask for; every other one is `TYPE` and its number (RFC 3597 section 5). */
const numbers: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  SIG: 24,
  KEY: 25,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  EUI48: 108,
  EUI64: 109,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
};

const mnemonics: ReadonlyMap<number, string> = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));

/** The mnemonic of a type's number: `A`, `HTTPS`, `TYPE1234`. */
export function typeName(number: number): string {
  return mnemonics.get(number) ?? `TYPE${number}`;
}

/** The number of a type's mnemonic in any letter case, or undefined for an unknown type. */
export function typeNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  const known = Object.hasOwn(numbers, upper) ? numbers[upper] : undefined;
  if (known !== undefined) return known;
  const number = /^TYPE(\d{1,5})$/.exec(upper)?.[1];
  return number !== undefined && Number(number) <= 0xffff ? Number(number) : undefined;
}

export const classIn = 1;
export const opcodeQuery = 0;
/** Extended response code 16: an EDNS version that the server does not support (RFC 6891 section 6.1.3). */
export const badVersion = 16;

const rcodes: readonly Rcode[] = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

export function rcodeNumber(rcode: Rcode): number {
  return rcodes.indexOf(rcode);
}

/** The response code of a number; codes that PodNS does not distinguish count as a failure of the server. */
export function rcodeName(number: number): Rcode {
  return rcodes[number] ?? "SERVFAIL";
}
