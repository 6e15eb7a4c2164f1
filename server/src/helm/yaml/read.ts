/** YAML and JSON texts as the values that helm makes of them (sigs.k8s.io/yaml), each scalar with its place. */
import { GoList, GoMap, type Json, type Origin, Traced, type Value } from "../template/value.ts";
import { decode, jsonMaker, type Step } from "./decode.ts";
import { YamlError } from "./input.ts";
import type { YamlNode } from "./node.ts";
import { parseYaml } from "./parser.ts";

/** Where a scalar of the values is written. */
export class ValueOrigin implements Origin {
  /** The file, as whoever read it names it. */
  readonly file: string;
  /** In UTF-16 code units of the file's text. */
  readonly start: number;
  readonly end: number;
  readonly #step: Step | undefined;
  constructor(file: string, { start, end }: { readonly start: number; readonly end: number }, step: Step | undefined) {
    this.file = file;
    this.start = start;
    this.end = end;
    this.#step = step;
  }

  /** From the root of the file. */
  get path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    for (let step = this.#step; step !== undefined; step = step.parent) path.unshift(step.key);
    return path;
  }
}

/**
 * `yaml.Unmarshal` into an `interface{}`: numbers are float64; undefined: null, or an empty text.
 * @param file what the scalars' origins name; undefined: they have none
 * @throws {YamlError} in the words of go-yaml; callers add what sigs.k8s.io/yaml puts before them
 */
export function readYaml(text: string, file?: string): Value {
  const node = parseYaml(text);
  return node === undefined ? undefined : decode(node, valueMaker(file));
}

/** The same as plain JSON. */
export function readYamlAsJson(text: string): Json {
  const node = parseYaml(text);
  return node === undefined ? null : decode(node, jsonMaker);
}

function valueMaker(file: string | undefined) {
  return {
    scalar: (scalar: null | boolean | string | bigint | number, node: YamlNode, step: Step | undefined): Value => {
      if (scalar === null) return undefined;
      const value = typeof scalar === "bigint" ? Number(scalar) : scalar;
      return file === undefined ? value : new Traced(value, new ValueOrigin(file, node, step));
    },
    list: (items: Value[]): Value => new GoList(items),
    map: (entries: Map<string, Value>): Value => new GoMap(entries),
  };
}

/** What `sigs.k8s.io/yaml` puts before the errors of go-yaml. */
export function conversionError(error: unknown): string | undefined {
  return error instanceof YamlError ? `error converting YAML to JSON: ${error.message}` : undefined;
}
