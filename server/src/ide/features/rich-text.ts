/** Turns the engine's phrases into sentences with links into the editor. */

import type { Phrase } from "../../dns/clients/simulation.ts";
import type { RichText } from "../../protocol/simulate.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { linkTo } from "./convert.ts";

/** The phrases on the wire; a place that is in no file (any more) is plain text. */
export function richText(analysis: Analysis, phrases: readonly Phrase[]): RichText {
  return phrases.map(({ text, code, declaration, path }) => {
    const link = declaration === undefined ? undefined : linkTo(analysis, declaration, path);
    return { text, ...(code === true ? { code } : {}), ...(link === undefined ? {} : { link }) };
  });
}
