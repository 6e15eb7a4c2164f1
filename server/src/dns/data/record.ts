/** Defines resource records (RFC 1035, 2782, 3596) and their presentation form. It contains nothing of Kubernetes. */

/**
 * The data of a record, by the types that PodNS makes records of. Every other type may be asked for, and is answered
 * without records. Host names are absolute, in presentation form, with the final dot.
 */
export type RecordData =
  | { readonly type: "A" | "AAAA"; readonly address: string }
  | { readonly type: "CNAME" | "PTR" | "NS"; readonly target: string }
  | {
      readonly type: "SRV";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | { readonly type: "MX"; readonly preference: number; readonly exchange: string }
  | { readonly type: "TXT"; readonly strings: readonly string[] }
  | {
      readonly type: "SOA";
      readonly mname: string;
      readonly rname: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    };

/** One resource record of class IN. `name` is absolute with the final dot, in the letter case that was asked. */
export interface ResourceRecord {
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: RecordData;
}

/** The data in master-file form (RFC 1035 section 5.1), e.g. `0 50 80 web-0.web.default.svc.cluster.local.`. */
export function formatData(data: RecordData): string {
  switch (data.type) {
    case "A":
    case "AAAA":
      return data.address;
    case "CNAME":
    case "PTR":
    case "NS":
      return data.target;
    case "SRV":
      return `${data.priority} ${data.weight} ${data.port} ${data.target}`;
    case "MX":
      return `${data.preference} ${data.exchange}`;
    case "TXT":
      return data.strings.map((text) => `"${text.replace(/[\\"]/g, "\\$&")}"`).join(" ");
    case "SOA":
      return `${data.mname} ${data.rname} ${data.serial} ${data.refresh} ${data.retry} ${data.expire} ${data.minimum}`;
  }
}

/** The record as one master-file line with single spaces: `owner TTL IN TYPE rdata`. */
export function formatRecord(record: ResourceRecord): string {
  return `${record.name} ${record.ttl} IN ${record.data.type} ${formatData(record.data)}`;
}
