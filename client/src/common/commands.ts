/** Registers the commands: their ids, what each does, and where its arguments come from when they are not given. */
import { commands, Disposable, l10n, Uri, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  compareCommand,
  compareEnvironmentsCommand,
  mapCommand,
  openSampleCommand,
  type RecordsArguments,
  recordsCommand,
  renderedChartCommand,
  type SimulateArguments,
  serverCommands,
  simulateCommand,
} from "../../../server/src/protocol/commands.ts";
import { compareEnvironments } from "./compare-environments.ts";
import { showDecisions } from "./decisions-document.ts";
import { isManifestDocument } from "./documents.ts";
import type { MapPanel } from "./map-panel.ts";
import type { Panel } from "./panel.ts";
import { readArguments } from "./question.ts";
import { showRecords } from "./records-document.ts";
import { showRenderedChart } from "./rendered-chart-document.ts";

type Handler = (args: SimulateArguments) => Promise<void>;

/** What commands work with. */
interface Commands {
  readonly client: BaseLanguageClient;
  readonly ready: Promise<void>;
  readonly panel: Panel;
  readonly map: MapPanel;
  readonly openSample: () => Promise<void>;
  /** Compares names with a revision of git, where the extension host can. */
  readonly compare?: (revision: string | undefined) => Promise<void>;
}

async function cannotCompare(): Promise<void> {
  throw new Error(l10n.t("revisions are compared where extensions run on Node: in a desktop or remote window"));
}

/** Registers the table below. A failure is shown to the person who ran the command. */
export function registerCommands({
  client,
  ready,
  panel,
  map,
  openSample,
  compare = cannotCompare,
}: Commands): Disposable {
  const table: Readonly<Record<string, Handler>> = {
    [compareCommand]: ({ name }) => compare(name),
    [compareEnvironmentsCommand]: () => compareEnvironments(client, ready),
    [simulateCommand]: async (args) => panel.show(args),
    [mapCommand]: async (args) => map.show(recordsArguments(args)),
    [recordsCommand]: (args) => showRecords(client, ready, recordsArguments(args)),
    [openSampleCommand]: openSample,
    [serverCommands.restart]: () => restart(client),
    [serverCommands.output]: async () => client.outputChannel.show(),
    [serverCommands.decisions]: showDecisions,
    [renderedChartCommand]: (args) => showRenderedChart(client, ready, recordsArguments(args)),
  };
  const registered = Object.entries(table).map(([id, handler]) =>
    commands.registerCommand(id, async (given: unknown) => {
      try {
        await handler(fromEditor(client, argumentsOf(client, given)));
      } catch (error) {
        await window.showErrorMessage(`PodNS: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
  return Disposable.from(...registered);
}

/** Ends the server and starts another one: files and settings are read again. */
async function restart(client: BaseLanguageClient): Promise<void> {
  // One that hangs or has crashed cannot be told to end.
  await client.stop().catch(() => undefined);
  await client.start();
}

/** A menu gives the resource that it was opened on; everything else gives our own arguments, or nothing. */
function argumentsOf(client: BaseLanguageClient, given: unknown): SimulateArguments {
  return given instanceof Uri ? { uri: client.code2ProtocolConverter.asUri(given) } : readArguments(given);
}

/** What is missing is taken from the active editor: its document, and the cursor when it is the same document. */
function fromEditor(client: BaseLanguageClient, args: SimulateArguments): SimulateArguments {
  const editor = window.activeTextEditor;
  if (args.environment !== undefined || editor === undefined || !isManifestDocument(editor.document)) return args;
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  if (args.uri !== undefined && args.uri !== uri) return args;
  const { line, character } = editor.selection.active;
  return { ...args, uri, position: args.position ?? { line, character } };
}

function recordsArguments({ uri, environment }: SimulateArguments): RecordsArguments {
  return { ...(uri === undefined ? {} : { uri }), ...(environment === undefined ? {} : { environment }) };
}
