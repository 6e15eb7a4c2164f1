/** Splits a host name into Pod, Service, namespace and cluster domain. It does not check that they exist. */
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";

/** A host name as a name of the cluster. */
export interface HostParts {
  /** `_port._protocol`, without the underscores. */
  readonly srv?: { readonly port: string; readonly protocol: string };
  /** The label before the Service: a Pod's hostname. */
  readonly endpoint?: string;
  readonly service: string;
  /** Absent: the asking Pod's own. */
  readonly namespace?: string;
  /** What follows `svc`, "" for nothing; absent when there is no `svc`. */
  readonly domain?: string;
}

/**
 * Reads `[_port._proto.|pod.]service.namespace.svc[.domain]`. Undefined when there is no label `svc` at such a place, or
 * more stands before the Service than a name of the DNS specification has.
 */
export function fullParts({ labels }: Pick<HostMention, "labels">): HostParts | undefined {
  const at = labels.indexOf("svc", 2);
  const service = labels[at - 2];
  const namespace = labels[at - 1];
  if (at < 2 || service === undefined || namespace === undefined) return undefined;
  const parts = { service, namespace, domain: labels.slice(at + 1).join(".") };
  const [first, second, ...more] = labels.slice(0, at - 2);
  if (first === undefined) return parts;
  if (second === undefined) return { ...parts, endpoint: first };
  const isSrv = first.startsWith("_") && second.startsWith("_") && more.length === 0;
  return isSrv ? { ...parts, srv: { port: first.slice(1), protocol: second.slice(1) } } : undefined;
}

/** Reads `<name>-<n>.<service>[.<namespace>]`, the short names of a StatefulSet's Pods. */
export function shortPodParts({ labels }: Pick<HostMention, "labels">): HostParts | undefined {
  const [endpoint, service, namespace, more] = labels;
  if (endpoint === undefined || service === undefined || more !== undefined || numbered(endpoint) === undefined)
    return undefined;
  return { endpoint, service, ...(namespace === undefined ? {} : { namespace }) };
}

/** `<name>-<n>`: what may be a Pod of a StatefulSet. */
export function numbered(label: string): { readonly base: string; readonly ordinal: number } | undefined {
  const match = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)-(0|[1-9]\d{0,8})$/.exec(label);
  return match === null ? undefined : { base: match[1] ?? "", ordinal: Number(match[2]) };
}

/** The host with other parts, in the same form. */
export function writeHost(parts: HostParts): string {
  const srv = parts.srv === undefined ? [] : [`_${parts.srv.port}`, `_${parts.srv.protocol}`];
  const tail = parts.domain === undefined ? [] : ["svc", ...(parts.domain === "" ? [] : [parts.domain])];
  const { endpoint, service, namespace } = parts;
  return [
    ...srv,
    ...(endpoint === undefined ? [] : [endpoint]),
    service,
    ...(namespace === undefined ? [] : [namespace]),
    ...tail,
  ].join(".");
}
