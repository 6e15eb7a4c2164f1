/** Reads the fields of a scenario and reports each defect with its line. It does not interpret the fields. */

import { shortened } from "../../base/excerpt.ts";
import { isMap } from "../../base/json.ts";
import { lineAt, lineStarts } from "../../base/lines.ts";
import { nearestSpan } from "../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import { parseDuration } from "./duration.ts";
import { parseObjectRef } from "./object-ref.ts";
import type { Duration, ObjectRef } from "./scenario.ts";

/** A defect of a scenario. Lines count from 1. */
export interface ScenarioProblem {
  readonly line: number;
  readonly message: string;
}

const starts = new WeakMap<Manifest, readonly number[]>();

/** The line of an offset, from 1. */
export function lineIn(manifest: Manifest, offset: number): number {
  const known = starts.get(manifest) ?? lineStarts(manifest.text);
  starts.set(manifest, known);
  return lineAt(known, offset) + 1;
}

/**
 * A value at its place in the scenario's text. An absent value is undefined; one of a wrong form is reported and
 * undefined.
 */
export class Reading {
  readonly value: JsonValue | undefined;
  readonly path: Path;
  readonly #text: Manifest;
  readonly #problems: ScenarioProblem[];

  constructor(value: JsonValue | undefined, path: Path, text: Manifest, problems: ScenarioProblem[]) {
    this.value = value === null ? undefined : value;
    this.path = path;
    this.#text = text;
    this.#problems = problems;
  }

  get line(): number {
    // An item of a list has no key of its own.
    const part = typeof this.path.at(-1) === "number" ? "value" : "key";
    const { start } = nearestSpan(this.#text, this.path, part);
    return lineIn(this.#text, start);
  }

  problem(message: string): undefined {
    this.#problems.push({ line: this.line, message: shortened(message) });
    return undefined;
  }

  /** The fields of a mapping; other keys than these are reported. */
  fields<K extends string>(...known: readonly K[]): Readonly<Record<K, Reading>> {
    for (const [key, field] of this.entries()) {
      if (!known.some((name) => name === key))
        field.problem(`'${key}' is not a field of this; there are ${known.join(", ")}`);
    }
    const map = isMap(this.value) ? this.value : {};
    const found = known.map((key) => [key, this.#at(Object.hasOwn(map, key) ? map[key] : undefined, key)] as const);
    // The keys are exactly those that were asked for.
    return Object.fromEntries(found) as Record<K, Reading>;
  }

  entries(): readonly (readonly [string, Reading])[] {
    if (this.value === undefined) return [];
    if (!isMap(this.value)) {
      this.problem("this must be a mapping of fields");
      return [];
    }
    return Object.entries(this.value).map(([key, value]) => [key, this.#at(value, key)] as const);
  }

  items(): readonly Reading[] {
    if (this.value === undefined) return [];
    if (!Array.isArray(this.value)) {
      this.problem("this must be a list");
      return [];
    }
    return this.value.map((item: JsonValue, index: number) => this.#at(item, index));
  }

  string(): string | undefined {
    if (this.value === undefined || typeof this.value === "string") return this.value;
    return this.problem("this must be a text");
  }

  boolean(): boolean | undefined {
    if (this.value === undefined || typeof this.value === "boolean") return this.value;
    return this.problem("this must be true or false");
  }

  /** A whole number from `least` on. */
  count(least: number): number | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
    return this.problem(`this must be a whole number from ${least} on`);
  }

  /** Seconds of `35s`, `2m`, `500ms`, or of a number; `words` are names for special durations. */
  duration(words: Readonly<Record<string, Duration>> = {}): Duration | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= 0) return value;
    if (typeof value === "string") {
      const seconds = Object.hasOwn(words, value) ? words[value] : parseDuration(value);
      if (seconds !== undefined) return seconds;
    }
    const others = Object.keys(words).map((word) => ` or '${word}'`);
    return this.problem(`this must be a duration such as 35s, 2m or 500ms${others.join("")}`);
  }

  /** The name of an object. */
  ref(namespace?: string): ObjectRef | undefined {
    const text = this.string();
    return text === undefined ? undefined : this.refOf(text, namespace);
  }

  /** The object that a text at this place names. */
  refOf(text: string, namespace?: string): ObjectRef | undefined {
    const ref = parseObjectRef(text);
    if (ref === undefined)
      return this.problem(`'${text}' names no object; write pod/web-1, statefulset/web or shop/pod/web-1`);
    return namespace === undefined || ref.namespace !== undefined ? ref : { ...ref, namespace };
  }

  #at(value: JsonValue | undefined, key: string | number): Reading {
    return new Reading(value, [...this.path, key], this.#text, this.#problems);
  }
}
