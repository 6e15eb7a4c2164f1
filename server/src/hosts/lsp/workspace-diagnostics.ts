/** Answers pulls of the problems of files that are not open: when something changed, in slices, only what differs. */
import type { Connection, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport } from "vscode-languageserver";
import { asUri, type Uri } from "../../base/source.ts";
import { diagnosticsOf } from "../../ide/features/diagnostics.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { logError } from "./log.ts";
import type { Spellings } from "./spellings.ts";
import { pause } from "./timer.ts";

/** Milliseconds without a change before all files are looked at. */
const quiet = 250;
/** Milliseconds between two looks at whether something has changed. */
const patience = 100;
/** Files between two turns of the event loop. */
const slice = 20;

/** Answers `workspace/diagnostic`. A client asks again as soon as it has its answer: without news the answer waits. */
export function pullWorkspaceDiagnostics(
  connection: Connection,
  analysis: () => Analysis,
  spelled: Pick<Spellings, "inward" | "outward">,
): void {
  let answered = 0;
  connection.languages.diagnostics.onWorkspace(
    async ({ previousResultIds }, token): Promise<WorkspaceDiagnosticReport> => {
      const before = new Map<string, string>(previousResultIds.map(({ uri, value }) => [spelled.inward(uri), value]));
      while (!token.isCancellationRequested) {
        const snapshot = analysis();
        if ((snapshot.revision === answered && before.size > 0) || !snapshot.loaded || snapshot.isBehind) {
          await pause(patience);
          continue;
        }
        await pause(before.size === 0 ? 0 : quiet);
        if (analysis() !== snapshot) continue;
        try {
          const items = await report(snapshot, before, () => token.isCancellationRequested || analysis() !== snapshot);
          if (items === undefined) continue;
          answered = snapshot.revision;
          return spelled.outward({ items });
        } catch (error) {
          logError(connection, "workspace/diagnostic", error);
          answered = snapshot.revision;
          return { items: [] };
        }
      }
      return { items: [] };
    },
  );
}

/** All reports, or undefined when they have become stale on the way. */
async function report(
  analysis: Analysis,
  before: ReadonlyMap<string, string>,
  isStale: () => boolean,
): Promise<WorkspaceDocumentDiagnosticReport[] | undefined> {
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  let count = 0;
  for (const uri of analysis.files.keys()) {
    const item = reportOf(analysis, uri, before.get(uri));
    if (item !== undefined) items.push(item);
    count += 1;
    // A chart may be rendered for the first time.
    if (count % slice !== 0 && !isOfChart(analysis, uri)) continue;
    await pause(0);
    if (isStale()) return undefined;
  }
  for (const uri of before.keys()) {
    if (!analysis.files.has(asUri(uri))) items.push({ uri, version: null, kind: "full", items: [] });
  }
  return items;
}

function isOfChart(analysis: Analysis, uri: Uri): boolean {
  const role = analysis.files.get(uri)?.role;
  return role === "helm-template" || role === "helm-chart";
}

/** Undefined for a file that has nothing to say and never had. */
function reportOf(
  analysis: Analysis,
  uri: Uri,
  before: string | undefined,
): WorkspaceDocumentDiagnosticReport | undefined {
  const diagnostics = diagnosticsOf(analysis, uri);
  if (diagnostics.length === 0 && before === undefined) return undefined;
  const resultId = digest(JSON.stringify(diagnostics));
  if (resultId === before) return { uri, version: null, kind: "unchanged", resultId };
  return { uri, version: null, kind: "full", resultId, items: diagnostics };
}

/** The text's FNV-1a hash with its length: equal findings, equal id. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
