/** YAML and JSON texts as the values that helm makes of them (sigs.k8s.io/yaml), each scalar with its place. */
import type { SourceFile } from "../chart/source-file.ts";
import { types } from "../template/types.ts";
import { GoList, GoMap, type Json, type KeyOrigin, type Scalar, Traced, type Value } from "../template/value.ts";
import { decode, jsonMaker, type Maker, type Step } from "./decode.ts";
import { YamlError } from "./input.ts";
import type { YamlNode } from "./node.ts";
import { parseYaml } from "./parser.ts";
import { MismatchError, type Raw, type Shape, type Typed, typed } from "./typed.ts";

/** Where a value is written. */
export class ValueOrigin implements KeyOrigin {
  /** The file that was read; a flag of the command line stands as a file that is called as it was given. */
  readonly file: SourceFile;
  /** In UTF-16 code units of the file's text. */
  readonly start: number;
  readonly end: number;
  /** What is written there; undefined: a map or a list. */
  readonly value: Scalar | undefined;
  readonly #step: Step | undefined;
  constructor(
    file: SourceFile,
    { start, end }: { readonly start: number; readonly end: number },
    step: Step | undefined,
    value: Scalar | undefined,
  ) {
    this.value = value;
    this.file = file;
    this.start = start;
    this.end = end;
    this.#step = step;
  }

  /** The last part of its path. */
  get key(): string | number | undefined {
    return this.#step?.key;
  }

  /** Another object that says the same. */
  copy(): ValueOrigin {
    return new ValueOrigin(this.file, this, this.#step, this.value);
  }

  /** From the root of the file. */
  get path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    for (let step = this.#step; step !== undefined; step = step.parent) path.unshift(step.key);
    return path;
  }
}

export type { Step } from "./decode.ts";

/** The way to what stands under a key or index. */
export function stepsBelow(parent: Step | undefined, key: string | number): Step {
  return { parent, key };
}

/**
 * `yaml.Unmarshal` into an `interface{}`: numbers are float64; undefined: null, or an empty text.
 * @param file what the scalars' origins name; undefined: they have none
 * @throws {YamlError} in the words of go-yaml; callers add what sigs.k8s.io/yaml puts before them
 */
export function readYaml(text: string, file?: SourceFile): Value {
  const node = parseYaml(text);
  return node === undefined ? undefined : decode(node, valueMaker(file));
}

/** The same as plain JSON. */
export function readYamlAsJson(text: string): Json {
  const node = parseYaml(text);
  return node === undefined ? null : decode(node, jsonMaker);
}

/**
 * `yaml.Unmarshal` into a struct.
 * @throws {YamlError} or {MismatchError}; `unmarshalError` words them
 */
export function readTyped(text: string, shape: Shape): Typed {
  const node = parseYaml(text);
  return node === undefined ? undefined : typed(decode(node, rawMaker), shape);
}

export const rawMaker: Maker<Raw> = {
  scalar: (value) => value,
  list: (items) => items,
  map: (entries) => entries,
};

function valueMaker(file: SourceFile | undefined): Maker<Value> {
  const originOf = (node: YamlNode, step: Step | undefined, value?: Scalar): ValueOrigin | undefined =>
    file === undefined ? undefined : new ValueOrigin(file, node, step, value);
  return {
    scalar: (scalar, node, step) => {
      if (scalar === null) return undefined;
      const value = typeof scalar === "bigint" ? Number(scalar) : scalar;
      const origin = originOf(node, step, value);
      return origin === undefined ? value : new Traced(value, origin);
    },
    list: (items, node, step) => new GoList(items, types.anyList, false, originOf(node, step)),
    map: (entries, node, step) => new GoMap(entries, types.anyMap, false, originOf(node, step)),
  };
}

/** What `yaml.Unmarshal` of sigs.k8s.io/yaml says; undefined: the error is another one. */
export function unmarshalError(error: unknown): string | undefined {
  if (error instanceof YamlError) return `error converting YAML to JSON: ${error.message}`;
  if (error instanceof MismatchError) return `error unmarshaling JSON: while decoding JSON: ${error.message}`;
  return undefined;
}
