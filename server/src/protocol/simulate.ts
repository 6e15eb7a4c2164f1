/**
 * Defines the wire form of a simulation: plain JSON. The server makes it, and the panel renders it without further
 * logic.
 */
import type { ClientId } from "../dns/clients/simulation.ts";

/** LSP positions: zero-based lines, UTF-16 characters. */
export interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface WireLink {
  readonly uri: string;
  readonly range: WireRange;
  /** E.g. `web.yaml:12`. */
  readonly label: string;
}

/** A sentence in pieces. */
export type RichText = readonly { readonly text: string; readonly code?: boolean; readonly link?: WireLink }[];

export interface SimulateParams {
  /** The document the person stands in; decides the environment and the default Pod. */
  readonly uri?: string;
  readonly position?: { readonly line: number; readonly character: number };
  /** An environment chosen before; ignored when it no longer exists. */
  readonly environment?: string;
  /** `namespace/pod`; ignored when there is no such Pod (`pods` lists them). */
  readonly from?: string;
  /** "" only fills the pickers. */
  readonly name: string;
  /** Absent: what the client asks by default. */
  readonly type?: string;
  readonly client?: ClientId;
}

export interface PodChoice {
  /** `namespace/pod`. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** `StatefulSet web`, or `Pod` for one without controller. */
  readonly workload: string;
  /** The first addresses, for the picker's detail. */
  readonly addresses: readonly string[];
  readonly ready: boolean;
}

export type StepOutcome = "found" | "nodata" | "nxdomain" | "failure" | "outside";

export interface StepView {
  /** The name asked, split where the search domain begins: `web` + `default.svc.cluster.local`. */
  readonly head: string;
  readonly tail: string;
  /** The types asked of this candidate: `A`, `AAAA`. */
  readonly types: readonly string[];
  readonly outcome: StepOutcome;
  /** `NXDOMAIN`, `1 address`, `no AAAA record`. */
  readonly result: string;
  /** The rule or manifest line it rests on. */
  readonly why: RichText;
  /** True for the candidate that the verdict is about; the others were ordinary tries. */
  readonly decisive: boolean;
}

/** A line of a program's output that puzzles, and what it means. */
export interface TerminalNote {
  readonly line: string;
  readonly note: string;
}

export interface RecordView {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
  /** The Pod or Service behind it, linked. */
  readonly behind: RichText;
  readonly ready: boolean | null;
  readonly synthetic: boolean;
}

export interface WireTextEdit {
  readonly range: WireRange;
  readonly newText: string;
}

/** A quick fix that would change the answer. */
export interface FixView {
  readonly title: string;
  readonly edits: Readonly<Record<string, readonly WireTextEdit[]>>;
}

/** A question that one key asks. */
export interface NextQuestion {
  readonly name: string;
  /** Absent: what the client asks by default. */
  readonly type?: string;
  readonly about: string;
}

export interface SimulateResult {
  /** The revision of the workspace it was computed from. */
  readonly revision: number;
  readonly environment: { readonly id: string; readonly label: string; readonly open: readonly string[] } | null;
  readonly environments: readonly { readonly id: string; readonly label: string }[];
  readonly pods: readonly PodChoice[];
  readonly from: PodChoice | null;
  readonly client: ClientId;
  readonly clients: readonly { readonly id: ClientId; readonly label: string }[];
  readonly types: readonly string[];
  readonly name: string;
  readonly type: string | null;
  /** `kubectl exec web-0 -- nslookup web`. */
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  /** Where PodNS goes no further, in words that stand behind the output; null: the output is whole. */
  readonly stopped: string | null;
  readonly notes: readonly TerminalNote[];
  readonly verdict: { readonly kind: "good" | "warning" | "bad" | "neutral"; readonly text: RichText };
  readonly steps: readonly StepView[];
  readonly records: readonly RecordView[];
  /** Names that were most likely meant, where the name does not resolve; each does. */
  readonly meant: readonly string[];
  /** Questions a person would ask next. */
  readonly next: readonly NextQuestion[];
  readonly fixes: readonly FixView[];
  /** The Pod's resolv.conf. */
  readonly resolvConf: string;
}

export interface NamesParams {
  readonly environment?: string;
  readonly uri?: string;
  /** The asking Pod: short names are those that its search list completes. */
  readonly from?: string;
  /** The program that asks: some walk no search list. */
  readonly client?: ClientId;
  /** Only names that hold this text anywhere, in full. */
  readonly text?: string;
}

/** Names to complete: shortest form that works from that Pod, and the full name. */
export interface NamesResult {
  readonly names: readonly {
    readonly name: string;
    readonly fqdn: string;
    readonly about: string;
    /** The type to ask of it, where it has no addresses: `SRV`. */
    readonly type?: string;
  }[];
  /** False: there are more; ask with a text. */
  readonly complete: boolean;
}
