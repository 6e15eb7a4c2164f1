/** Reads the version of this copy of PodNS from the package.json above the bundle. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version, or "unknown" where the bundle is not in a package. */
export function version(): string {
  try {
    const text: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
    if (typeof text === "object" && text !== null && "version" in text) return String(text.version);
  } catch {
    // A bundle alone, or sources run as modules, are not in a package.
  }
  return "unknown";
}
