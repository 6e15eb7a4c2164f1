/** Shows a controller its workload, and makes and deletes Pods for it. The controllers decide when. */

import type { WorkloadObject } from "../../kubernetes/manifests/object.ts";
import { safeHash, suffix } from "../state/hash.ts";
import type { Workload } from "../state/owners.ts";
import { predictedPod } from "../state/pods.ts";
import { type PredictedPod, podsOf } from "../state/predict.ts";
import type { PodIncarnation } from "./pod-incarnation.ts";
import {
  count,
  createPod,
  deletePod,
  nodesOf,
  type Revision,
  type Revisions,
  record,
  type ScenarioRun,
  shownPod,
} from "./scenario-run.ts";

/** One look of a controller at its workload. */
export interface Look {
  readonly run: ScenarioRun;
  readonly workload: Workload;
  /** `StatefulSet default/web`. */
  readonly key: string;
  readonly revisions: Revisions;
  /** Its Pods, those being deleted included. */
  readonly pods: readonly PodIncarnation[];
}

/** The revisions of a workload; the first look makes the first one. */
export function revisionsOf(run: ScenarioRun, key: string, object: WorkloadObject): Revisions {
  const known = run.revisions.get(key);
  if (known !== undefined) return known;
  const first: Revision = { number: 0, object };
  const made: Revisions = { current: first, update: first };
  run.revisions.set(key, made);
  return made;
}

/** The Pods that a workload wants, of a revision's template: names, labels and all else but their number follow it. */
export function wantedPods(look: Look, revision: Revision): readonly PredictedPod[] {
  const { object } = look.workload;
  // Only a DaemonSet looks at nodes, which may change.
  if (object.kind === "DaemonSet") return predictWanted(look, revision);
  let revisions = wanted.get(object);
  if (revisions === undefined) {
    revisions = new WeakMap();
    wanted.set(object, revisions);
  }
  const known = revisions.get(revision);
  if (known !== undefined) return known;
  const made = predictWanted(look, revision);
  revisions.set(revision, made);
  return made;
}

/** A controller looks at each of its steps, of which there may be thousands. */
const wanted = new WeakMap<WorkloadObject, WeakMap<Revision, readonly PredictedPod[]>>();

function predictWanted({ run, workload }: Look, revision: Revision): readonly PredictedPod[] {
  const { template } = revision.object;
  const object: WorkloadObject = { ...workload.object, ...(template === undefined ? {} : { template }) };
  const { name } = workload.object.meta;
  const identity = `${object.kind} ${workload.namespace}/${name}`;
  const pods = podsOf(object, workload.namespace, nodesOf(run), run.podsEach);
  if (revision.number === 0) return pods;
  const [before, after] = [safeHash(identity), safeHash(`${identity}#${revision.number}`)];
  return pods.map((pod) => ({
    ...pod,
    name: object.kind === "Deployment" ? pod.name.replace(`-${before}-`, `-${after}-`) : pod.name,
    labels: Object.fromEntries(
      Object.entries(pod.labels).map(([label, value]) => [
        label,
        label === "pod-template-hash" || label === "controller-revision-hash" ? value.replace(before, after) : value,
      ]),
    ),
  }));
}

/** Makes a Pod; one whose name has a random part gets another name each time. */
export function make({ run, workload, key, pods }: Look, predicted: PredictedPod, revision: Revision): void {
  let { name } = predicted;
  const isTaken = (): boolean => run.names.has(`${key} ${name}`);
  while (!predicted.nameIsCertain && isTaken())
    name = `${predicted.name.slice(0, -5)}${suffix(`${key}/${predicted.name}#${count(run, `names ${key}`)}`)}`;
  if (pods.some(({ model }) => model.name === name)) return; // Its predecessor is still there.
  const node = predicted.node ?? nodesOf(run).find(({ meta }) => meta.name === predicted.spec.nodeName);
  const draft = predictedPod({ ...predicted, name }, workload, node, run);
  createPod(run, draft, key, revision);
}

/** Deletes a Pod and says so. */
export function remove({ run }: Look, pod: PodIncarnation, why: string): void {
  deletePod(run, pod);
  record(run, `${shownPod(run, pod)} is deleted: ${why}`, { pod });
}
