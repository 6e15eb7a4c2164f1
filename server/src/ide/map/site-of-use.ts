/** Names the place that states a name of the map. What draws maps does without it. */
import { siteOf } from "../../workspace/asking/mentions.ts";
import type { Site } from "../../workspace/places/site.ts";
import type { MapUse } from "./name-map.ts";

/** Where a name is written; of Pods behind a Service where the Service is declared. */
export function siteOfUse({ declaration, mention }: MapUse): Site | undefined {
  if (declaration === undefined) return undefined;
  return mention === undefined ? { declaration, path: ["metadata", "name"] } : siteOf(declaration, mention);
}
