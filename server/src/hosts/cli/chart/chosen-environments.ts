/**
 * Chooses the environments that a command is about: those that `--environment` names, else of each chart the one
 * with its own values.
 */

import { append } from "../../../base/collections.ts";
import { shortened } from "../../../base/excerpt.ts";
import { nameOf } from "../../../base/uri-path.ts";
import type { Environment } from "../../../workspace/analysis.ts";
import { UsageError } from "../terminal.ts";

/** So many names stand in a message. */
const mostNames = 20;

/**
 * The environments that have one of the names; without names all, but of each chart only the one with its own values.
 * @throws UsageError for a name that no environment has
 */
export function chosenEnvironments(
  environments: readonly Environment[],
  names: readonly string[] | undefined,
): readonly Environment[] {
  for (const name of names ?? []) {
    if (environments.some((environment) => isCalled(environment, name))) continue;
    const all = [...new Set(environments.map(shownName))];
    const rest = all.length > mostNames ? `, and ${all.length - mostNames} more` : "";
    const listed = all.slice(0, mostNames).map((one) => `'${shortened(one)}'`);
    const known = listed.length === 0 ? "there is none" : `there are ${listed.join(", ")}${rest}`;
    throw new UsageError(`no environment is called '${name}'; ${known}`);
  }
  return environmentsCalled(environments, names);
}

/** The same, where a name may have no environment. */
export function environmentsCalled(
  environments: readonly Environment[],
  names: readonly string[] | undefined,
): readonly Environment[] {
  if (names === undefined) return environments.filter(({ chart }) => chart === undefined || chart.kind === "default");
  return environments.filter((environment) => names.some((name) => isCalled(environment, name)));
}

/** The name that people use, else the label that tells it from all others. */
function shownName({ chart, label }: Environment): string {
  if (chart === undefined) return label;
  return chart.set === "" ? "values.yaml" : chart.set;
}

function isCalled(environment: Environment, name: string): boolean {
  const { chart, kind, label } = environment;
  if (label === name || (kind === "kustomization" && label === `${name} (kustomization)`)) return true;
  if (chart === undefined) return false;
  const shown = shownName(environment);
  return shown === name || (chart.kind === "values" && nameOf(shown) === name);
}

/** What a person should know of the charts that a command shows, a line each: why they may be otherwise, and what else there is. */
export function chartLines(
  environments: readonly Environment[],
  chosen: readonly Environment[],
  names: readonly string[] | undefined,
): readonly string[] {
  const open = chosen.flatMap(({ chart, label, open }) =>
    chart === undefined || isLibrary(chart.failure()?.message) ? [] : open.map((reason) => `${label}: ${reason}`),
  );
  if (names !== undefined) return open.map(line);
  const others = new Map<string, string[]>();
  for (const { chart } of environments) {
    if (chart === undefined || chart.kind === "default") continue;
    append(others, chart.folder, chart.set);
  }
  const more = chosen.flatMap(({ chart, label }) => {
    const sets = others.get(chart?.folder ?? "") ?? [];
    const rest = sets.length > mostNames ? `, and ${sets.length - mostNames} more` : "";
    return sets.length === 0
      ? []
      : [`${label}: its own values are used; --environment takes ${sets.slice(0, mostNames).join(", ")}${rest}`];
  });
  return [...open, ...more].map(line);
}

function line(text: string): string {
  return `podns: ${shortened(text)}\n`;
}

/** A chart that holds parts for others makes nothing itself. */
export function isLibrary(message: string | undefined): boolean {
  return message === "library charts are not installable";
}
