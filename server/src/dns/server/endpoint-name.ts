/**
 * Gives the one name that an endpoint has below its Service (CoreDNS plugin/kubernetes/kubernetes.go endpointHostname).
 */
import type { EndpointModel } from "../../cluster/state/cluster.ts";

/**
 * `hostname`; else, with the option endpoint_pod_names, the Pod's name if it has less than 64 characters; else the
 * address with dashes, and a `0` behind a final dash. "" when the address is not an IP address.
 */
export function endpointName(
  endpoint: Pick<EndpointModel, "hostname" | "targetRef">,
  address: string,
  podNames: boolean,
): string {
  if (endpoint.hostname !== "") return endpoint.hostname;
  const pod = endpoint.targetRef?.name ?? "";
  if (podNames && pod !== "" && pod.length < 64) return pod;
  return dashedAddress(address);
}

/** `10.244.1.5` as `10-244-1-5`, `fd00::` as `fd00--0`; "" for text without dots and colons. */
export function dashedAddress(address: string): string {
  if (address.includes(".")) return address.replaceAll(".", "-");
  if (!address.includes(":")) return "";
  const dashed = address.replaceAll(":", "-");
  return dashed.endsWith("-") ? `${dashed}0` : dashed;
}
