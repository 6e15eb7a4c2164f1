/** Reads metav1: ObjectMeta, label selectors, references. */
import type { LabelSelector, ObjectMeta, ObjectReference, SelectorRequirement } from "../object.ts";
import type { Field } from "../read.ts";

export function readMeta(field: Field): ObjectMeta {
  const controller = field
    .get("ownerReferences")
    .items()
    .find((owner) => owner.get("controller").value === true);
  return {
    name: field.get("name").string() ?? "",
    ...optional("generateName", field.get("generateName").string()),
    ...optional("namespace", nonEmpty(field.get("namespace").string())),
    labels: field.get("labels").labels() ?? {},
    annotations: field.get("annotations").labels() ?? {},
    ...(controller === undefined
      ? {}
      : {
          controller: {
            apiVersion: controller.get("apiVersion").string() ?? "",
            kind: controller.get("kind").string() ?? "",
            name: controller.get("name").string() ?? "",
            ...optional("uid", controller.get("uid").string()),
          },
        }),
    ...optional("deletionTimestamp", field.get("deletionTimestamp").string()),
    ...optional("uid", field.get("uid").string()),
  };
}

export function readRequirements(field: Field): readonly SelectorRequirement[] {
  return field.items().map((item) => ({
    key: item.get("key").string() ?? "",
    operator: item.get("operator").string() ?? "",
    values: item.get("values").strings(),
  }));
}

export function readSelector(field: Field): LabelSelector | undefined {
  if (field.value === undefined) return undefined;
  return {
    matchLabels: field.get("matchLabels").labels() ?? {},
    matchExpressions: readRequirements(field.get("matchExpressions")),
  };
}

export function readReference(field: Field): ObjectReference | undefined {
  if (field.value === undefined) return undefined;
  return {
    kind: field.get("kind").string() ?? "",
    ...optional("namespace", field.get("namespace").string()),
    name: field.get("name").string() ?? "",
  };
}

/** The property when there is a value: `exactOptionalPropertyTypes` distinguishes absent from undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

export function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
