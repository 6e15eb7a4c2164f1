/**
 * Reads `--scenario`, `--at` and related flags, and makes stages of them. What happens in a scenario is decided by the
 * history.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../cluster/scenario/duration.ts";
import { readScenario } from "../../cluster/scenario/read-scenario.ts";
import { clientCaches, type Instant, type Scenario, uneventful } from "../../cluster/scenario/scenario.ts";
import { askableAt, type PlayedScenario, playScenario } from "../../ide/timeline/played-scenario.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { largestFile } from "../../kubernetes/manifests/role.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { clusterOptions } from "../../workspace/settings/model-settings.ts";
import { localPaths } from "../node/disk-paths.ts";
import { readLocated, reasonOf } from "../node/file-host.ts";
import type { CommandEnvironment } from "./command-environments.ts";
import { readGivenText } from "./given-file.ts";
import { boundaryOf } from "./repository.ts";
import type { Session } from "./session.ts";
import { type Terminal, UsageError } from "./terminal.ts";

export interface ScenarioOptions {
  readonly scenario?: string;
  readonly nodeLocal?: boolean;
}

export interface AtOptions extends ScenarioOptions {
  readonly at?: Instant;
}

/** Adds the flags that say what happens. */
export function addScenarioOptions(command: Command): Command {
  return command
    .option("--scenario <file>", "what happens to the cluster, and when (YAML or JSON; schemas/scenario.schema.json)")
    .option("--node-local", "nodes have a NodeLocal DNSCache in front of CoreDNS");
}

/** Adds the flag that chooses a moment of a scenario, too. */
export function addAtOptions(command: Command): Command {
  return addScenarioOptions(command).addOption(
    new Option("--at <duration>", "the moment of the scenario, e.g. 35s, 2m, 500ms").argParser(duration),
  );
}

/** Seconds of a duration on the command line. */
export function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError("It is a duration such as 35s, 2m or 500ms.");
  return seconds;
}

/** The names of `--client-cache`. */
export const clientCacheNames: readonly string[] = Object.keys(clientCaches);

/**
 * Reads the file of `--scenario`; without one nothing happens. Defects go to standard error.
 * @throws UsageError when it cannot be read, or has defects
 */
export function openScenario(options: ScenarioOptions, terminal: Terminal): Scenario {
  const { scenario: file } = options;
  if (file === undefined) return withNodeLocal(options, uneventful);
  const { scenario, defects } = readScenarioFile(file, terminal);
  for (const { shown, line, message } of defects) terminal.err(`${place(shown, line)}${message}\n`);
  if (defects.some(({ line }) => line !== undefined))
    throw new UsageError(`'${file}' is not a scenario that can be played`);
  return withNodeLocal(options, scenario);
}

/** The scenario with what flags add to it. */
export function withNodeLocal(options: ScenarioOptions, scenario: Scenario): Scenario {
  return options.nodeLocal === true ? { ...scenario, nodeLocal: true } : scenario;
}

/** What is wrong with a scenario: a line of it, or a file that it names. */
export interface ScenarioDefect {
  readonly shown: string;
  readonly line?: number;
  readonly message: string;
}

export interface ScenarioFile {
  readonly scenario: Scenario;
  readonly defects: readonly ScenarioDefect[];
  /** Absolute paths of the scenario and the files that it names, with what was read there. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/**
 * Reads a scenario with the files that it names.
 * @param file as it was given
 * @throws UsageError when the file itself cannot be read
 */
export function readScenarioFile(file: string, terminal: Pick<Terminal, "cwd">): ScenarioFile {
  const path = localPaths.resolve(terminal.cwd, file);
  const boundary = boundaryOf([localPaths.dirname(path)], terminal.cwd, false);
  const text = readGivenText(path, file);
  const texts = new Map<string, string | undefined>([[path, text]]);
  const unread: ScenarioDefect[] = [];
  const { scenario, problems } = readScenario(text, localPaths.toUri(path), (other) => {
    const absolute = localPaths.resolve(localPaths.dirname(path), other);
    texts.set(absolute, undefined);
    try {
      const { text } = readLocated(absolute, largestFile, boundary.locator());
      texts.set(absolute, text);
      return { uri: localPaths.toUri(absolute), text };
    } catch (error) {
      unread.push({ shown: other, message: `not read: ${reasonOf(error)}` });
      return undefined;
    }
  });
  const own = problems.map(({ line, message }) => ({ shown: file, line, message: `error: ${message}` }));
  return { scenario, defects: [...unread, ...own], texts };
}

/** `s.yaml:3: `, as it stands before a message. */
export function place(shown: string, line: number | undefined): string {
  return line === undefined ? `${shown}: ` : `${shown}:${line}: `;
}

/**
 * Plays the scenario in an environment. What could not happen goes to standard error.
 * @param wholeOf the whole object of a declaration, for patches
 */
export function playFor(
  session: Session,
  analysis: Analysis,
  environment: Pick<CommandEnvironment, "declarations" | "dnsOf">,
  { scenario, file }: { readonly scenario: Scenario; readonly file: string | undefined },
  wholeOf: (declaration: Declaration) => JsonValue | undefined = (declaration) => writtenValue(analysis, declaration),
): PlayedScenario {
  const played = playScenario({
    declarations: environment.declarations,
    scenario,
    options: clusterOptions(analysis.settings, session.snapshot),
    valueOf: wholeOf,
    dnsOf: environment.dnsOf,
  });
  for (const { line, message } of played.history.problems)
    session.terminal.err(`${file ?? "scenario"}:${line}: warning: ${message}\n`);
  return played;
}

/** The whole object as it is written, or as it was rendered; undefined when its document is in no file any more. */
export function writtenValue(analysis: Analysis, declaration: Declaration): JsonValue | undefined {
  if (declaration.rendered !== undefined) return declaration.rendered.value;
  const place = analysis.place(declaration);
  if (place === undefined) return undefined;
  const result = readYaml(place.manifest.text);
  if (result.kind !== "value") return undefined;
  let value: JsonValue | undefined = result.value;
  for (const part of place.base) value = child(value, part);
  return value;
}

function child(value: JsonValue | undefined, part: string | number): JsonValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof part === "number") return Array.isArray(value) ? (value as readonly JsonValue[])[part] : undefined;
  return Array.isArray(value) ? undefined : (value as { readonly [key: string]: JsonValue })[part];
}

/** The environments as they are at a moment of the scenario; as they are without one where neither is given. */
export function environmentsAt(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  options: AtOptions,
): readonly CommandEnvironment[] {
  if (options.scenario === undefined && options.at === undefined) return environments;
  const scenario = openScenario(options, session.terminal);
  return environments.map((environment) => {
    const played = playFor(session, analysis, environment, { scenario, file: options.scenario });
    const { cluster, server, podDns } = askableAt(played, options.at ?? 0);
    return { ...environment, cluster, server, podDns };
  });
}
