/**
 * Finds which objects that install charts are changed by a kustomization before they are applied. What they become is not
 * followed: their values may be others.
 */

import { goRegexp } from "../../base/go-regexp.ts";
import { asList, asMap, stringAt, valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import { splitDocuments } from "../../base/split.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile } from "../analysis.ts";

/** Objects that a patch is for. */
interface PatchTarget {
  readonly kind: string;
  /** Undefined: any. */
  readonly name: string | undefined;
  /** The name of the file that holds the patch. */
  readonly file: string;
}

const installing: ReadonlySet<string> = new Set(["HelmRelease", "Application", "ApplicationSet"]);

/** What the files patch, as a question: the name of the file that changes an object of a kind, if any does. */
export function patchesIn(files: Iterable<AnalysedFile>): (kind: string, name: string) => string | undefined {
  const targets = [...files].flatMap(targetsIn);
  return (kind, name) =>
    targets.find((target) => target.kind === kind && (target.name === undefined || target.name === name))?.file;
}

const targetsIn: (file: AnalysedFile) => readonly PatchTarget[] = memoize((file: AnalysedFile) => {
  const { role, text, uri } = file;
  if (role !== "kustomization" && role !== "manifests") return [];
  if (![...installing].some((kind) => text.includes(kind))) return [];
  const values = splitDocuments(text).flatMap((document) => {
    const result = readYaml(document.text);
    return result.kind === "value" ? [result.value] : [];
  });
  const found = values.flatMap(role === "kustomization" ? inKustomization : partial);
  return found.map((target) => ({ ...target, file: nameOf(pathOf(uri)) }));
});

type Target = Omit<PatchTarget, "file">;

/** kustomize: api/types/kustomization.go. */
function inKustomization(value: JsonValue): readonly Target[] {
  const lists = ["patches", "patchesStrategicMerge", "patchesJson6902"].flatMap((key) => asList(valueAt(value, [key])));
  const replaced = asList(valueAt(value, ["replacements"])).flatMap((one) => asList(valueAt(one, ["targets"])));
  return [
    ...lists.flatMap((patch) => {
      const target = valueAt(patch, ["target"]);
      return target === undefined
        ? inText(typeof patch === "string" ? patch : stringAt(patch, ["patch"]))
        : chosenBy(target);
    }),
    ...replaced.flatMap((target) => chosenBy(valueAt(target, ["select"]))),
  ];
}

/** A patch that is written in the kustomization. */
function inText(patch: string | undefined): readonly Target[] {
  if (patch?.includes("\n") !== true) return [];
  const result = readYaml(patch);
  return result.kind === "value" ? partial(result.value) : [];
}

/** A selector's kind and name are regular expressions for the whole text. A name that is not plain may be any. */
function chosenBy(target: JsonValue | undefined): readonly Target[] {
  const { kind, name } = asMap(target) ?? {};
  const isPlain = typeof name === "string" && /^[a-z0-9-]+$/.test(name);
  return [...installing].flatMap((one) =>
    isOfKind(one, kind) ? [{ kind: one, name: isPlain ? name : undefined }] : [],
  );
}

/** An empty kind, or one that cannot be read, may be any. */
function isOfKind(kind: string, pattern: JsonValue | undefined): boolean {
  if (typeof pattern !== "string" || pattern === "") return true;
  const regexp = goRegexp(`^(?:${pattern})$`);
  return "error" in regexp || regexp.test(kind);
}

/** An object that says too little to install anything. */
function partial(value: JsonValue): readonly Target[] {
  const kind = stringAt(value, ["kind"]) ?? "";
  const name = stringAt(value, ["metadata", "name"]);
  if (!installing.has(kind) || name === undefined) return [];
  const spec = valueAt(value, ["spec"]);
  const whole = ["chart", "chartRef", "source", "sources", "template"];
  return whole.some((field) => valueAt(spec, [field]) !== undefined) ? [] : [{ kind, name }];
}
