/** Prints problems of the manifests themselves on standard error: broken text, objects that cannot be created. */

import { shortened } from "../../base/excerpt.ts";
import { addAll } from "../../base/long-lists.ts";
import type { Cluster } from "../../cluster/state/cluster.ts";
import type { Problem } from "../../kubernetes/manifests/manifest.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { objectName } from "./object-name.ts";
import { placeOf, type Range, rangeOf } from "./place.ts";
import type { Session } from "./session.ts";

export interface TextProblem extends Range {
  readonly severity: Problem["severity"];
  readonly message: string;
}

/** The defects of a file's text, in the order of their places. */
export function textProblems(file: AnalysedFile): readonly TextProblem[] {
  return file.manifests.flatMap(({ manifest, start }) =>
    manifest.problems.map(({ span, severity, message }) => ({
      ...rangeOf(file, { start: start + span.start, end: start + span.end }),
      severity,
      message,
    })),
  );
}

/** Which files and documents cannot be read, a line each. Their neighbours are used. */
export function unreadLines(session: Session, analysis: Analysis): readonly string[] {
  const lines: string[] = [];
  for (const file of analysis.files.values()) {
    if (file.role === "unreadable") lines.push(`${session.fileName(file.uri)}: not read: it is not text\n`);
    addAll(lines, errorLines(session, file));
  }
  return lines;
}

/** Says that there is nothing in the PATHs that were given, without the line's end. */
export function emptyLine(paths: readonly string[]): string {
  const names = paths.map((path) => (path === "-" ? "standard input" : `'${path}'`));
  const where = paths.length === 0 ? "the current directory" : names.join(", ");
  return `podns: ${where} ${paths.length > 1 ? "hold" : "holds"} no Kubernetes manifest`;
}

/** The errors in a file's text, a line each. */
export function errorLines(session: Session, file: AnalysedFile): readonly string[] {
  const errors = textProblems(file).filter(({ severity }) => severity === "error");
  return errors.map(
    ({ line, column, message }) => `${session.fileName(file.uri)}:${line}:${column}: error: ${message}\n`,
  );
}

/** The objects of the manifests that the API server or its controllers would not create, a line each; each once. */
export function noteLines(session: Session, analysis: Analysis, clusters: readonly Cluster[]): readonly string[] {
  const lines = new Set<string>();
  for (const { declaration, message } of clusters.flatMap(({ notes }) => notes)) {
    const place = placeOf(analysis, declaration, ["metadata", "name"]);
    const name = session.fileName(declaration.uri);
    const where = place === undefined ? name : `${name}:${place.range.line}:${place.range.column}`;
    const object = objectName(declaration.object, analysis.settings.defaultNamespace);
    lines.add(`${where}: ${shortened(`${object}: ${message}`)}\n`);
  }
  return [...lines];
}

/**
 * What is there and was not read as manifests: templates of Helm charts, kustomizations. A line each.
 * @param leftOut ids of environments whose problems have been reported already
 */
export function unrenderedLines(
  session: Session,
  analysis: Analysis,
  leftOut: ReadonlySet<string> = new Set(),
): readonly string[] {
  const environments = session.snapshot ? [] : analysis.environments();
  const isRendered = environments.some(({ kind }) => kind === "chart");
  const templates = [...analysis.files.values()].filter(({ role }) => role === "helm-template" && !isRendered);
  const kustomizations = environments.filter(({ id, kind }) => kind === "kustomization" && !leftOut.has(id));
  const reasons = kustomizations.flatMap(({ open }) => open);
  const [first] = templates;
  return [
    ...(first === undefined
      ? []
      : [
          `podns: ${templates.length} templates of Helm charts are not rendered, e.g. ${session.fileName(first.uri)}\n`,
        ]),
    ...[...new Set(reasons)].map((reason) => `podns: ${shortened(reason)}\n`),
  ];
}
