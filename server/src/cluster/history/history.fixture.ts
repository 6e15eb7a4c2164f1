/** Plays scenarios on manifests for tests, and shows what happened as lines. */

import { asUri } from "../../base/source.ts";
import { splitDocuments } from "../../base/split.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../kubernetes/manifests/parse.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { readScenario } from "../scenario/read-scenario.ts";
import { defaultClusterOptions } from "../state/cluster.ts";
import { type History, stateAt } from "./history.ts";
import { play } from "./play.ts";
import type { PlayInput } from "./scenario-run.ts";

/** A StatefulSet of three Pods behind a headless Service. */
export const web = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: nginx }] }
`;

/** The declarations of a stream of manifests, and the values behind them. */
export function declared(manifests: string): Pick<PlayInput, "declarations" | "valueOf"> {
  const values = new Map<Declaration, JsonValue>();
  const declarations = splitDocuments(manifests).flatMap(({ text }) => {
    const made = parseManifest(asUri("file:///manifests.yaml"), text).declarations;
    const result = readYaml(text);
    for (const declaration of made) if (result.kind === "value") values.set(declaration, result.value);
    return made;
  });
  return { declarations, valueOf: (declaration) => values.get(declaration) };
}

/** Plays a scenario; files named in it are taken from `files`. */
export function played(manifests: string, scenario: string, files: Readonly<Record<string, string>> = {}): History {
  const read = readScenario(scenario, asUri("file:///scenario.yaml"), (path) => {
    const text = files[path];
    return text === undefined ? undefined : { uri: asUri(`file:///${path}`), text };
  });
  if (read.problems.length > 0) throw new Error(JSON.stringify(read.problems));
  return play({ ...declared(manifests), scenario: read.scenario, options: defaultClusterOptions });
}

/** What happened: `10: Pod 'web-1' is deleted`. */
export function told(history: History): readonly string[] {
  return history.happenings.map(({ at, text }) => `${at}: ${text.replace(/ the address .*/, " an address")}`);
}

/** The Pods at an instant: `web-0 ready`, `web-1 terminating`. */
export function podsAt(history: History, at: number): readonly string[] {
  return [...stateAt(history, at).cluster().pods.values()]
    .filter(({ declaration }) => declaration !== undefined)
    .map(({ name, ready, terminating, addresses }) => {
      const state = terminating
        ? "terminating"
        : ready
          ? "ready"
          : addresses.length === 0
            ? "without address"
            : "not ready";
      return `${name} ${state}`;
    });
}
