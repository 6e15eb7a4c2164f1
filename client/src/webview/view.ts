/** Shows the whole panel for a state: a question, an answer, or the reason for no answer. */
import type { SimulateResult } from "../../../server/src/protocol/simulate.ts";
import type { Action, State } from "./state.ts";
import { steps, terminal, verdict } from "./view-answer.ts";
import { bar } from "./view-bar.ts";
import { names, next, recent, resolvConf } from "./view-more.ts";
import { icon, skeleton } from "./view-parts.ts";
import { records } from "./view-records.ts";
import { overTime } from "./view-time.ts";
import { type Child, h, type VNode } from "./vnode.ts";

/** The panel. */
export function view(state: State): readonly VNode<Action>[] {
  const busy = state.pending || state.time.pending;
  return [
    h("div", { key: "progress", class: busy ? "progress busy" : "progress", "aria-hidden": "true" }),
    bar(state),
    h("main", { key: "main", "aria-busy": state.pending ? "true" : "false" }, body(state)),
  ];
}

function body(state: State): Child<Action> {
  if (state.server.phase === "failed") {
    return message("bad", "error", "PodNS could not start its language server.", state.server.message, null);
  }
  if (state.failure !== null) {
    const retry = h<Action>(
      "button",
      { type: "button", class: "button", on: { click: { kind: "retry" } } },
      "Ask again",
    );
    return message("bad", "error", "This question could not be answered.", state.failure, retry);
  }
  const { result } = state;
  if (result === null) {
    return [
      message("busy", "loading codicon-modifier-spin", "Reading the manifests of this workspace…", "", null),
      skeleton(8),
    ];
  }
  if (result.pods.length === 0 && result.stdout === "") return noPods(result);
  return result.name === "" ? nothingAsked(state, result) : answer(state, result);
}

function answer(state: State, result: SimulateResult): Child<Action> {
  return [
    verdict(result),
    overTime(state),
    columns(
      [terminal(result, state), steps(result)],
      [records(result, state), next(result), recent(state), resolvConf(result)],
    ),
  ];
}

function nothingAsked(state: State, result: SimulateResult): Child<Action> {
  const pod = result.from?.name ?? "a Pod";
  const words = [
    `Type a name to see what nslookup prints in ${pod}, and why. `,
    "Nothing is deployed and nothing is sent: the answer comes from the manifests as they are in the editor.",
  ];
  return [
    h("p", { key: "intro", class: "intro" }, words.join("")),
    columns([names(state), state.names.length === 0 ? next(result) : null], [recent(state), resolvConf(result)]),
  ];
}

function columns(left: readonly Child<Action>[], right: readonly Child<Action>[]): VNode<Action> {
  return h(
    "div",
    { key: "columns", class: "columns" },
    h("div", { key: "left" }, left),
    h("div", { key: "right" }, right),
  );
}

/** No manifests at all, or none here that make Pods: both are normal, and both say what to do. */
function noPods(result: SimulateResult): VNode<Action> {
  if (result.environments.length === 0) {
    const help =
      "Open a folder with Kubernetes manifests (YAML or JSON): every Pod and Service in them gets its names.";
    return message("neutral", "info", "There are no Kubernetes manifests in this workspace.", help, null);
  }
  const where = result.environment === null ? "this file" : result.environment.label || "this folder";
  const help =
    "A Pod, or a workload such as a StatefulSet or Deployment, has to be there to ask from. Choose other manifests above, or run the command from a file that has one.";
  return message("neutral", "info", `No manifest that belongs to ${where} makes a Pod.`, help, null);
}

function message(tone: string, iconName: string, title: string, detail: string, action: Child<Action>): VNode<Action> {
  return h(
    "div",
    { key: "message", class: `message ${tone}`, role: "status" },
    icon(iconName),
    h("div", {}, h("p", { class: "title" }, title), detail === "" ? null : h("p", { class: "muted" }, detail), action),
  );
}
