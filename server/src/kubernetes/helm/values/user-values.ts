/** The values that are given beside a chart, in helm's order of precedence (helm pkg/cli/values/options.go). */
import { asMap, LoadError } from "../chart/load.ts";
import { keptWithFile, type SourceFile, textOf } from "../chart/source-file.ts";
import { GoMap } from "../template/value.ts";
import { YamlError } from "../yaml/input.ts";
import { readYaml, unmarshalError } from "../yaml/read.ts";
import { copyBudget, copyMap, emptyMap, ValuesError } from "./coalesce.ts";
import { JsonError } from "./scan-json.ts";
import { parseSet, SetError, type SetKind } from "./strvals.ts";

/** A values file, or one that stands for a flag at its place among them. */
export interface ValuesSource extends SourceFile {
  readonly set?:
    | { readonly kind: "--set" | "--set-string"; readonly text: string }
    | { readonly kind: "--set-file"; readonly text: string; readonly file: SourceFile };
}

/** Values files and flags; each list in the order of the command line, the last one strongest. */
export interface UserValues {
  readonly files?: readonly ValuesSource[];
  readonly setJson?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setFile?: readonly string[];
  /** Files that `setFile` names, by the path that it gives; undefined: there is none. */
  readonly readFile?: (path: string) => SourceFile | undefined;
}

/**
 * `Options.MergeValues`
 * @throws {ValuesError} in helm's words
 */
export function readUserValues(given: UserValues): GoMap {
  const { files = [], setJson = [], set = [], setString = [], setFile = [], readFile } = given;
  let values = emptyMap();
  const read = (path: string): SourceFile => {
    const file = readFile?.(path);
    if (file === undefined) throw new SetError(`open ${path}: no such file or directory`);
    return file;
  };
  const budget = copyBudget();
  for (const file of files) {
    const { set: flag } = file;
    if (flag !== undefined) {
      setValue(flag.kind, flag.text, values, flag.kind === "--set-file" ? () => flag.file : read, file);
      continue;
    }
    const own = valuesOfFile(file);
    if (own !== undefined && !(own instanceof GoMap))
      throw new ValuesError(`failed to parse ${file.path}: ${own.problem}`, { file, offset: own.offset });
    values = mergeMaps(values, own === undefined ? emptyMap() : copyMap(own, budget));
  }
  const kinds: readonly (readonly [SetKind, readonly string[]])[] = [
    ["--set-json", setJson],
    ["--set", set],
    ["--set-string", setString],
    ["--set-file", setFile],
  ];
  for (const [kind, texts] of kinds) for (const text of texts) setValue(kind, text, values, read);
  return values;
}

interface Unread {
  readonly problem: string;
  /** Where in the file's text. */
  readonly offset: number;
}

/** The problem, where the file holds no map. */
const valuesOfFile: (file: SourceFile) => GoMap | Unread | undefined = keptWithFile((file) => {
  try {
    return asMap(readYaml(textOf(file), file), "", file);
  } catch (error) {
    if (error instanceof LoadError) return { problem: error.message.replace(/^: /, ""), offset: 0 };
    const problem = unmarshalError(error);
    if (problem === undefined) throw error;
    return { problem, offset: error instanceof YamlError ? error.offset : 0 };
  }
});

function setValue(
  kind: SetKind,
  text: string,
  values: GoMap,
  read: (path: string) => SourceFile,
  flag?: SourceFile,
): void {
  try {
    parseSet(kind, text, values, read, flag);
  } catch (error) {
    if (!(error instanceof SetError || error instanceof JsonError)) throw error;
    const problem = kind === "--set-json" ? ` ${text}` : `: ${error.message}`;
    throw new ValuesError(`failed parsing ${kind} data${problem}`);
  }
}

/** `mergeMaps`: maps are merged, everything else of the second replaces what the first has. */
function mergeMaps(first: GoMap, second: GoMap): GoMap {
  const entries = new Map(first.entries);
  for (const [key, value] of second.entries) {
    const present = entries.get(key);
    const both = value instanceof GoMap && present instanceof GoMap;
    entries.set(key, both ? mergeMaps(present, value) : value);
  }
  return new GoMap(entries);
}
