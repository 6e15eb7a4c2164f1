/** Names what a record comes from: `Pod default/web-0`. */
import type { RecordOrigin } from "./response.ts";

/** What a record points to: the Pod, else the Service, else the slice. */
export function originName(origin: RecordOrigin | undefined): string | null {
  if (origin?.pod !== undefined) return `Pod ${origin.pod.namespace}/${origin.pod.name}`;
  if (origin?.service !== undefined) return `Service ${origin.service.namespace}/${origin.service.name}`;
  return origin?.slice === undefined ? null : `EndpointSlice ${origin.slice.namespace}/${origin.slice.name}`;
}
