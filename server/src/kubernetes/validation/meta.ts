/** Validates metadata, labels and label selectors (apimachinery pkg/api/validation, pkg/apis/meta/v1/validation). */
import type { JsonValue } from "../../base/json.ts";
import { asPrefix, dns1123Label, labelKey, labelValue, lengthOf, type TextRule } from "./content.ts";
import { type FieldError, forbidden, invalid, required, tooLong } from "./field-error.ts";
import { at, fieldOf, isPresent, items, mapOf, named, pairsOf, textOf, textsOf, type Value } from "./json.ts";
import { satisfies } from "./requirement.ts";

/** The errors of a text at a place, by a rule of content.ts. */
export function* textErrors(place: Value, rule: TextRule, text: string = textOf(place)): Iterable<FieldError> {
  for (const words of rule(text)) yield invalid(place, text, words);
}

/** ValidateObjectMeta, of an object to be created. `namespaced`: Namespaces and Nodes have no namespace. */
export function* metaErrors(root: Value, nameRule: TextRule, namespaced = true): Iterable<FieldError> {
  const meta = at(root, "metadata");
  const name = at(meta, "name");
  const generateName = at(meta, "generateName");
  if (textOf(generateName) !== "") yield* textErrors(generateName, asPrefix(nameRule));
  if (textOf(name) !== "") yield* textErrors(name, nameRule);
  else if (textOf(generateName) === "") yield required(name, "name or generateName is required");
  const namespace = at(meta, "namespace");
  if (namespaced && textOf(namespace) !== "") yield* textErrors(namespace, dns1123Label);
  const generation = at(meta, "generation").json;
  if (typeof generation === "number" && generation < 0)
    yield invalid(at(meta, "generation"), generation, "must be greater than or equal to 0");
  yield* labelErrors(at(meta, "labels"));
  yield* annotationErrors(at(meta, "annotations"));
}

/** ValidateLabels: named by the map, placed at the label. */
export function* labelErrors(labels: Value): Iterable<FieldError> {
  for (const [key, value] of pairsOf(labels)) {
    const place = named(at(labels, key), fieldOf(labels));
    for (const words of labelKey(key)) yield invalid(place, key, words);
    for (const words of labelValue(value)) yield invalid(place, value, words);
  }
}

const mostAnnotationBytes = 256 * 1024;

/** ValidateAnnotations. */
export function* annotationErrors(annotations: Value): Iterable<FieldError> {
  let size = 0;
  for (const [key, value] of pairsOf(annotations)) {
    const place = named(at(annotations, key), fieldOf(annotations));
    for (const words of labelKey(key.toLowerCase())) yield invalid(place, key, words);
    size += lengthOf(key) + lengthOf(value);
  }
  if (size > mostAnnotationBytes) yield tooLong(annotations, mostAnnotationBytes);
}

/** ValidateLabelSelector. */
export function* selectorErrors(selector: Value): Iterable<FieldError> {
  yield* labelErrors(at(selector, "matchLabels"));
  for (const requirement of items(at(selector, "matchExpressions"))) {
    const values = at(requirement, "values");
    const operator = at(requirement, "operator");
    switch (textOf(operator)) {
      case "In":
      case "NotIn":
        if (items(values).length === 0) yield required(values, "must be specified when `operator` is 'In' or 'NotIn'");
        break;
      case "Exists":
      case "DoesNotExist":
        if (items(values).length > 0)
          yield forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        break;
      default:
        yield invalid(operator, textOf(operator), "not a valid selector operator");
    }
    yield* textErrors(at(requirement, "key"), labelKey);
    for (const value of items(values)) yield* textErrors(value, labelValue);
  }
}

/** What a label selector selects: everything, nothing, or what matches; undefined when it cannot be used at all. */
export type Selection = "all" | "none" | ((labels: Value) => boolean) | undefined;

/** LabelSelectorAsSelector. */
export function selectionOf(selector: Value): Selection {
  if (!isPresent(selector)) return "none";
  if ([...selectorErrors(selector)].length > 0) return undefined;
  const wanted = pairsOf(at(selector, "matchLabels"));
  const requirements = items(at(selector, "matchExpressions"));
  if (wanted.length + requirements.length === 0) return "all";
  return (labels) => {
    const map = new Map(pairsOf(labels));
    return (
      wanted.every(([key, value]) => map.get(key) === value) &&
      requirements.every((requirement) => {
        const operator = textOf(at(requirement, "operator"));
        return satisfies(map.get(textOf(at(requirement, "key"))), {
          operator,
          values: textsOf(at(requirement, "values")),
        });
      })
    );
  };
}

/** A label selector as Go prints it: its fields in their order, empty ones left out. */
export function printedSelector(selector: Value): JsonValue {
  const labels = pairsOf(at(selector, "matchLabels"));
  const requirements = items(at(selector, "matchExpressions")).map((requirement) => {
    const values = textsOf(at(requirement, "values"));
    return {
      key: textOf(at(requirement, "key")),
      operator: textOf(at(requirement, "operator")),
      ...(values.length === 0 ? {} : { values }),
    };
  });
  return {
    ...(labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) }),
    ...(requirements.length === 0 ? {} : { matchExpressions: requirements }),
  };
}

/** Labels as Go prints them; null when there are no labels. */
export function sortedLabels(labels: Value): JsonValue {
  return mapOf(labels) === undefined ? null : Object.fromEntries(pairsOf(labels));
}

/** ValidateNonnegativeField. */
export function* nonNegative(place: Value): Iterable<FieldError> {
  if (typeof place.json === "number" && place.json < 0)
    yield invalid(place, place.json, "must be greater than or equal to 0");
}
