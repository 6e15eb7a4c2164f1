/** Reads Pods and every kind that makes Pods from a template. */
import type { PodObject, UpdateStrategy, WorkloadKind, WorkloadObject, WorkloadStatus } from "../object.ts";
import type { Field } from "../read.ts";
import { optional, readMeta, readSelector } from "./meta.ts";
import { readPodSpec, readPodStatus, readTemplate } from "./pod-spec.ts";

export function readPod(root: Field): PodObject {
  return {
    kind: "Pod",
    meta: readMeta(root.get("metadata")),
    spec: readPodSpec(root.get("spec")),
    ...optional("status", readPodStatus(root.get("status"))),
  };
}

export function readWorkload(kind: WorkloadKind, root: Field): WorkloadObject {
  const outer = root.get("spec");
  const jobTemplate = outer.get("jobTemplate");
  const spec = kind === "CronJob" ? jobTemplate.get("spec") : outer;
  const selector = spec.get("selector");
  return {
    kind,
    meta: readMeta(root.get("metadata")),
    ...optional("replicas", spec.get("replicas").number()),
    ...optional(
      "selector",
      kind === "ReplicationController"
        ? selector.value === undefined
          ? undefined
          : { matchLabels: selector.labels() ?? {}, matchExpressions: [] }
        : readSelector(selector),
    ),
    ...optional("template", readTemplate(spec.get("template"))),
    ...optional("status", readStatus(root.get("status"))),
    ...optional("serviceName", spec.get("serviceName").string()),
    ...optional("ordinalsStart", spec.get("ordinals").get("start").number()),
    ...optional("podManagementPolicy", spec.get("podManagementPolicy").string()),
    ...optional("minReadySeconds", spec.get("minReadySeconds").number()),
    ...optional("updateStrategy", readUpdateStrategy(spec.get(kind === "Deployment" ? "strategy" : "updateStrategy"))),
    ...optional("completions", spec.get("completions").number()),
    ...optional("parallelism", spec.get("parallelism").number()),
    ...optional("completionMode", spec.get("completionMode").string()),
    ...optional("suspend", (kind === "CronJob" ? outer : spec).get("suspend").boolean()),
    ...optional("jobLabels", kind === "CronJob" ? jobTemplate.get("metadata").get("labels").labels() : undefined),
  };
}

function readUpdateStrategy(field: Field): UpdateStrategy | undefined {
  if (field.value === undefined) return undefined;
  const rolling = field.get("rollingUpdate");
  return {
    ...optional("type", field.get("type").string()),
    ...optional("partition", rolling.get("partition").number()),
    ...optional("maxSurge", rolling.get("maxSurge").intOrString()),
    ...optional("maxUnavailable", rolling.get("maxUnavailable").intOrString()),
  };
}

function readStatus(field: Field): WorkloadStatus | undefined {
  if (field.value === undefined) return undefined;
  return {
    ...optional("observedGeneration", field.get("observedGeneration").number()),
    ...optional("replicas", field.get("replicas").number()),
    ...optional("readyReplicas", field.get("readyReplicas").number()),
    ...optional("currentRevision", field.get("currentRevision").string()),
    ...optional("updateRevision", field.get("updateRevision").string()),
  };
}
