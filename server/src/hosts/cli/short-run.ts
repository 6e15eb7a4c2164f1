/** Tunes V8 for a process that ends after about a second. */
import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 optimize a function only when it has run four times as long as usual. Most functions of a short run never pay for
 * their optimization, which takes a third of the processor's time of a rendering. Later versions than Node 20's have another
 * compiler in between, and no such flag.
 */
export function expectShortRun(): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=500000");
}
