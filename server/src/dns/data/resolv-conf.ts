/** Defines the content of /etc/resolv.conf (resolv.conf(5)). */

export interface ResolvConf {
  readonly nameservers: readonly string[];
  /** Without trailing dots. */
  readonly search: readonly string[];
  /** As written, in order: `ndots:5` is `{ name: "ndots", value: "5" }`. */
  readonly options: readonly { readonly name: string; readonly value?: string }[];
}
