/** Lists what the open list offers for the state. Each row says what picking it asks. */
import type { PodChoice } from "../../../server/src/protocol/simulate.ts";
import type { Question } from "../common/messages.ts";
import type { Field, State } from "./state.ts";

export interface Suggestion {
  readonly group: "Next" | "Recent" | "Names" | "Pods";
  /** The name to ask, or the Pod's id. */
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  /** The type to ask; absent: that of the last question, "": the program's default. */
  readonly type?: string;
  /** A question asked before, with everything that belonged to it. */
  readonly question?: Question;
}

/** More rows than anyone scrolls through; typing narrows them down. */
const most = { next: 6, recent: 5, pods: 100 };

/** The rows of the field's list, in order. */
export function suggestions(state: State, field: Field): readonly Suggestion[] {
  if (field === "pod") return podSuggestions(state);
  const names = state.names.map(
    ({ name, fqdn, about, type }): Suggestion => ({
      group: "Names",
      value: name,
      label: name,
      detail: about === "" ? fqdn : about,
      ...(type === undefined ? {} : { type }),
    }),
  );
  return state.list?.typed === true ? names : [...nextSuggestions(state), ...recentSuggestions(state), ...names];
}

function nextSuggestions(state: State): readonly Suggestion[] {
  return (state.result?.next ?? [])
    .slice(0, most.next)
    .map(
      ({ name, about, type = "" }): Suggestion => ({ group: "Next", value: name, label: name, detail: about, type }),
    );
}

function recentSuggestions(state: State): readonly Suggestion[] {
  return state.history.slice(0, most.recent).map(
    (question): Suggestion => ({
      group: "Recent",
      value: question.name,
      label: question.name,
      detail: historyDetail(question),
      question,
    }),
  );
}

function podSuggestions(state: State): readonly Suggestion[] {
  const words = (state.podDraft ?? "").toLowerCase().split(/\s+/);
  const fits = (pod: PodChoice): boolean => {
    const text = `${pod.id} ${pod.workload} ${pod.addresses.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const pods = state.result?.pods ?? [];
  return pods
    .filter(fits)
    .slice(0, most.pods)
    .map((pod): Suggestion => ({ group: "Pods", value: pod.id, label: pod.name, detail: podDetail(pod) }));
}

/** E.g. `StatefulSet web · default · 10.244.0.12`. */
export function podDetail(pod: PodChoice): string {
  return [pod.workload, pod.namespace, ...pod.addresses, ...(pod.ready ? [] : ["not ready"])].join(" · ");
}

/** What distinguishes a past question from others for the same name: `SRV · from web-0`. */
export function historyDetail(question: Question): string {
  const pod = question.from?.split("/").at(-1);
  return [...(question.type === undefined ? [] : [question.type]), ...(pod === undefined ? [] : [`from ${pod}`])].join(
    " · ",
  );
}
