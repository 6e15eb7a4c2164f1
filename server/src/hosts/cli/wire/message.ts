/** Defines the contents of a DNS message as data (RFC 1035 section 4, RFC 6891). It does not read or write bytes. */
import type { ResourceRecord } from "../../../dns/data/record.ts";

export interface WireQuestion {
  /** Absolute, in presentation form, in the letter case asked. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** The OPT pseudo record. */
export interface Edns {
  /** Octets that the sender can take over UDP. */
  readonly udpSize: number;
  readonly version: number;
  /** The upper eight bits of the response code. */
  readonly extendedRcode: number;
  /** 16 bits; the highest is DO. */
  readonly flags: number;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface Header {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  /** The lower four bits. */
  readonly rcode: number;
  /** The numbers of questions, answers, authority and additional records that the header states. */
  readonly counts: readonly [number, number, number, number];
}

export interface Message extends Omit<Header, "counts"> {
  readonly questions: readonly WireQuestion[];
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  readonly edns: Edns | undefined;
}

/** A query for one name, as a client sends it that wants recursion. */
export function queryFor(id: number, question: WireQuestion): Message {
  return {
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    rcode: 0,
    questions: [question],
    answer: [],
    authority: [],
    additional: [],
    edns: { udpSize: 1232, version: 0, extendedRcode: 0, flags: 0, options: [] },
  };
}
