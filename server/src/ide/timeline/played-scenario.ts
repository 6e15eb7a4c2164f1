/** Prepares a played scenario for questions: for each state the cluster's DNS, and the Pods that can ask there. */

import { finished, type Steps } from "../../base/steps.ts";
import { type History, type HistoryState, stateAt } from "../../cluster/history/history.ts";
import { playSteps } from "../../cluster/history/play.ts";
import type { PodIncarnation } from "../../cluster/history/pod-incarnation.ts";
import {
  type Instant,
  type ObjectRef,
  type Scenario,
  type ScenarioEvent,
  uneventful,
} from "../../cluster/scenario/scenario.ts";
import type { Cluster, ClusterOptions, PodModel } from "../../cluster/state/cluster.ts";
import { type DnsPath, nodeLocalBlocks } from "../../dns/server/dns-path.ts";
import type { PodDnsSettings } from "../../dns/server/pod-dns.ts";
import type { DnsServer } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";

export interface PlayedScenarioInput {
  readonly declarations: readonly Declaration[];
  readonly scenario: Scenario;
  readonly options: ClusterOptions;
  readonly valueOf: (declaration: Declaration) => JsonValue | undefined;
  /** The DNS of a cluster: its server's configuration, and what kubelet writes. */
  readonly dnsOf: (cluster: Cluster) => { readonly server: DnsServer; readonly podDns: PodDnsSettings };
}

/** A switch of what might be otherwise than the manifests promise. */
export type WhatIf =
  | { readonly kind: "pod"; readonly pod: ObjectRef; readonly state: "ready" | "not-ready" | "deleted" }
  /** "missing": it is not there (late, or forgotten). */
  | { readonly kind: "service"; readonly service: ObjectRef; readonly state: "missing" };

/** The settled cluster with some switches thrown; a Pod that is deleted is terminating, and its successor not there yet. */
export function whatIf(input: Omit<PlayedScenarioInput, "scenario">, switches: readonly WhatIf[]): AskableState {
  const events = switches.flatMap((thrown) => (thrown.kind === "pod" ? [eventOf(thrown)] : []));
  const absent = switches.flatMap((thrown) =>
    thrown.kind === "service" ? [{ target: { kind: "Service", ...thrown.service }, line: 1 }] : [],
  );
  return askableAt(playScenario({ ...input, scenario: { ...uneventful, absent, events } }), 0);
}

function eventOf({ pod, state }: Extract<WhatIf, { readonly kind: "pod" }>): ScenarioEvent {
  const at = { at: 0, line: 1, target: { kind: "Pod", ...pod } };
  switch (state) {
    case "ready":
      return { ...at, kind: "ready" };
    case "not-ready":
      return { ...at, kind: "not-ready", duration: Number.POSITIVE_INFINITY };
    case "deleted":
      return { ...at, kind: "delete", force: false };
  }
}

/** The cluster and its DNS in one state. */
export interface AskableState {
  readonly at: Instant;
  readonly cluster: Cluster;
  readonly server: DnsServer;
  readonly podDns: PodDnsSettings;
  readonly path: DnsPath;
}

export interface PlayedScenario {
  readonly history: History;
  /** Built on first use, and once for each state. */
  readonly askableOf: (state: HistoryState) => AskableState;
}

/** Plays the scenario and makes its states askable. */
export function playScenario(input: PlayedScenarioInput): PlayedScenario {
  return finished(playScenarioSteps(input));
}

/** The same, with a pause after each instant of the scenario. */
export function* playScenarioSteps(input: PlayedScenarioInput): Steps<PlayedScenario> {
  const { scenario, dnsOf } = input;
  const history = yield* playSteps(input);
  const known = new Map<HistoryState, AskableState>();
  return {
    history,
    askableOf: (state) => {
      const found = known.get(state);
      if (found !== undefined) return found;
      const cluster = state.cluster();
      const { server, podDns } = dnsOf(cluster);
      const nodeLocal = nodeLocalBlocks(cluster, server, scenario.nodeLocal);
      const path: DnsPath = { server, ...(nodeLocal === undefined ? {} : { nodeLocal }) };
      const askable: AskableState = { at: state.at, cluster, server, podDns, path };
      known.set(state, askable);
      return askable;
    },
  };
}

export function askableAt(played: PlayedScenario, at: Instant): AskableState {
  return played.askableOf(stateAt(played.history, at));
}

/** A Pod by its name, or by its workload's: the first of those that run there. */
export interface AskingPod {
  /** Absent: any namespace, the default one first. */
  readonly namespace?: string;
  readonly name: string;
}

/** The Pod that asks in a state; undefined while none of that name has running containers. */
export function askingPodIn(
  { cluster }: AskableState,
  { namespace, name }: AskingPod,
  defaultNamespace: string,
): PodModel | undefined {
  const pods = [...cluster.pods.values()].filter(
    (pod) => pod.phase === "Running" && (namespace === undefined || pod.namespace === namespace),
  );
  for (const fits of [(pod: PodModel) => pod.name === name, (pod: PodModel) => pod.controller?.name === name]) {
    const found = pods.filter(fits).sort((a, b) => Number(a.terminating) - Number(b.terminating));
    const own = found.find((pod) => pod.namespace === defaultNamespace) ?? found[0];
    if (own !== undefined) return own;
  }
  return undefined;
}

/** The life that a Pod is in at an instant. */
export function lifeOf({ history }: PlayedScenario, pod: PodModel, at: Instant): PodIncarnation | undefined {
  return history.incarnations.find(
    ({ model, created, gone }) =>
      model.namespace === pod.namespace && model.name === pod.name && created <= at && at < gone,
  );
}
