/** Places of templates as places in the files that they were read from. */
import { sourceOf } from "../chart/dot.ts";
import type { SourceFile } from "../chart/source-file.ts";
import type { Place } from "../template/value.ts";

/** A place in a file of the chart, or in a values file. */
export interface FilePlace {
  readonly file: SourceFile;
  /** In UTF-16 code units of the file's text, without its byte order mark. */
  readonly start: number;
  readonly end: number;
}

/** Of a place in a text that was handed to `tpl`, the statement in a file that did so. */
export function filePlace(place: Omit<Place, "caller"> & Partial<Pick<Place, "caller">>): FilePlace | undefined {
  const file = sourceOf(place.source);
  if (file !== undefined) return { file, start: place.start, end: place.end };
  return place.caller && filePlace(place.caller);
}
