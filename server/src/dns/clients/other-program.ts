/** Says where two programs of one Pod disagree about a name: its application, and the nslookup that a person types. */

import { say } from "./phrases.ts";
import { clientLabels } from "./programs.ts";
import type { Phrase, Simulation } from "./simulation.ts";
import { verdict } from "./verdict.ts";

/**
 * What the application of a Pod finds where nslookup was asked; empty where both find it. Where neither does, it is said of images
 * with BusyBox or musl, whose programs look names up in ways of their own.
 */
export function applicationWords(told: Simulation, application: Simulation): readonly Phrase[] {
  const name = application.client === "musl-getent" ? "the application (musl)" : "the application";
  if (!differ(told, application)) return neitherWords(told, application, name);
  return [
    say(`; that is nslookup, ${name} has another resolver, for which it `),
    ...asPredicate(verdict(application).phrases),
  ];
}

function neitherWords(told: Simulation, application: Simulation, name: string): readonly Phrase[] {
  const isOwnWay = told.client.startsWith("busybox-nslookup") || application.client === "musl-getent";
  if (told.outcome === "resolved" || !isOwnWay) return [];
  const both = application.outcome === told.outcome && told.outcome === "nxdomain";
  if (both) return [say(`; neither ${clientLabels[told.client]} nor ${name} finds it`)];
  return [say(`; that is ${clientLabels[told.client]}, for ${name} it `), ...asPredicate(verdict(application).phrases)];
}

/** What the nslookup in a Pod's image prints where its application was asked; empty where both find it, or neither does. */
export function nslookupWords(told: Simulation, nslookup: Simulation): readonly Phrase[] {
  if (!differ(told, nslookup)) return [];
  const name = told.client === "musl-getent" ? "the application (musl)" : "the application";
  return [
    say(`That is ${name}; for ${clientLabels[nslookup.client]} in its image it `),
    ...asPredicate(verdict(nslookup).phrases),
  ];
}

/** Verdicts are predicates of the name, but for some that begin with a judgement. */
export function asPredicate(phrases: readonly Phrase[]): readonly Phrase[] {
  const [first, ...rest] = phrases;
  if (first === undefined || /^(does not resolve|resolves)/.test(first.text)) return phrases;
  return [{ ...first, text: `is otherwise: ${first.text}` }, ...rest];
}

function differ(a: Simulation, b: Simulation): boolean {
  return (a.outcome === "resolved") !== (b.outcome === "resolved");
}
