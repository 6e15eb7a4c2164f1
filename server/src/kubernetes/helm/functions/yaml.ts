/** helm's functions of YAML (pkg/engine/funcs.go). */
import { piecesOf, readFrom, sliceText } from "../template/pieces.ts";
import { type GoType, types } from "../template/types.ts";
import { GoError, GoList, GoMap, plain, type Traced, type Value } from "../template/value.ts";
import { decode, type Maker } from "../yaml/decode.ts";
import { YamlError } from "../yaml/input.ts";
import { parseYaml } from "../yaml/parser.ts";
import { anyList, anyMap, define, type FunctionTable, text } from "./define.ts";
import { mismatch } from "./json.ts";
import { emitYaml } from "./yaml-emitter.ts";
import type { YamlVersion } from "./yaml-scalar.ts";

const { any, string } = types;

/** By name. */
export const yamlFunctions: FunctionTable = {
  toYaml: define([any], ([value], { spend }) => toYaml(value, 2, spend)),
  toYamlPretty: define([any], ([value], { spend }) => toYaml(value, 3, spend)),
  fromYaml: define([string], ([value], { tick, scan }) => {
    scan(costOfReading(text(value)));
    const read = fromYaml(value, types.anyMap, tick);
    return typeof read === "object" && "fault" in read ? anyMap([["Error", read.fault]]) : (read ?? anyMap([], tick()));
  }),
  fromYamlArray: define([string], ([value], { tick, scan }) => {
    scan(costOfReading(text(value)));
    const read = fromYaml(value, types.anyList, tick);
    return typeof read === "object" && "fault" in read ? anyList([read.fault]) : (read ?? anyList([]));
  }),
};

/** What it takes to read YAML, in the unit of `scan`: little for each character, much for each node. */
function costOfReading(yaml: string): number {
  let nodes = 0;
  for (let at = 0; at < yaml.length; at++) if (beginsNode[yaml.charCodeAt(at)] === true) nodes++;
  return 6 * yaml.length + 150 * nodes;
}

/** Every node stands behind one of these characters, but for the first. */
const beginsNode = Array.from({ length: 128 }, (_, code) => ",:\n[{?-".includes(String.fromCharCode(code)));

/** The document without its last line break; "" where it cannot be written. */
export function toYaml(value: Value, version: YamlVersion, spend: (steps: number) => void = () => {}): Value {
  try {
    return withoutLastBreak(emitYaml(value, version, spend));
  } catch (error) {
    if (error instanceof GoError) return "";
    throw error;
  }
}

function withoutLastBreak(document: string | Traced): Value {
  const string = text(document);
  return string.endsWith("\n") ? sliceText(document, string, 0, string.length - 1) : document;
}

/** undefined: null. */
function fromYaml(
  value: Value,
  type: GoType,
  tick: () => number,
): GoMap | GoList | undefined | { readonly fault: string } {
  const source = text(value);
  try {
    const node = parseYaml(source);
    const read = node === undefined ? undefined : decode(node, makerOf(value, source, tick));
    if (plain(read) === undefined) return undefined;
    const fits = type === types.anyMap ? read instanceof GoMap : read instanceof GoList;
    if (fits && (read instanceof GoMap || read instanceof GoList)) return read;
    return { fault: `error unmarshaling JSON: while decoding JSON: ${mismatch(read, type)}` };
  } catch (error) {
    if (error instanceof YamlError) return { fault: `error converting YAML to JSON: ${error.message}` };
    throw error;
  }
}

function makerOf(value: Value, source: string, tick: () => number): Maker<Value> {
  const pieces = piecesOf(value, source.length);
  return {
    scalar: (scalar, { start, end }) => {
      if (scalar === null) return undefined;
      const bare = typeof scalar === "bigint" ? Number(scalar) : scalar;
      if (pieces === undefined) return bare;
      const quoted = source[start] === '"' || source[start] === "'";
      return quoted ? readFrom(bare, pieces, start + 1, end - 1) : readFrom(bare, pieces, start, end);
    },
    list: (items) => new GoList(items),
    map: (entries) => new GoMap(entries, types.anyMap, false, undefined, tick()),
  };
}
