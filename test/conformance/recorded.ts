/** Finds the recorded answers and reads them. It does not interpret them. */
import { readFileSync } from "node:fs";

const folder = new URL("data/", import.meta.url);

/** The text of a recording. */
export function recordedText(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** A recording in JSON. The boundary: each caller names the form that the README beside the data describes. */
export function recordedJson<T>(name: string): T {
  return JSON.parse(recordedText(name)) as T;
}
