/** Nodes of YAML as the values that they stand for: go-yaml v2's decode.go, then sigs.k8s.io/yaml's way to JSON. */
import type { Json } from "../template/value.ts";
import { YamlError } from "./input.ts";
import type { AliasNode, MapNode, ScalarNode, YamlNode } from "./node.ts";
import { resolveScalar, type YamlScalar } from "./resolve.ts";

/** Makes values of what it is told; `Decoder` goes through the nodes. */
export interface Maker<T> {
  readonly scalar: (value: YamlScalar, node: ScalarNode, step: Step | undefined) => T;
  readonly list: (items: T[], node: YamlNode, step: Step | undefined) => T;
  /** The last of a name holds. */
  readonly map: (entries: Map<string, T>, node: YamlNode, step: Step | undefined) => T;
}

/** The way to a value: the key or index in what is at `parent`; undefined: the root. */
export interface Step {
  readonly parent: Step | undefined;
  readonly key: string | number;
}

/** Values that a document's aliases may make of it (decode.go: allowedAliasRatio). */
const lowRatio = 400_000;
const highRatio = 4_000_000;

/**
 * The value of a document.
 * @throws {YamlError} in the words of sigs.k8s.io/yaml, without its `error converting YAML to JSON: `
 */
export function decode<T>(node: YamlNode, maker: Maker<T>): T {
  const decoder = new Decoder(maker);
  const value = decoder.value(node, undefined);
  if (decoder.unsupported !== undefined) throw decoder.unsupported;
  return value;
}

class Decoder<T> {
  readonly #maker: Maker<T>;
  readonly #open = new Set<AliasNode>();
  /** The first thing that JSON cannot hold; it is told once the YAML is read. */
  unsupported: YamlError | undefined;
  #decoded = 0;
  #aliased = 0;

  constructor(maker: Maker<T>) {
    this.#maker = maker;
  }

  value(node: YamlNode, step: Step | undefined): T {
    this.#count(node);
    switch (node.kind) {
      case "alias":
        return this.#inAlias(node, (target) => this.value(target, step));
      case "list":
        return this.#maker.list(
          node.items.map((item, key) => this.value(item, { parent: step, key })),
          node,
          step,
        );
      case "map": {
        const entries = new Map<string, T>();
        this.#fill(node, entries, step);
        return this.#maker.map(entries, node, step);
      }
      case "scalar": {
        const scalar = resolveScalar(node);
        if (typeof scalar === "number" && !Number.isFinite(scalar))
          this.unsupported ??= new UnsupportedValue(`json: unsupported value: ${goNumber(scalar)}`, node.start);
        return this.#maker.scalar(scalar, node, step);
      }
    }
  }

  #count({ start }: YamlNode): void {
    this.#decoded += 1;
    if (this.#open.size > 0) this.#aliased += 1;
    if (this.#aliased <= 100 || this.#decoded <= 1000) return;
    const share = (this.#decoded - lowRatio) / (highRatio - lowRatio);
    if (this.#aliased / this.#decoded > 0.99 - 0.89 * Math.min(Math.max(share, 0), 1))
      throw new YamlError("document contains excessive aliasing", 0, start);
  }

  #inAlias<R>(node: AliasNode, read: (target: YamlNode) => R): R {
    if (this.#open.has(node)) throw new YamlError(`anchor '${node.name}' value contains itself`, 0, node.start);
    this.#open.add(node);
    const result = read(node.target);
    this.#open.delete(node);
    return result;
  }

  #fill(node: MapNode, entries: Map<string, T>, step: Step | undefined): void {
    for (const { key, value } of node.entries) {
      if (isMerge(key)) this.#merge(value, entries, step);
      else {
        const name = this.#key(key, value);
        entries.set(name, this.value(value, { parent: step, key: name }));
      }
    }
  }

  /** Entries of other maps come where the `<<` stands: they replace what was before it. */
  #merge(node: YamlNode, entries: Map<string, T>, step: Step | undefined): void {
    const maps = node.kind === "list" ? [...node.items].reverse() : [node];
    for (const item of maps) this.#mergeOne(item, entries, step);
  }

  #mergeOne(node: YamlNode, entries: Map<string, T>, step: Step | undefined): void {
    this.#count(node);
    if (node.kind === "map") this.#fill(node, entries, step);
    else if (node.kind === "alias" && node.target.kind === "map")
      this.#inAlias(node, (target) => this.#mergeOne(target, entries, step));
    else throw new YamlError("map merge requires map or sequence of maps as the value", 0, node.start);
  }

  #key(node: YamlNode, value: YamlNode): string {
    if (node.kind === "alias") {
      this.#count(node);
      return this.#inAlias(node, (target) => this.#key(target, value));
    }
    // What is wrong inside of such a key is told first.
    if (node.kind !== "scalar") this.value(node, undefined);
    else this.#count(node);
    if (node.kind !== "scalar") throw new YamlError(`invalid map key: ${goSyntax(node)}`, 0, node.start);
    const scalar = resolveScalar(node);
    if (typeof scalar === "string" || typeof scalar === "boolean") return String(scalar);
    if (typeof scalar === "number") return floatKey(scalar);
    if (typeof scalar === "bigint" && scalar < 2n ** 63n) return String(scalar);
    const type = scalar === null ? "%!s(<nil>)" : "uint64";
    const shown = scalar === null ? "<nil>" : `0x${scalar.toString(16)}`;
    const held = goSyntax(value);
    this.unsupported ??= new UnsupportedValue(
      `unsupported map key of type: ${type}, key: ${shown}, value: ${held === nil ? "<nil>" : held}`,
      node.start,
    );
    return shown;
  }
}

/** A problem that go-yaml itself does not have: it is told without `yaml: `. */
class UnsupportedValue extends YamlError {
  constructor(problem: string, offset: number) {
    super(problem, 0, offset);
    this.message = problem;
  }
}

function isMerge(node: YamlNode): boolean {
  if (node.kind !== "scalar" || node.value !== "<<") return false;
  return node.implicit || node.tag === "tag:yaml.org,2002:merge";
}

/** As sigs.k8s.io/yaml prints a float that becomes a string: strconv.FormatFloat(value, 'g', -1, 32). */
export function floatText(value: number): string {
  if (!Number.isFinite(Math.fround(value))) return goNumber(Math.fround(value));
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== Math.fround(value)) digits += 1;
  const [mantissa = "", exponent = "0"] = Math.fround(value)
    .toExponential(digits - 1)
    .split("e");
  const power = Number(exponent);
  // bounded: nine digits
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (power < -4 || power >= 6) return `${short}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return String(Number(`${mantissa}e${exponent}`));
}

function floatKey(value: number): string {
  const names: Readonly<Record<string, string>> = { "+Inf": ".inf", "-Inf": "-.inf", NaN: ".nan" };
  const text = floatText(value);
  return names[text] ?? text;
}

function goNumber(value: number): string {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

const nil = "interface {}(nil)";

/** `%#v` of a map or list that was meant as a key. */
function goSyntax(node: YamlNode): string {
  switch (node.kind) {
    case "alias":
      return goSyntax(node.target);
    case "list":
      return `[]interface {}{${node.items.map(goSyntax).join(", ")}}`;
    case "map":
      return `map[interface {}]interface {}{${node.entries
        .map(({ key, value }) => `${goSyntax(key)}:${goSyntax(value)}`)
        .sort()
        .join(", ")}}`;
    case "scalar": {
      const scalar = resolveScalar(node);
      if (scalar === null) return nil;
      if (typeof scalar === "number" && !Number.isFinite(scalar)) return goNumber(scalar);
      return typeof scalar === "string" ? JSON.stringify(scalar) : String(scalar);
    }
  }
}

/** Makes plain JSON, numbers as float64. */
export const jsonMaker: Maker<Json> = {
  scalar: (value) => (typeof value === "bigint" ? Number(value) : value),
  list: (items) => items,
  map: (entries) => Object.fromEntries(entries),
};
