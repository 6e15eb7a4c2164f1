/** Proves that another name leads to the same answers: in every environment, from every Pod that asks. */

import type { Simulation } from "../../../dns/clients/simulation.ts";
import { lowerName } from "../../../dns/data/name.ts";
import { formatData } from "../../../dns/data/record.ts";
import { askersFor, type Given, simulateFrom } from "../../../workspace/asking/ask-from-pod.ts";
import { givenBy } from "../../../workspace/asking/mentions.ts";
import type { HostPlace } from "./action.ts";

/** What a lookup leads to: the names of its records and their data, in an order of their own. */
export function answerKey({ outcome, records }: Simulation): string | undefined {
  if (outcome !== "resolved") return undefined;
  return records
    .map(({ record }) => `${lowerName(record.name)} ${record.data.type} ${formatData(record.data)}`)
    .sort()
    .join("\n");
}

/** The addresses alone. */
export function addressKeys({ outcome, records }: Simulation): readonly string[] | undefined {
  if (outcome !== "resolved") return undefined;
  return records.flatMap(({ record }) =>
    record.data.type === "A" || record.data.type === "AAAA" ? [formatData(record.data)] : [],
  );
}

/**
 * The lookups of a name, one for each environment and each Pod that asks in it. Empty where one of them has no Pod
 * that asks: one that no manifest shows may ask, with a search list of its own.
 */
export function lookups(place: HostPlace, change: Partial<Given> = {}): readonly Simulation[] {
  const given = { ...givenBy(place.analysis, place.mention), ...change };
  const found = place.made.map(({ environment, declaration }) => {
    if (given.by === "kubelet") return [simulateFrom(environment, declaration, given, undefined)];
    return askersFor(environment, declaration).map((asker) => simulateFrom(environment, declaration, given, asker));
  });
  return found.some((one) => one.length === 0) ? [] : found.flat();
}

/** True where the name resolves now, and another one leads to exactly the same everywhere. */
export function leadsToTheSame(place: HostPlace, name: string): boolean {
  const before = lookups(place).map(answerKey);
  if (before.length === 0 || before.some((key) => key === undefined || key === "")) return false;
  const after = lookups(place, { name }).map(answerKey);
  return before.every((key, index) => key === after[index]);
}
