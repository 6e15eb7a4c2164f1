/** Says which documents are too long to be read anew at each key. */
import { commonRoot } from "../../../kubernetes/manifests/parse-yaml.ts";

/** Characters. */
const longest = 300_000;
/** The same for what is not written as most people do: it takes ten times as long to read. */
const longestOther = 50_000;

/** True for a document that takes too long. */
export function isSlowToRead(text: string): boolean {
  return text.length > longest || (text.length > longestOther && commonRoot(text) === undefined);
}
