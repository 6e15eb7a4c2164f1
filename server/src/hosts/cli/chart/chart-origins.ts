/** Where the values of a rendered chart come from, for people and programs. */

import type { SourceFile } from "../../../kubernetes/helm/chart/source-file.ts";
import type { FilePlace } from "../../../kubernetes/helm/output/file-place.ts";
import type { RenderedObject, ScalarOrigin } from "../../../kubernetes/helm/output/object.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { shownPath } from "../session.ts";

const { resolve } = localPaths;

/** A place; lines and columns from 1, columns in UTF-16 code units. A flag of the command line has none. */
export interface ShownPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The place to edit, and what leads from there to the value. */
export interface ShownOrigin extends ShownPlace {
  /** The key in the values file, where the scalar is one unchanged value. */
  readonly key?: string;
  /** The statement of the template that printed it. */
  readonly template?: ShownPlace;
  /** It is another one in every run of helm. */
  readonly random?: true;
}

/** Names files as people know them. */
export class OriginPrinter {
  readonly #folder: string;
  readonly #cwd: string;
  /** Those that were not read from the chart's folder. */
  readonly #given: ReadonlySet<SourceFile>;
  readonly #lineStarts = new Map<SourceFile, readonly number[]>();

  /** @param folder absolute path of the chart's folder */
  constructor(folder: string, cwd: string, given: ReadonlySet<SourceFile>) {
    this.#folder = folder;
    this.#cwd = cwd;
    this.#given = given;
  }

  /** Of every scalar, by path. */
  ofObject(object: RenderedObject): ReadonlyMap<string, ShownOrigin> {
    const found = new Map<string, ShownOrigin>();
    for (const path of object.paths()) {
      const origin = object.originOf(path);
      const shown = origin && this.#ofScalar(origin);
      if (shown !== undefined) found.set(formatPath(path), shown);
    }
    return found;
  }

  place({ file, start }: Pick<FilePlace, "file" | "start">): ShownPlace {
    if (isFlag(file)) return { file: file.path };
    const starts = this.#startsOf(file);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= start) low = middle;
      else high = middle;
    }
    return { file: this.#nameOf(file), line: low + 1, column: start - (starts[low] ?? 0) + 1 };
  }

  #ofScalar({ value, template, written, random }: ScalarOrigin): ShownOrigin | undefined {
    const place = value ?? written ?? template;
    if (place === undefined) return undefined;
    return {
      ...this.place(place),
      ...(value && { key: formatPath(value.path) }),
      ...(template && { template: this.place(template) }),
      ...(random && { random }),
    };
  }

  #nameOf(file: SourceFile): string {
    if (file.path === "-") return file.path;
    return shownPath(resolve(this.#given.has(file) ? this.#cwd : this.#folder, file.path), this.#cwd);
  }

  #startsOf(file: SourceFile): readonly number[] {
    const known = this.#lineStarts.get(file);
    if (known !== undefined) return known;
    const text = typeof file.content === "string" ? file.content : new TextDecoder().decode(file.content);
    const starts = [0];
    for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
    this.#lineStarts.set(file, starts);
    return starts;
  }
}

/** `web.yaml:3:7 (image.tag) via chart/templates/web.yaml:12:9` */
export function originText({ template, key, random, ...place }: ShownOrigin): string {
  const via = template && placeText(template);
  const own = placeText(place);
  return [
    own,
    ...(key === undefined ? [] : [`(${key})`]),
    ...(via === undefined || via === own ? [] : [`via ${via}`]),
    ...(random === true ? ["(another one in every run)"] : []),
  ].join(" ");
}

export function placeText({ file, line, column }: ShownPlace): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

/** No file of a chart's values is called so. */
function isFlag({ path }: SourceFile): boolean {
  return /^--set(?:-string|-json)? /.test(path);
}
