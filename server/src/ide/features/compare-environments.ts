/**
 * Compares environments: which of the host names that manifests ask for resolve where, and which names each of them answers, as
 * `podns diff` lists them (dns/server/name-states.ts).
 */

import { getOrAdd, memoize } from "../../base/memo.ts";
import { byName } from "../../base/natural-order.ts";
import type { Uri } from "../../base/source.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import { visible } from "../../base/visible.ts";
import { type NameState, namesIn } from "../../dns/server/name-states.ts";
import type { DnsServer } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { ComparedCell, ComparedRow, CompareParams, CompareResult } from "../../protocol/environments.ts";
import type { WireLink } from "../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { linkTo, rangeOf } from "./convert.ts";
import { plural } from "./markdown.ts";
import { outcomeIn } from "./mentions.ts";

/** Columns, and rows of each table. Rows that differ are shown first. */
const mostEnvironments = 12;
const mostRows = 1_000;

/** The tables of these environments. */
export function compareEnvironments(asked: Analysis, { environments: ids }: CompareParams): CompareResult {
  const analysis = withoutChoice(asked);
  const byId = new Map(analysis.environments().map((environment) => [environment.id, environment]));
  const all = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  const environments = all.slice(0, mostEnvironments);
  const gaveUp: string[] = [];
  const hosts = shortened(hostRows(analysis, environments));
  const names = shortened(nameRows(analysis, environments, (why) => gaveUp.push(why)));
  const left = [
    ...(all.length > environments.length ? [plural(all.length - environments.length, "more environment")] : []),
    ...(hosts.left > 0 ? [plural(hosts.left, "more host name")] : []),
    ...(names.left > 0 ? [plural(names.left, "more name")] : []),
    ...gaveUp,
  ];
  return {
    environments: environments.map(({ id, label }) => ({ id, label })),
    asked: hosts.rows,
    names: names.rows,
    left: visible(left.join("; ")),
  };
}

/** Rows that differ in front, otherwise in their order. */
function shortened(rows: readonly ComparedRow[]): { readonly rows: readonly ComparedRow[]; readonly left: number } {
  const inOrder = [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
  return { rows: inOrder.slice(0, mostRows), left: Math.max(0, rows.length - mostRows) };
}

/** A host name at its place, with who asks for it in each environment: an overlay's patch may write it, or put another one in its place. */
interface AskedHost {
  readonly name: string;
  readonly place: WireLink;
  readonly askers: Map<Environment, AskingObject>;
}

interface AskingObject {
  readonly declaration: Declaration;
  readonly mention: HostMention;
}

function hostRows(analysis: Analysis, environments: readonly Environment[]): readonly ComparedRow[] {
  const hosts = new Map<string, AskedHost>();
  for (const environment of environments) {
    for (const declaration of environment.declarations) {
      for (const { mention, place } of hostsIn(analysis, declaration)) {
        const { start } = place.range;
        const key = `${place.uri} ${start.line} ${start.character} ${mention.host}`;
        const host = getOrAdd(hosts, key, () => ({ name: visible(mention.host), place, askers: new Map() }));
        if (!host.askers.has(environment)) host.askers.set(environment, { declaration, mention });
      }
    }
  }
  return [...hosts.values()].flatMap(({ name, askers, place }) => {
    const cells = environments.map((environment): ComparedCell => {
      const asker = askers.get(environment);
      const outcome = asker && outcomeIn({ analysis, environment }, asker.declaration, [asker.mention]);
      if (outcome === undefined) return { text: "", resolves: false, place: null };
      const origin = outcome.first.records.find((served) => served.origin?.service !== undefined)?.origin;
      return {
        text:
          outcome.resolves && outcome.plain !== "" && outcome.plain !== "resolves"
            ? `resolves, ${outcome.plain}`
            : outcome.words,
        resolves: outcome.resolves,
        place: linkOf(analysis, origin?.service?.declaration),
      };
    });
    return cells.every(({ text }) => text === "") ? [] : [row(name, place, cells)];
  });
}

/** The host names that an object asks for; of words that may be anything only those that are hosts. */
function hostsIn(
  analysis: Analysis,
  declaration: Declaration,
): readonly { readonly mention: HostMention; readonly place: WireLink }[] {
  return mentionsOf(analysis, declaration).flatMap((mention) => {
    if (mention.kind !== "host" || mention.host.includes("*") || mention.context.kind === "certificate") return [];
    if (!mention.isHost && mention.form === "bare") return [];
    const span = siteSpan(analysis, siteOf(declaration, mention));
    return span === undefined ? [] : [{ mention, place: linkAt(span.uri, rangeOf(analysis, span.uri, span.span)) }];
  });
}

function nameRows(
  analysis: Analysis,
  environments: readonly Environment[],
  giveUp: (why: string) => void,
): readonly ComparedRow[] {
  const listed = environments.map(({ server }) => statesOf(server));
  for (const why of new Set(listed.flatMap(({ left }) => left))) giveUp(why);
  const names = new Set(
    listed.flatMap(({ names: own }) => [...own].flatMap(([name, { isImplied }]) => (isImplied ? [] : [name]))),
  );
  return [...names].sort(byName).map((name) => {
    const cells = listed.map(({ names: own }): ComparedCell => {
      const state = own.get(name);
      return state === undefined
        ? { text: "NXDOMAIN", resolves: false, place: null }
        : { text: visible(state.state), resolves: true, place: linkOf(analysis, state.declaration) };
    });
    return row(visible(name), null, cells);
  });
}

/** The names of a server, listed once. */
const statesOf = memoize(
  (server: DnsServer): { readonly names: ReadonlyMap<string, NameState>; readonly left: readonly string[] } => {
    const left: string[] = [];
    const names = namesIn({ cluster: server.cluster, server }, (why) => left.push(why));
    return { names, left };
  },
);

function row(name: string, place: WireLink | null, cells: readonly ComparedCell[]): ComparedRow {
  const [first] = cells;
  return { name, place, cells, differs: cells.some(({ text }) => text !== first?.text) };
}

function linkOf(analysis: Analysis, declaration: Declaration | undefined): WireLink | null {
  return (declaration && linkTo(analysis, declaration)) ?? null;
}

function linkAt(uri: Uri, range: WireLink["range"]): WireLink {
  return { uri, range, label: `${nameOf(pathOf(uri))}:${range.start.line + 1}` };
}
