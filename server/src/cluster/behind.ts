/** Tells what is behind a Service with a ClusterIP, which answers whether anything is there or not. */
import type { ClusterObjects, ServiceModel } from "./cluster.ts";

/** "endpoints": addresses that belong to no Pod of the model. "unknown": nothing here states its endpoints. */
export type Behind = "Pods" | "endpoints" | "nothing" | "unknown";

/** What is behind a Service, ready or not. Without a selector, its endpoints may be made by something unseen. */
export function behindService(cluster: Pick<ClusterObjects, "slicesByService">, service: ServiceModel): Behind {
  const slices = cluster.slicesByService.get(`${service.namespace}/${service.name}`) ?? [];
  if (slices.some(({ endpoints }) => endpoints.some(({ pod }) => pod !== undefined))) return "Pods";
  if (slices.some(({ endpoints }) => endpoints.length > 0)) return "endpoints";
  return slices.length === 0 && service.selector === undefined ? "unknown" : "nothing";
}
