/** States which kinds make Pods, where they hold the Pod's spec and labels, and what an object's Pods are. The one table of both. */
import type { KubeObject, Labels, PodSpec, WorkloadKind, WorkloadObject } from "./object.ts";
import type { Path } from "./path.ts";

const template: Path = ["spec", "template"];

const templates: Readonly<Record<WorkloadKind, Path>> = {
  StatefulSet: template,
  Deployment: template,
  ReplicaSet: template,
  ReplicationController: template,
  DaemonSet: template,
  Job: template,
  CronJob: ["spec", "jobTemplate", ...template],
};

/** The kinds that make Pods of a template. */
export const workloadKinds = Object.keys(templates) as readonly WorkloadKind[]; // The type of `templates` says so.

const paths: ReadonlyMap<string, Path> = new Map(Object.entries({ Pod: [], ...templates }));

/** Where an object of a built-in kind holds the `metadata` and `spec` of its Pods: [] for a Pod; undefined for kinds that make none. */
export function podTemplatePath(kind: string): Path | undefined {
  return paths.get(kind);
}

/** Where an object of a built-in kind holds its Pod spec; undefined for kinds that make no Pods. */
export function podSpecPath(kind: string): Path | undefined {
  return specs.get(kind);
}

const specs: ReadonlyMap<string, Path> = new Map([...paths].map(([kind, path]) => [kind, [...path, "spec"]]));

/** True for an object of a kind that makes Pods of a template, with or without one. */
export function isWorkloadObject(object: KubeObject): object is WorkloadObject {
  return Object.hasOwn(templates, object.kind);
}

/** The labels of the Pods that an object makes, those that its controller adds left out; undefined: makes none. */
export function labelsOfPods(object: KubeObject): Labels | undefined {
  if (object.kind === "Pod") return object.meta.labels;
  return isWorkloadObject(object) ? object.template?.labels : undefined;
}

/** The spec of the Pods that an object is or makes, and where it stands in the object; undefined: makes none. */
export function podSpecOf(object: KubeObject): { readonly spec: PodSpec; readonly path: Path } | undefined {
  const spec = object.kind === "Pod" ? object.spec : isWorkloadObject(object) ? object.template?.spec : undefined;
  return spec && { spec, path: podSpecPath(object.kind) ?? [] };
}
