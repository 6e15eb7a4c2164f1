/** Tells the walkthrough what a person has done: hovered over a name, and made a finding go away. */
import { commands, type Disposable, languages, type Uri } from "vscode";

const source = "podns";

/** Steps of the walkthrough that are done, as its `onContext:` events call them. */
const steps = { hovered: "podns.hovered", fixed: "podns.fixed" } as const;

const done = new Set<string>();

function isDone(step: string): void {
  if (done.has(step)) return;
  done.add(step);
  commands.executeCommand("setContext", step, true).then(undefined, () => done.delete(step));
}

/** A hover of ours was shown. */
export function hovered(): void {
  isDone(steps.hovered);
}

/** Watches the findings of open files: fewer than before, by whatever edit, is a fix. */
export function watchFixes(): Disposable {
  const before = new Map<string, number>();
  const look = (uris: readonly Uri[]): void => {
    for (const uri of uris) {
      const count = languages.getDiagnostics(uri).filter((one) => one.source === source).length;
      const key = uri.toString();
      if (count < (before.get(key) ?? 0)) isDone(steps.fixed);
      if (count === 0) before.delete(key);
      else before.set(key, count);
    }
  };
  return languages.onDidChangeDiagnostics(({ uris }) => look(uris));
}
