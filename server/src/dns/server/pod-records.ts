/** Finds the Pod or address behind `a-b-c-d.namespace.pod.zone` (CoreDNS plugin/kubernetes/kubernetes.go findPods). */
import { joinName } from "../data/name.ts";
import { parseAddress } from "./address.ts";
import type { KubernetesView } from "./kube-view.ts";
import { type Lookup, makeItem, originOf } from "./lookup.ts";

/**
 * Looks a Pod's address name up. The namespace must have been found exposed before.
 * @param label the first label, lower case
 * @param zone the zone in the letter case asked
 */
export function lookUpPod(view: KubernetesView, namespace: string, label: string, zone: string): Lookup {
  const mode = view.plugin.pods;
  const absent: Lookup = { kind: "error", reason: { kind: "no-pod-address", label, namespace, mode } };
  if (mode === "disabled") return absent;
  const ip = addressOfLabel(label);
  const target = joinName(`${label}.${namespace}.pod`, zone);
  if (mode === "insecure") {
    // Nothing is looked up: every address gets an answer, even if it belongs to no Pod.
    if (parseAddress(ip) === undefined) return absent;
    const owner = view.ownerOf(parseAddress(ip)?.text ?? ip);
    const pod = owner?.namespace === namespace ? owner : undefined;
    const synthetic = pod?.addresses.some((address) => address.ip === ip && address.synthetic) ?? false;
    return found([makeItem(ip, 0, target, originOf({ pod, synthetic }))], ip, mode);
  }
  const pods = view.podsAt(ip).filter((pod) => pod.namespace === namespace);
  if (pods.length === 0) return absent;
  const items = pods.map((pod) => {
    const synthetic = pod.addresses[0]?.synthetic ?? false;
    return makeItem(ip, 0, target, originOf({ pod, synthetic }));
  });
  return found(items, ip, mode);
}

/** Exactly three single dashes make an IPv4 address; every other label has its dashes turned into colons. */
function addressOfLabel(label: string): string {
  const isV4 = label.split("-").length === 4 && !label.includes("--");
  return label.replaceAll("-", isV4 ? "." : ":");
}

function found(items: readonly ReturnType<typeof makeItem>[], ip: string, mode: "insecure" | "verified"): Lookup {
  return { kind: "items", items, reason: { kind: "pod-address", ip, mode } };
}
