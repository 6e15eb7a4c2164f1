/** Defines the result of a lookup in a cluster zone before records are made of it: items, nothing, or a name error. */

import type { PodModel, ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { KubernetesView } from "./kube-view.ts";
import type { Question, Reason, RecordOrigin, Response } from "./response.ts";

/** One thing behind a name, as CoreDNS's backends hand it on (plugin/etcd/msg Service). */
export interface Item {
  /** An address, or a host name: then the item becomes a CNAME. As stored, compared as text. */
  readonly host: string;
  /** The address, when the host is one. */
  readonly address: ParsedAddress | undefined;
  /** -1: there is no port, and no SRV record is made. */
  readonly port: number;
  /** The item's own name, absolute: the target of SRV and NS records. */
  readonly target: string;
  readonly origin: RecordOrigin;
}

/** "error" is CoreDNS's name error: NXDOMAIN unless it falls through. "nothing": the name exists, so NODATA. */
export type Lookup =
  | { readonly kind: "items"; readonly items: readonly Item[]; readonly reason: Reason }
  | { readonly kind: "nothing"; readonly reason: Reason }
  | { readonly kind: "error"; readonly reason: Reason };

/** A question in a zone of a kubernetes plugin, and the way to the rest of the server. */
export interface KubeCall {
  readonly view: KubernetesView;
  readonly question: Question;
  /** The zone that holds the name, in the letter case asked. */
  readonly zone: string;
  /** Asks the whole server: where an ExternalName points out of the zone. */
  readonly ask: (question: Question) => Response;
}

export function makeItem(host: string, port: number, target: string, origin: RecordOrigin): Item {
  return { host, address: parseAddress(host), port, target, origin };
}

/** Collects the objects that a record comes from: the declarations, most specific first, each once. */
export function originOf(parts: {
  readonly service?: ServiceModel | undefined;
  readonly slice?: SliceModel | undefined;
  readonly pod?: PodModel | undefined;
  readonly synthetic: boolean;
}): RecordOrigin {
  const { service, slice, pod, synthetic } = parts;
  const declarations: Declaration[] = [];
  for (const part of [pod, slice, service]) {
    const declaration = part?.declaration;
    if (declaration !== undefined && !declarations.includes(declaration)) declarations.push(declaration);
  }
  // No spreads: this is made for each address of each answer.
  const origin: { -readonly [Key in keyof RecordOrigin]: RecordOrigin[Key] } = { declarations, synthetic };
  if (service !== undefined) origin.service = service;
  if (slice !== undefined) origin.slice = slice;
  if (pod !== undefined) origin.pod = pod;
  return origin;
}
