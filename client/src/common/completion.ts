/** Selects the names that a person may mean by what is typed so far. Of DNS it uses only that labels end at dots. */
import type { NameChoice } from "./messages.ts";

/**
 * The names that fit the text, best first: those that begin with it, then those with a label that does, then those
 * that contain it anywhere (or whose description does). Ties keep the server's order. "" fits all.
 *
 * @param limit how many are wanted at most.
 */
export function namesFor(names: readonly NameChoice[], text: string, limit: number): readonly NameChoice[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return names.slice(0, limit);
  const ranks: NameChoice[][] = [[], [], [], []];
  for (const name of names) ranks[rank(name, wanted)]?.push(name);
  return ranks.flat().slice(0, limit);
}

/** 0 is best; 4 does not fit. */
function rank(name: NameChoice, wanted: string): number {
  const short = name.name.toLowerCase();
  const full = name.fqdn.toLowerCase();
  if (short.startsWith(wanted)) return 0;
  if (full.startsWith(wanted)) return 1;
  if (full.includes(`.${wanted}`) || short.includes(`.${wanted}`)) return 2;
  return full.includes(wanted) || name.about.toLowerCase().includes(wanted) ? 3 : 4;
}
