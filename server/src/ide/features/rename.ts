/** Renames what the label under the cursor is the name of, in every file that names it, with a preview by kind of place. */
import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  OptionalVersionedTextDocumentIdentifier,
  Position,
  Range,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import { touches } from "../../base/span.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { siteSpan, valueSite } from "../../workspace/places/site.ts";
import type { ClientSupport } from "./client.ts";
import { offsetAt, rangeOf } from "./convert.ts";
import type { PositionParams } from "./hover.ts";
import { plural } from "./markdown.ts";
import { directingNames } from "./symbol/kustomize-names.ts";
import type { Objection } from "./symbol/new-name.ts";
import { labelOf, labelSite, occurrencesOf, withoutQuotes } from "./symbol/occurrences.ts";
import { placeOf, type Renamed, type RenamedKind, renaming } from "./symbol/renaming.ts";
import { type Subject, subjectsOf } from "./symbol/subject.ts";
import { type Meant, symbolAt } from "./symbol/symbol-at.ts";
import { usesOf } from "./symbol/use.ts";

export interface RenameParams extends PositionParams {
  readonly newName: string;
}

/** Why something is not done, in words for the person who asked. */
export interface Refused {
  readonly refused: string;
}

/** The label that would be renamed; null where nothing has a name. */
export function prepareRename(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
): { readonly range: Range; readonly placeholder: string } | Refused | null {
  const found = labelAt(analysis, asUri(textDocument.uri), position);
  if (found === undefined) return null;
  const text = found.label;
  const { environment } = found.meant[0];
  const [open] = environment.open;
  if (isPrinted(text)) return { refused: `A template makes the name '${text}'` };
  if (open !== undefined) return { refused: `Not everything in '${environment.label}' is known: ${open}` };
  return { range: found.range, placeholder: text };
}

/** The edits of all files, or why the name cannot be changed safely, and where that is seen. */
export function rename(
  analysis: Analysis,
  { textDocument, position, newName }: RenameParams,
  client: ClientSupport,
): WorkspaceEdit | Refused | null {
  const found = labelAt(analysis, asUri(textDocument.uri), position);
  if (found === undefined) return null;
  if (newName === found.label) return { changes: {} };
  if (isPrinted(found.label)) return { refused: `A template makes the name '${found.label}'` };
  const made = renaming(analysis, found.meant, found.label, newName);
  if ("objection" in made) return { refused: inWords(analysis, found, newName, made.objection) };
  return editOf(analysis, made.changes, client);
}

function isPrinted(text: string): boolean {
  return text.includes("{{");
}

interface LabelAt {
  readonly range: Range;
  /** The text that is replaced. */
  readonly label: string;
  readonly meant: readonly [Meant, ...Meant[]];
}

function labelAt(analysis: Analysis, uri: Uri, position: Position): LabelAt | undefined {
  const symbol = symbolAt(analysis, uri, position, Number.POSITIVE_INFINITY);
  if (symbol === undefined) return elsewhere(analysis, uri, position);
  const [{ subjects, use }] = symbol.meant;
  const { text, span: own } = withoutQuotes(analysis, { uri, span: symbol.span });
  const name = labelOf(subjects[0]);
  const label = use.claim.kind === "host" ? text.toLowerCase() : text;
  // Of `_http` and `web-0` only the name itself.
  const skip = use.claim.kind === "host" && label === `_${name}` ? 1 : 0;
  const isPod = subjects[0].kind === "workload" && use.claim.kind === "host";
  if (isPod && !label.startsWith(name)) return undefined;
  const span = isPod ? { start: own.start, end: own.start + name.length } : { start: own.start + skip, end: own.end };
  // Between the labels of a host, nothing is a name.
  if (use.whole !== undefined && !isPod && label.length !== name.length + skip) return undefined;
  return { range: rangeOf(analysis, uri, span), label: isPod ? name : label.slice(skip), meant: symbol.meant };
}

/** A name in a file that holds no objects: a key of a chart's values, what directs a kustomization, a patch. */
function elsewhere(analysis: Analysis, uri: Uri, position: Position): LabelAt | undefined {
  const offset = offsetAt(analysis, uri, position);
  const file = analysis.files.get(uri);
  if (offset === undefined || file === undefined) return undefined;
  for (const environment of analysis.chartsAt(pathOf(uri))) {
    for (const declaration of environment.declarations) {
      const place = { analysis, environment, declaration };
      for (const use of usesOf(analysis, declaration)) {
        const value = valueSite(analysis, labelSite({ declaration, use }));
        if (value?.path === undefined || value.uri !== uri || !touches(value.span, offset)) continue;
        const [first, ...others] = subjectsOf(place, use);
        if (first === undefined) continue;
        const label = labelOf(first);
        const start = value.span.start + Math.max(0, file.text.slice(value.span.start, value.span.end).indexOf(label));
        const range = rangeOf(analysis, uri, { start, end: start + label.length });
        return { range, label, meant: [{ environment, declaration, use, subjects: [first, ...others] }] };
      }
    }
  }
  const seen = new Set<string>();
  for (const environment of [uri, ...analysis.builtWith(uri)].flatMap((other) => analysis.environmentsOf(other))) {
    if (seen.has(environment.id)) continue;
    seen.add(environment.id);
    const found = directingNames(analysis, environment).find((one) => one.uri === uri && touches(one.span, offset));
    const meant = found && found.what === "name" ? namedIn(analysis, environment, found.kind, found.text) : undefined;
    if (found !== undefined && meant !== undefined)
      return { range: rangeOf(analysis, uri, found.span), label: found.text, meant: [meant] };
    // A value that a patch or a kustomization gives to an object.
    for (const declaration of environment.kind === "kustomization" ? environment.declarations : []) {
      for (const use of usesOf(analysis, declaration)) {
        const label = siteSpan(analysis, labelSite({ declaration, use }));
        if (label?.uri !== uri || !touches(label.span, offset)) continue;
        const [first, ...others] = subjectsOf({ analysis, environment, declaration }, use);
        if (first === undefined || first.kind === "workload") continue;
        const { text, span } = withoutQuotes(analysis, label);
        const range = rangeOf(analysis, uri, span);
        return { range, label: text, meant: [{ environment, declaration, use, subjects: [first, ...others] }] };
      }
    }
  }
  return undefined;
}

/** The object of an environment that a kustomization calls so, by its own name or the one that it was given. */
function namedIn(
  analysis: Analysis,
  environment: Meant["environment"],
  kind: string | undefined,
  name: string,
): Meant | undefined {
  for (const declaration of environment.declarations) {
    const source = declaration.rendered?.source?.object.meta.name;
    const { object } = declaration;
    if ((object.meta.name !== name && source !== name) || (kind !== undefined && object.kind !== kind)) continue;
    const use = usesOf(analysis, declaration).find(({ claim }) => claim.kind === "declares");
    const subjects: readonly Subject[] =
      use === undefined ? [] : subjectsOf({ analysis, environment, declaration }, use);
    const [first] = subjects;
    if (use !== undefined && first !== undefined && occurrencesOf(analysis, environment, first).length > 0)
      return { environment, declaration, use, subjects: [first] };
  }
  return undefined;
}

function inWords(analysis: Analysis, { label }: LabelAt, newName: string, { reason, at }: Objection): string {
  const span = at && siteSpan(analysis, at);
  const place = span === undefined ? "" : ` (${placeOf(analysis, span)})`;
  return `'${label}' cannot be renamed to '${newName}': ${reason}${place}`;
}

/** What the preview calls each kind of place. */
const titles: Readonly<Record<RenamedKind, string>> = {
  declaration: "Declaration",
  field: "Fields that name it",
  selector: "Selectors",
  string: "Strings",
  certificate: "Certificates",
  kustomization: "Kustomizations",
  values: "Values of charts",
};

function editOf(analysis: Analysis, changes: readonly Renamed[], client: ClientSupport): WorkspaceEdit {
  const files = new Map<Uri, Renamed[]>();
  for (const change of changes) files.set(change.uri, [...(files.get(change.uri) ?? []), change]);
  const editFor = (change: Renamed): TextEdit => ({
    range: rangeOf(analysis, change.uri, change.span),
    newText: change.text,
  });
  if (!client.changeAnnotations)
    return { changes: Object.fromEntries([...files].map(([uri, list]) => [uri, list.map(editFor)])) };
  const documentChanges = [...files].map(([uri, list], index) => ({
    textDocument: { uri, version: null } satisfies OptionalVersionedTextDocumentIdentifier,
    edits: [
      ...(index === 0 ? [{ range: start, newText: "", annotationId: previewId }] : []),
      ...list.map((change): AnnotatedTextEdit => ({ ...editFor(change), annotationId: change.kind })),
    ],
  }));
  return { documentChanges, changeAnnotations: annotationsFor(changes) };
}

const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/**
 * An edit that changes nothing, and has to be confirmed. Editors show a preview because of it, and VS Code does not tick what has to be
 * confirmed: asked of the changes themselves, a person would have to tick each kind, and could apply half of them.
 */
const previewId = "preview";

function annotationsFor(changes: readonly Renamed[]): Record<string, ChangeAnnotation> {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const live = [...new Set(changes.flatMap((change) => change.live ?? []))].join("; ");
  const preview = {
    label: live === "" ? "Nothing is changed yet" : "On a live cluster",
    needsConfirmation: true,
    description: live === "" ? "look, and apply" : live,
  };
  const annotations = [...kinds].map((kind): [string, ChangeAnnotation] => {
    const own = changes.filter((change) => change.kind === kind);
    return [kind, { label: titles[kind], needsConfirmation: false, description: plural(own.length, "place") }];
  });
  return Object.fromEntries([[previewId, preview], ...annotations]);
}
