/**
 * Makes up the addresses that no manifest gives, for the drafts of all namespaces. The pools move from one state of a
 * cluster to the next by what differs between the two: since an address follows from the set of identities alone
 * (address-pool.ts), the way there decides nothing.
 */
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import { type AddressPool, addressPool, type Overflow } from "./address-pool.ts";
import { rangeOf } from "./addresses.ts";
import type { ClusterOptions } from "./cluster.ts";
import type { NamespacePart } from "./namespace-part.ts";

/** What the pools are filled from. */
export interface AddressDemand {
  /** All namespaces that may hold something. */
  readonly namespaces: () => Iterable<string>;
  readonly partIn: (namespace: string) => NamespacePart;
  /** Stands for this state of the cluster, and holds nothing of it. */
  readonly state: object;
  /** The namespaces whose parts may differ from those at an earlier state; undefined where that is not known. */
  readonly changedSince: (state: object) => Iterable<string> | undefined;
  /** Canonical texts of the addresses that manifests give, and of implied Services. The same set while nothing changed. */
  readonly taken: ReadonlySet<string>;
  readonly families: readonly IpFamily[];
  readonly ranges: Pick<ClusterOptions, "serviceRanges" | "podRanges">;
  readonly identityOfService: (key: string) => string;
}

export interface MadeUpAddresses {
  /** The ClusterIP of a Service; undefined when it needs none, or when the range is full. */
  readonly ofService: (key: string, family: IpFamily) => string | undefined;
  readonly ofPod: (key: string, family: IpFamily) => string | undefined;
  /** Draws the addresses of one namespace, where that can be done before the others are known. */
  readonly drawIn: (namespace: string) => void;
  /** True for an address that a manifest gives, or that was made up for a Service or Pod. */
  readonly isTaken: (ip: string) => boolean;
}

/** Pools that are filled for one demand at a time. Holds the drafts of the last one only. */
export interface AddressBook {
  readonly openAt: (demand: AddressDemand) => MadeUpAddresses;
}

type Pools = Readonly<Record<IpFamily, AddressPool>>;

interface Page {
  readonly services: Pools;
  readonly pods: Pools;
  /** True when a ClusterIP may lie in the range of Pods: then that pool cannot be kept. */
  readonly overlap: boolean;
  readonly key: string;
  readonly taken: ReadonlySet<string>;
  readonly parts: Map<string, NamespacePart>;
  /** The last state of which all parts were taken in. */
  state: object | undefined;
  /** The namespaces whose parts may be of another state. */
  readonly ahead: Set<string>;
}

export function addressBook(): AddressBook {
  let page: Page | undefined;
  /** Not the demand itself: it leads to all objects of a state that may be long gone. */
  let current: object | undefined;
  return {
    openAt: (demand) => {
      const mark = {};
      const opened = (): Page => {
        const key = keyOf(demand);
        const isKept = page?.key === key && !page.overlap && sameSet(page.taken, demand.taken);
        if (page === undefined || !isKept) page = emptyPage(demand, key);
        return page;
      };
      const turned = (): Page => {
        if (page !== undefined && current === mark) return page;
        const filled = opened();
        fill(filled, demand);
        current = mark;
        return filled;
      };
      return {
        ofService: (key, family) => turned().services[family].addressOf(demand.identityOfService(key)),
        ofPod: (key, family) => turned().pods[family].addressOf(`Pod ${key}`),
        drawIn: (namespace) => {
          if (current === mark) return;
          const { overlap } = opened();
          // Pods get no Service's address: where both are drawn from one range, those of all Services come first.
          if (overlap || page === undefined) return;
          page.ahead.add(namespace);
          take(page, demand, [namespace]);
        },
        isTaken: (ip) => {
          const { services, pods } = turned();
          return (
            demand.taken.has(ip) || [...Object.values(services), ...Object.values(pods)].some((pool) => pool.holds(ip))
          );
        },
      };
    },
  };
}

function keyOf({ families, ranges }: AddressDemand): string {
  return JSON.stringify([families, ranges.serviceRanges, ranges.podRanges]);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const item of a) if (!b.has(item)) return false;
  return true;
}

function emptyPage({ taken, ranges }: AddressDemand, key: string): Page {
  const isGiven = (ip: string): boolean => taken.has(ip);
  const services = {
    IPv4: addressPool(ranges.serviceRanges.IPv4, isGiven),
    IPv6: addressPool(ranges.serviceRanges.IPv6, isGiven),
  };
  const overlap = (["IPv4", "IPv6"] as const).some((family) =>
    doOverlap(ranges.serviceRanges[family], ranges.podRanges[family]),
  );
  const isForPods = (family: IpFamily) => (ip: string) => isGiven(ip) || (overlap && services[family].holds(ip));
  const pods = {
    IPv4: addressPool(ranges.podRanges.IPv4, isForPods("IPv4"), overflowOf(ranges, isGiven)),
    IPv6: addressPool(ranges.podRanges.IPv6, isForPods("IPv6")),
  };
  return { services, pods, overlap, key, taken, parts: new Map(), state: undefined, ahead: new Set() };
}

/** A range of Pods that is smaller is used up to its last address, as a cluster would; a larger one has an overflow. */
const smallSpan = 4096;
/** Shared address space (RFC 6598), which providers offer for Pods as well, and a private range (RFC 1918). */
const overflowRanges = ["100.64.0.0/10", "172.16.0.0/12"];
const overflowReach = 64;

/** How many Pods can have an address of the family, with those of the overflow. */
export function mostPods(ranges: AddressDemand["ranges"], family: IpFamily): number {
  const overflow = family === "IPv4" ? overflowRangeOf(ranges) : undefined;
  return rangeOf(overflow ?? ranges.podRanges[family]).span;
}

/** The range of the overflow; undefined for a small range of Pods, and where none is free. */
function overflowRangeOf(ranges: AddressDemand["ranges"]): string | undefined {
  if (rangeOf(ranges.podRanges.IPv4).span <= smallSpan) return;
  return overflowRanges.find(
    (cidr) => !doOverlap(cidr, ranges.podRanges.IPv4) && !doOverlap(cidr, ranges.serviceRanges.IPv4),
  );
}

/**
 * Where Pods get an address that find none in a crowded range. The chains of a range that is nearly full are as long as the
 * range, and no manifest says how large the real one is.
 */
function overflowOf(ranges: AddressDemand["ranges"], isGiven: (ip: string) => boolean): Overflow | undefined {
  const range = overflowRangeOf(ranges);
  return range === undefined ? undefined : { reach: overflowReach, pool: addressPool(range, isGiven) };
}

function doOverlap(a: string, b: string): boolean {
  const [one, two] = [rangeOf(a), rangeOf(b)];
  return one.offsetOf(two.at(0)) !== undefined || two.offsetOf(one.at(0)) !== undefined;
}

/** Brings the pools to the demand. */
function fill(page: Page, demand: AddressDemand): void {
  const changed = page.state === undefined ? undefined : demand.changedSince(page.state);
  take(page, demand, new Set([...page.ahead, ...(changed ?? [...page.parts.keys(), ...demand.namespaces()])]));
  page.state = demand.state;
  page.ahead.clear();
}

/** Takes in what these namespaces need now: Services first, as no Pod gets a Service's address. */
function take(page: Page, demand: AddressDemand, namespaces: Iterable<string>): void {
  const changed: Change[] = [];
  for (const namespace of namespaces) {
    const before = page.parts.get(namespace);
    const part = demand.partIn(namespace);
    const after = part.objects.length === 0 && part.pods.length === 0 ? undefined : part;
    if (after !== before) changed.push({ before, after });
  }
  for (const family of ["IPv4", "IPv6"] as const) {
    const identities = (part: NamespacePart | undefined): ReadonlySet<string> => servicesLacking(part, family, demand);
    replaceAll(page.services[family], changed, identities);
  }
  for (const family of demand.families) replaceAll(page.pods[family], changed, podsLacking);
  for (const { before, after } of changed) {
    if (before !== undefined) page.parts.delete(before.namespace);
    if (after !== undefined) page.parts.set(after.namespace, after);
  }
}

interface Change {
  readonly before: NamespacePart | undefined;
  readonly after: NamespacePart | undefined;
}

function replaceAll(
  pool: AddressPool,
  changed: readonly Change[],
  identitiesOf: (part: NamespacePart | undefined) => ReadonlySet<string>,
): void {
  const come: string[] = [];
  for (const change of changed) {
    const [before, after] = [identitiesOf(change.before), identitiesOf(change.after)];
    for (const identity of before) if (!after.has(identity)) pool.remove(identity);
    for (const identity of after) if (!before.has(identity)) come.push(identity);
  }
  pool.addAll(come);
}

function servicesLacking(
  part: NamespacePart | undefined,
  family: IpFamily,
  demand: AddressDemand,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { service, missing } of part?.services ?? [])
    if (missing.includes(family)) found.add(demand.identityOfService(`${service.namespace}/${service.name}`));
  return found;
}

function podsLacking(part: NamespacePart | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { pod, needsAddress } of part?.pods ?? []) if (needsAddress) found.add(`Pod ${pod.namespace}/${pod.name}`);
  return found;
}
