/** `.Files`: the files of a chart that are neither templates nor values (helm pkg/engine/files.go). */
import { encodeBase64 } from "../../../base/base64.ts";
import { trimEndOf } from "../../../base/trim.ts";
import { toYaml } from "../functions/yaml.ts";
import { toBytes } from "../template/bytes.ts";
import { type CallContext, type GoType, type Method, types } from "../template/types.ts";
import { Bytes, GoError, GoList, GoMap, plain, type Value } from "../template/value.ts";
import type { ChartFile } from "./chart.ts";
import { globMatcher } from "./glob.ts";
import { keptWithFile, textOf } from "./source-file.ts";

const bytesOf = keptWithFile((file) => new Bytes(textOf(file)));

/** The value of `.Files`. */
export function makeFiles(files: readonly ChartFile[]): GoMap {
  return new GoMap(new Map(files.map(({ name, source }) => [name, bytesOf(source)])), filesType);
}

const pathMethod = (call: (files: GoMap, path: string, context: CallContext | undefined) => Value): Method => ({
  params: [types.string],
  call: (receiver, [path], context) => call(filesOf(receiver), String(plain(path)), context),
});

/** What a step of a pattern takes, in the unit of `scan`. */
const costOfStep = 18;

/** Writes all files: what that takes is counted by their characters. */
const writingMethod = (call: (files: GoMap) => Value): Method => ({
  params: [],
  call: (receiver, _, context) => {
    const files = filesOf(receiver);
    for (const path of files.entries.keys()) context?.scan(18 * contentOf(files, path).length);
    return call(files);
  },
});

const filesType: GoType = {
  name: "engine.files",
  kind: "map",
  elem: types.bytes,
  underlying: { name: "map[string][]uint8", kind: "map", elem: types.bytes },
  methods: {
    GetBytes: pathMethod((files, path) => files.entries.get(path) ?? new Bytes("")),
    Get: pathMethod(contentOf),
    Glob: pathMethod((files, pattern, context) => {
      context?.scan(costOfStep * files.entries.size);
      const matches = globMatcher(pattern, (steps) => context?.scan(costOfStep * steps));
      return new GoMap(new Map([...files.entries].filter(([name]) => matches(name))), filesType);
    }),
    Lines: pathMethod((files, path) => {
      const content = contentOf(files, path);
      const lines = content === "" ? [] : content.replace(/\n$/, "").split("\n");
      return new GoList(lines, types.stringList);
    }),
    AsConfig: writingMethod((files) =>
      toYaml(
        byBaseName(files, (content) => content),
        2,
      ),
    ),
    AsSecrets: writingMethod((files) =>
      toYaml(
        byBaseName(files, (content) => encodeBase64(toBytes(content))),
        2,
      ),
    ),
  },
};

function filesOf(receiver: Value): GoMap {
  if (receiver instanceof GoMap) return receiver;
  throw new GoError("nil pointer");
}

function contentOf(files: GoMap, path: string): string {
  const content = files.entries.get(path);
  return content instanceof Bytes ? content.text : "";
}

/** Of files with the same base name the last one stays; helm takes any. */
function byBaseName(files: GoMap, make: (content: string) => string): GoMap {
  const entries = new Map<string, Value>();
  for (const path of files.entries.keys()) {
    const name = trimEndOf(path, "/");
    entries.set(name.slice(name.lastIndexOf("/") + 1), make(contentOf(files, path)));
  }
  return new GoMap(entries, types.stringMap);
}
