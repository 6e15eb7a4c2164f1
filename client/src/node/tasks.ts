/** Offers `podns lint` as a task of each workspace folder; its lines become problems (matcher `$podns`). */
import {
  type Disposable,
  ProcessExecution,
  Task,
  type TaskDefinition,
  type TaskProvider,
  tasks,
  type WorkspaceFolder,
  workspace,
} from "vscode";
import type { Program } from "./command-line.ts";

const taskType = "podns";

/** What tasks.json holds. */
interface LintTask extends TaskDefinition {
  readonly paths?: readonly string[];
  readonly flags?: readonly string[];
}

/** Registers the type until disposed. */
export function provideTasks(program: Program): Disposable {
  const provider: TaskProvider = {
    provideTasks: () =>
      (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === "file")
        .map((folder) => taskOf(program, { type: taskType }, folder)),
    resolveTask: ({ definition, scope }) =>
      typeof scope === "object" ? taskOf(program, definitionOf(definition), scope, definition) : undefined,
  };
  return tasks.registerTaskProvider(taskType, provider);
}

function definitionOf({ type, ...given }: TaskDefinition): LintTask {
  return { type, paths: textsOf(given["paths"]), flags: textsOf(given["flags"]) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** @param given as it stands in tasks.json: VS Code knows the task by it */
function taskOf(
  { command, script, env }: Program,
  { paths = [], flags = [], type }: LintTask,
  folder: WorkspaceFolder,
  given: TaskDefinition = { type },
): Task {
  const args = [script, "lint", "--format", "unix", ...flags, ...paths];
  const execution = new ProcessExecution(command, args, { cwd: folder.uri.fsPath, env: { ...env } });
  return new Task(given, folder, "lint", "podns", execution, "$podns");
}
