/** Defines a mention: a host name or a Service written in an object's strings, whether it exists or not. */

import type { Span } from "../../base/span.ts";
import type { Path } from "../manifests/path.ts";

/** Where in an object a string stands, as far as that tells what it is for. */
export type MentionContext =
  /** The value of a container's environment variable. */
  | { readonly kind: "env"; readonly container: string; readonly name: string }
  /** A word of a container's command or args; `script` for text that a shell reads. */
  | { readonly kind: "argument"; readonly container: string; readonly script: boolean }
  /** An entry of a ConfigMap's data or a Secret's stringData. */
  | { readonly kind: "config"; readonly key: string }
  /** The host of a probe or hook that kubelet calls itself (httpGet, tcpSocket): it is looked up on the node, not in the Pod. */
  | { readonly kind: "kubelet" }
  /** A cert-manager Certificate's `dnsNames`, `commonName` and `uris`. */
  | { readonly kind: "certificate" }
  /** Any other string of any kind of object. */
  | { readonly kind: "field" };

/** How a host is written. That distinguishes an address from a word that looks like one. */
export type MentionForm =
  /** `scheme://[user@]host[:port]` */
  | "url"
  /** `host:port`, `host:port:port`. */
  | "host-port"
  /** Several labels without scheme and port. */
  | "dotted"
  /** One label that is the whole string, or that a key or a program in front of it calls a host. */
  | "bare";

/** A host name in a string. */
export interface HostMention {
  readonly kind: "host";
  /** From the object's root to the scalar. */
  readonly path: Path;
  /** The host as written, in UTF-16 offsets into the decoded scalar. Several mentions share a place that expands. */
  readonly within: Span;
  readonly context: MentionContext;
  readonly form: MentionForm;
  /**
   * True for `url` and `host-port`, and where a key (`DB_HOST`) or a program (`ping`) calls it a host. Else it may be
   * anything: a user, a database, the name of a file.
   */
  readonly isHost: boolean;
  /** After expansion, lower case, without final dot; the first label of a certificate's name may be `*`. */
  readonly host: string;
  readonly labels: readonly string[];
  /** True when a final dot says that no search list applies. */
  readonly absolute: boolean;
  /** True when `$(VAR)`, a brace range or a loop was replaced: `host` is not what the text says. */
  readonly expanded: boolean;
  /** The scheme of a URL, lower case. */
  readonly scheme?: string;
  readonly port?: number;
  /** Place of the port's digits in the decoded scalar. */
  readonly portWithin?: Span;
  /** The namespace of the Pods that ask, where the object has them made in another than its own (a HelmRelease). */
  readonly namespace?: string;
}

/** A field that names a Service by the API's own structure. */
export interface ServiceMention {
  readonly kind: "service";
  /** The field that holds the Service's name. */
  readonly path: Path;
  readonly service: string;
  /** Absent: the object's own. */
  readonly namespace?: string;
  readonly port?: number | string;
  readonly from: "Ingress" | "Route" | "webhook" | "APIService";
}

/** The end of a host name whose first labels something fills in that is not known: `$(POD).db.shop.svc`. */
export interface HostPartMention {
  readonly kind: "host-part";
  readonly path: Path;
  /** The part that is known. */
  readonly within: Span;
  readonly context: MentionContext;
  readonly labels: readonly string[];
}

export type Mention = HostMention | HostPartMention | ServiceMention;
