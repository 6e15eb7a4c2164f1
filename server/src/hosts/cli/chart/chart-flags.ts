/** The flags of `podns render` that are about charts: those of `helm template`, and what they name read from this disk. */

import { type Command, Option } from "commander";
import type { SourceFile } from "../../../kubernetes/helm/chart/source-file.ts";
import type { ChartInput } from "../../../kubernetes/helm/render.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { readGivenText } from "../given-file.ts";
import { statsOf } from "../repository.ts";
import { type Terminal, UsageError } from "../terminal.ts";

const { join, resolve } = localPaths;

/** The flags as they are given; lists in the order of the command line. */
export interface ChartFlags {
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setJson?: readonly string[];
  readonly setFile?: readonly string[];
  readonly release?: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

/** Adds the flags to a command that takes a chart. */
export function addChartOptions(command: Command): Command {
  const repeatable = (flags: string, description: string): Option =>
    new Option(flags, `of a chart: ${description} (repeatable)`).argParser(
      (text, before: readonly string[] | undefined) => [...(before ?? []), text],
    );
  return command
    .addOption(repeatable("-f, --values <file>", "a values file, or - for standard input; later ones are stronger"))
    .addOption(repeatable("--set <key=value>", "values"))
    .addOption(repeatable("--set-string <key=value>", "values that are strings"))
    .addOption(repeatable("--set-json <key=json>", "values in JSON"))
    .addOption(repeatable("--set-file <key=file>", "values that are the texts of files"))
    .option("--release <name>", "of a chart: the release's name (default: the chart's name)")
    .addOption(
      repeatable("--api-versions <list>", "API versions that it sees beside those of Kubernetes").argParser(
        (text, before: readonly string[] | undefined) => [...(before ?? []), ...text.split(",")],
      ),
    );
}

/** A values file, and its path from the current directory: `-` for standard input. */
export interface ValuesFile {
  readonly path: string;
  readonly content: string;
}

/**
 * The values files, read. One that is not in the current directory may be named as it stands beside Chart.yaml or in ci/.
 * @param folder the chart's, an absolute path
 * @throws UsageError for one that cannot be read
 */
export async function readValuesFiles(
  { values = [] }: ChartFlags,
  folder: string,
  terminal: Terminal,
): Promise<readonly ValuesFile[]> {
  const files: ValuesFile[] = [];
  for (const given of values) {
    if (given === "-") {
      files.push({ path: given, content: new TextDecoder().decode(await terminal.stdin()) });
      continue;
    }
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) throw new UsageError(`'${given}' is not fetched: give a file`);
    const beside = [join(folder, given), join(folder, "ci", given)].find((name) => statsOf(name) !== undefined);
    const path = statsOf(resolve(terminal.cwd, given)) === undefined ? (beside ?? given) : given;
    files.push({ path, content: readGivenText(resolve(terminal.cwd, path), given) });
  }
  return files;
}

/**
 * What a chart is rendered with, without the chart.
 * @param named gets the files that --set-file names
 * @throws UsageError for a file that cannot be read, also later on, from `readFile`
 */
export function chartInput(
  { set, setString, setJson, setFile, release, namespace, kubeVersion, apiVersions }: ChartFlags,
  files: readonly ValuesFile[],
  terminal: Terminal,
  named: Set<SourceFile>,
): Omit<ChartInput, "chart"> {
  const readFile = (given: string): SourceFile | undefined => {
    const path = resolve(terminal.cwd, given);
    if (statsOf(path) === undefined) return undefined;
    const file = { path: given, content: readGivenText(path, given) };
    named.add(file);
    return file;
  };
  return {
    values: {
      files,
      ...(set && { set }),
      ...(setString && { setString }),
      ...(setJson && { setJson }),
      ...(setFile && { setFile }),
      readFile,
    },
    ...(release !== undefined && { release }),
    ...(namespace !== undefined && { namespace }),
    ...(kubeVersion !== undefined && { kubeVersion }),
    ...(apiVersions && { apiVersions }),
  };
}

/** The flags as `helm template` takes them. */
export function helmArguments(flags: ChartFlags, files: readonly ValuesFile[]): readonly string[] {
  const each = (name: string, texts: readonly string[] | undefined): readonly string[] =>
    (texts ?? []).flatMap((text) => [name, text]);
  return [
    // helm reads a list with commas there, in which quotes keep a name together.
    ...each(
      "--values",
      files.map(({ path }) => (/[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path)),
    ),
    ...each("--set", flags.set),
    ...each("--set-string", flags.setString),
    ...each("--set-json", flags.setJson),
    ...each("--set-file", flags.setFile),
    ...each("--kube-version", flags.kubeVersion === undefined ? [] : [flags.kubeVersion]),
    ...each("--api-versions", flags.apiVersions),
  ];
}
