/** Decides whether a stream takes colours, and how each style looks. */
import { createColors } from "picocolors";

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "blue" | "cyan";

/** Puts a style around text that may be printed as it is. */
export type Paint = (style: Style, text: string) => string;

const { bold, dim, red, yellow, green, blue, cyan } = createColors(true);
const styles = { bold, dim, red, yellow, green, blue, cyan };

export const paint: Paint = (style, text) => styles[style](text);

/**
 * True when colours are wanted on a stream: FORCE_COLOR (force-color.org; 0 and false: never) before NO_COLOR (no-color.org)
 * before what the stream is. The library's own answer would colour the pipes of a CI.
 */
export function takesColors(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: term } = environment;
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (none !== undefined && none !== "") return false;
  return isTerminal && term !== "dumb";
}
