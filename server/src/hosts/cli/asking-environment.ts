/** Finds the played scenario of the environment that has the asking Pod, by the name that `--from` gives. It asks no question. */

import { byName } from "../../base/natural-order.ts";
import { formatDuration } from "../../cluster/scenario/duration.ts";
import { parseObjectRef } from "../../cluster/scenario/object-ref.ts";
import type { Scenario } from "../../cluster/scenario/scenario.ts";
import type { AskingPod, PlayedScenario } from "../../ide/timeline/played-scenario.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import type { CommandEnvironment } from "./command-environments.ts";
import { playFor } from "./scenario.ts";
import type { Session } from "./session.ts";
import { UsageError } from "./terminal.ts";

export interface AskingEnvironment {
  readonly played: PlayedScenario;
  readonly from: AskingPod | undefined;
}

/**
 * The environment that at some time has a Pod of that name (or of a workload of that name); the first one when no name is
 * given.
 * @throws UsageError when there is never such a Pod
 */
export function playedWith(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  asked: { readonly from: string | undefined; readonly scenario: Scenario; readonly file: string | undefined },
): AskingEnvironment {
  const [first] = environments;
  if (first === undefined) throw new UsageError("there is no cluster to ask in");
  if (asked.from === undefined) return { played: playFor(session, analysis, first, asked), from: undefined };
  const from = parseAsker(asked.from);
  const quiet: Session = { ...session, terminal: { ...session.terminal, err: () => undefined } };
  const all = new Set<string>();
  for (const environment of environments) {
    const played = playFor(quiet, analysis, environment, asked);
    for (const { model } of played.history.incarnations) all.add(`${model.namespace}/${model.name}`);
    if (!played.history.incarnations.some(({ model }) => isMeant(from, model))) continue;
    return { played: playFor(session, analysis, environment, asked), from };
  }
  const known = [...all].sort(byName).slice(0, 10).join(", ");
  throw new UsageError(
    known === ""
      ? `no Pod '${asked.from}': there never is any Pod`
      : `no Pod '${asked.from}' at any time; there are ${known}${all.size > 10 ? `, and ${all.size - 10} more` : ""}`,
  );
}

/** `[NAMESPACE/]NAME`, or as kubectl names it: `pod/web-0`, `sts/web`. */
function parseAsker(text: string): AskingPod {
  const ref = parseObjectRef(text);
  if (ref?.kind !== undefined)
    return ref.namespace === undefined ? { name: ref.name } : { namespace: ref.namespace, name: ref.name };
  const slash = text.lastIndexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function isMeant(
  { namespace, name }: AskingPod,
  model: { readonly namespace: string; readonly name: string; readonly controller?: { readonly name: string } },
): boolean {
  return (
    (namespace === undefined || namespace === model.namespace) && [model.name, model.controller?.name].includes(name)
  );
}

/** Why a Pod cannot ask at that moment: the last thing that happened to it, and the next one. */
export function notRunning({ history }: PlayedScenario, { name }: AskingPod, at: number): string {
  const own = history.happenings.filter(({ pod }) => pod?.endsWith(`/${name}`) === true);
  const before = own.filter((happening) => happening.at <= at).at(-1);
  const after = own.find((happening) => happening.at > at);
  const said = [before, after].flatMap((happening) =>
    happening === undefined ? [] : `${formatDuration(happening.at)}: ${happening.text}`,
  );
  return `no container of '${name}' runs at ${formatDuration(at)}${said.length === 0 ? "" : ` (${said.join("; ")})`}`;
}
