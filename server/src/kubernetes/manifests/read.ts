/** Reads fields from a JSON value: absent, templated, of the wrong type (read as absent), or there. */
import { isMap } from "../../base/json.ts";
import type { Labels } from "./object.ts";
import type { Path } from "./path.ts";
import type { JsonValue } from "./read-yaml.ts";
import { isTemplated } from "./role.ts";
import { withoutPadding } from "./template-text.ts";

/** What reading an object collects beside its fields. */
export interface Notes {
  templated: boolean;
}

/** A value at its place. Reading below something absent is absent. */
export class Field {
  readonly value: JsonValue | undefined;
  readonly path: Path;
  readonly notes: Notes;

  constructor(value: JsonValue | undefined, path: Path, notes: Notes) {
    this.value = value === null ? undefined : value;
    this.path = path;
    this.notes = notes;
  }

  get(key: string): Field {
    const { value } = this;
    const map = isMap(value) ? value : undefined;
    if (value !== undefined && map === undefined) this.#wrong();
    return new Field(
      map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined,
      [...this.path, key],
      this.notes,
    );
  }

  items(): readonly Field[] {
    const { value } = this;
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.#wrong();
      return [];
    }
    return value.map((item, index) => new Field(item, [...this.path, index], this.notes));
  }

  string(): string | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    if (typeof value !== "string") return this.#wrong();
    if (isTemplated(value)) this.notes.templated = true;
    return withoutPadding(value);
  }

  number(): number | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    if (typeof value === "string" && isTemplated(value)) this.notes.templated = true;
    return typeof value === "number" && Number.isInteger(value) ? value : this.#wrong();
  }

  boolean(): boolean | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    return typeof value === "boolean" ? value : this.#wrong();
  }

  intOrString(): number | string | undefined {
    return typeof this.value === "string" ? this.string() : this.number();
  }

  strings(): readonly string[] {
    return this.items().flatMap((item) => item.string() ?? []);
  }

  /** A map of strings; null values are "" (encoding/json decodes null into the zero value). */
  labels(): Labels | undefined {
    const { value } = this;
    if (value === undefined) return undefined;
    if (!isMap(value)) return this.#wrong();
    const labels: Record<string, string> = {};
    for (const [key, item] of Object.entries(value)) {
      labels[key] = item === null ? "" : (new Field(item, [...this.path, key], this.notes).string() ?? "");
    }
    return labels;
  }

  /** What kubernetes/validation/decode.ts refuses, unless a template's hole stands there. */
  #wrong(): undefined {
    if (looksTemplated(this.value)) this.notes.templated = true;
    return undefined;
  }
}

/** `{{ x }}` without quotes is a flow mapping whose key is a flow mapping, or has odd keys with null values. */
function looksTemplated(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return isTemplated(value);
  // `[[ .Name ]]` without quotes is a list in a list.
  if (Array.isArray(value)) return value.length === 1 && Array.isArray(value[0]);
  return isMap(value) && Object.values(value).every((item) => item === null);
}
