/** Defines every message between the map's page and the extension: plain JSON, with a check of what comes from the page. */
import type { MapParams, MapResult, MapTextParams } from "../../../server/src/protocol/map.ts";
import type { WireLink } from "../../../server/src/protocol/simulate.ts";

/** What of the map is looked for. */
export type MapWanted = Pick<MapParams, "namespace" | "text" | "onlyFailing">;

/** From the page to the extension. */
export type FromMap =
  /** What is to be shown now: the page is ready, for the first time or again, or a person looks for something else. */
  | { readonly kind: "ask"; readonly wanted: MapWanted }
  | { readonly kind: "open"; readonly link: WireLink }
  | { readonly kind: "choose"; readonly environment: string }
  /** A new document with the map as it is looked for. */
  | { readonly kind: "take"; readonly format: MapTextParams["format"]; readonly wanted: MapWanted };

/** From the extension to the page. */
export type ToMap =
  | { readonly kind: "map"; readonly result: MapResult }
  | { readonly kind: "failed"; readonly message: string };

/** The message, or undefined for anything else: only the page's script posts here, but it may be of another version. */
export function fromMap(value: unknown): FromMap | undefined {
  // The border: the kind is checked, the fields are the page's, which is built from the same types.
  return kindOf(value, ["ask", "open", "choose", "take"]) ? (value as FromMap) : undefined;
}

/** The message, or undefined for anything else (browsers and VS Code post to windows as well). */
export function toMap(value: unknown): ToMap | undefined {
  // The border: see `fromMap`.
  return kindOf(value, ["map", "failed"]) ? (value as ToMap) : undefined;
}

function kindOf(value: unknown, kinds: readonly string[]): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return typeof value.kind === "string" && kinds.includes(value.kind);
}
