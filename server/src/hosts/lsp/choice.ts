/** Keeps which environments the person chose: the client says so at the start, and whenever another one is chosen. */
import type { Connection, InitializeParams } from "vscode-languageserver";
import { chooseEnvironmentsNotification } from "../../protocol/request.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { forChoice } from "../../workspace/environments/for-choice.ts";

/** @param changed answers are others now @returns the analysis with the chosen environments in front */
export function environmentChoice(
  connection: Connection,
  { initializationOptions }: Pick<InitializeParams, "initializationOptions">,
  changed: () => void,
): (analysis: Analysis) => Analysis {
  let chosen = chosenIn(initializationOptions);
  connection.onNotification(
    chooseEnvironmentsNotification.method,
    ({ environments }: { readonly environments: readonly string[] }) => {
      chosen = environments;
      changed();
    },
  );
  return (analysis) => forChoice(analysis, chosen);
}

function chosenIn(options: unknown): readonly string[] {
  const given: unknown =
    typeof options === "object" && options !== null ? Reflect.get(options, "environments") : undefined;
  return Array.isArray(given) ? given.filter((id) => typeof id === "string") : [];
}
