/**
 * Reads the values that an object gives to a chart that it installs: written in it, in a ConfigMap, or one by one.
 */

import { stringAt, valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { trimOf } from "../../base/trim.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import type { ValuesSource } from "../../kubernetes/helm/values/user-values.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { holdValues, type ValuesHolder } from "./inline-values.ts";

/** Where a document is that holds values. */
export type HoldingDocument = Omit<ValuesHolder, "base" | "single">;

/** Values as JSON says them, or as a text of YAML. @param base where they are written in the document */
export function writtenValues(
  uri: Uri,
  value: JsonValue | undefined,
  document: HoldingDocument,
  base: Path,
): readonly ValuesSource[] {
  if (value === undefined || value === null || value === "") return [];
  const isText = typeof value === "string";
  const source = { path: pathOf(uri), content: isText ? value : JSON.stringify(value) };
  holdValues(source, { ...document, base });
  return [source];
}

/** Argo CD hands parameters to helm as flags, commas in them escaped (util/helm/helm.go: cleanSetParameters). */
export function parameterValues(
  uri: Uri,
  parameter: JsonValue,
  document: HoldingDocument,
  base: Path,
): readonly ValuesSource[] {
  const name = stringAt(parameter, ["name"]) ?? "";
  const value = valueAt(parameter, ["value"]) ?? "";
  if (name === "" || typeof value === "object") return [];
  const written = String(value);
  const isList = written.startsWith("{") && written.endsWith("}");
  const text = `${name}=${isList ? written : written.replace(/\\?,/g, "\\,")}`;
  const kind = valueAt(parameter, ["forceString"]) === true ? "--set-string" : "--set";
  const source = { path: pathOf(uri), content: text, set: { kind, text } } as const;
  const single = { key: keyOfName(name), name: [...base, "name"], value: [...base, "value"] };
  holdValues(source, { ...document, base, single });
  return [source];
}

/** A parameter of Argo CD's whose value is the text of a file (util/helm/cmd.go: `--set-file`). */
export function fileParameterValue(name: string, file: SourceFile): ValuesSource {
  const known = fileParameters(file);
  const made = known.get(name) ?? {
    path: file.path,
    content: name,
    // The file is given: no path is looked up.
    set: { kind: "--set-file", text: `${name}=file`, file },
  };
  known.set(name, made);
  return made;
}

const fileParameters = memoize((_: SourceFile) => new Map<string, ValuesSource>());

/** The key that a name such as `a.b[0].c\.d` sets (helm pkg/strvals). */
function keyOfName(name: string): Path {
  const key: (string | number)[] = [];
  let part = "";
  const add = (): void => {
    if (part !== "") key.push(part);
    part = "";
  };
  for (let at = 0; at < name.length; at++) {
    const character = name[at] ?? "";
    if (character === "\\") {
      at += 1;
      part += name[at] ?? "";
    } else if (character === ".") add();
    else if (character === "[") {
      add();
      const end = name.indexOf("]", at);
      if (end < 0) break;
      key.push(Number(name.slice(at + 1, end)));
      at = end;
    } else part += character;
  }
  add();
  return key;
}

/** A document with ConfigMaps, and its file's text. */
export interface ConfigFile {
  readonly uri: Uri;
  readonly text: string;
  readonly start: number;
  readonly manifest: Manifest;
}

const configs = memoize((_: Manifest) => new Map<string, ValuesSource | undefined>());

/** The text under a key of a ConfigMap: values, or the one value at a path. */
export function configValues(config: ConfigFile, key: string, target: string | undefined): ValuesSource | undefined {
  const { uri, text, start, manifest } = config;
  const known = configs(manifest);
  const id = JSON.stringify([uri, key, target]);
  if (known.has(id)) return known.get(id);
  const result = readYaml(manifest.text);
  const content = result.kind === "value" ? stringAt(result.value, ["data", key]) : undefined;
  const source =
    content === undefined || content === ""
      ? undefined
      : target === undefined
        ? { path: key, content }
        : singleValue(target, key, content);
  const base: Path = ["data", key];
  if (source !== undefined)
    holdValues(source, {
      uri,
      text,
      document: { text: manifest.text, start },
      base,
      ...(target === undefined ? {} : { single: { key: keyOfName(target), name: undefined, value: base } }),
    });
  known.set(id, source);
  return source;
}

/** Flux sets it as helm's flag does; in quotes it is a string (pkg/chartutil: ReplacePathValue). */
function singleValue(target: string, key: string, text: string): ValuesSource {
  const isQuoted = ["'", '"'].some((mark) => text.length > 1 && text.startsWith(mark) && text.endsWith(mark));
  const set = isQuoted
    ? ({ kind: "--set-string", text: `${target}=${trimOf(text, "'\"")}` } as const)
    : ({ kind: "--set", text: `${target}=${text}` } as const);
  return { path: key, content: set.text, set };
}
