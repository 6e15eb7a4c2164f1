/** Finds the style of files and documents once for all fixes in them: a file may have thousands. */
import { memoize } from "../../../base/memo.ts";
import { styleOf, type YamlStyle } from "../../../kubernetes/manifests/write-yaml.ts";

/** How a file or a document is written. */
export const styleIn: (source: { readonly text: string }) => YamlStyle = memoize(({ text }) => styleOf(text));
