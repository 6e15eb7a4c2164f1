/**
 * Judges a new version of a file against the one before it: what keeps it from being taken over, because it is broken or
 * because a document that held objects holds none any more. What a cluster would say to the objects is not looked at.
 */

import { isRecord } from "../../../base/json.ts";
import type { Span } from "../../../base/span.ts";
import { corefileDefect } from "../../../dns/server/corefile-health.ts";
import { repositoryFileProblems } from "../../../ide/rules/run/repository-file.ts";
import { readYaml } from "../../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";
import { rangeOf } from "../place.ts";
import { textProblems } from "../problems.ts";

export interface Defect {
  /** From 1; absent for what is wrong with the whole file. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/**
 * Why the version before stays; undefined when the new one is taken over. A file that was broken before is taken over as
 * long as no object gets lost.
 */
export function reasonToReject(analysis: Analysis, before: AnalysedFile, after: AnalysedFile): Defect | undefined {
  const defect = defectOf(analysis, after) ?? corefileDefectIn(before, after);
  // A file without objects may be what a kustomization reads: patches, replacements.
  if (!isWorthKeeping(before)) {
    const isText = before.role === "manifests" || before.role === "other";
    return isText && defectOf(analysis, before) === undefined ? defect : undefined;
  }
  if (defect !== undefined)
    return defectOf(analysis, before) === undefined || loses(before, after) ? defect : undefined;
  // A kustomization declares no object, with an apiVersion or without.
  return after.role !== "kustomization" && loses(before, after) ? strangerIn(after) : undefined;
}

/** True for a file with objects, or that says what is done with others. */
export function isWorthKeeping(file: AnalysedFile): boolean {
  if (file.role === "kustomization" || file.role === "settings") return true;
  return file.role === "manifests" && file.manifests.some(({ manifest }) => manifest.declarations.length > 0);
}

/** What is wrong with the text itself. */
function defectOf(analysis: Analysis, file: AnalysedFile): Defect | undefined {
  switch (file.role) {
    case "unreadable":
      return { message: "it is not text" };
    case "settings": {
      const wrong = repositoryFileProblems(analysis, file).find(({ severity }) => severity === "error");
      return wrong && placed(file, wrong.span, wrong.message);
    }
    case "kustomization":
      return kustomizationDefect(file);
    default: {
      const wrong = textProblems(file).find(({ severity }) => severity === "error");
      return wrong && { line: wrong.line, column: wrong.column, message: wrong.message };
    }
  }
}

/** Why CoreDNS would not run with the Corefile that settings give, where it is another one than before. */
function corefileDefectIn(before: AnalysedFile, after: AnalysedFile): Defect | undefined {
  if (after.role !== "settings" || before.role !== "settings") return undefined;
  const [old, text] = [corefileOf(before), corefileOf(after)];
  // One that was broken from the start is not worth keeping.
  if (text === undefined || text === old || (old !== undefined && corefileDefect(old, old) !== undefined))
    return undefined;
  const defect = corefileDefect(text, old);
  const start = Math.max(0, after.text.search(/^["']?corefile\b/m));
  return defect && placed(after, { start, end: start }, `line ${defect.line} of its Corefile: ${defect.message}`);
}

/** The Corefile in the settings; undefined without one, and for a blank one (workspace/settings/settings.ts). */
function corefileOf({ text }: AnalysedFile): string | undefined {
  const read = readYaml(text);
  const value = read.kind === "value" && isRecord(read.value) ? read.value["corefile"] : undefined;
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function kustomizationDefect(file: AnalysedFile): Defect | undefined {
  for (const { start, manifest } of file.manifests) {
    const read = readYaml(manifest.text);
    if (read.kind === "error")
      return placed(file, { start: start + read.span.start, end: start + read.span.end }, read.message);
    if (read.kind === "value" && !isRecord(read.value))
      return placed(file, { start, end: start }, "it is not a kustomization");
  }
  return undefined;
}

/** True when an object of the version before is in no document any more. */
function loses(before: AnalysedFile, after: AnalysedFile): boolean {
  const left = new Set(identities(after));
  return identities(before).some((identity) => !left.has(identity));
}

function identities(file: AnalysedFile): readonly string[] {
  return file.manifests.flatMap(({ manifest }) =>
    manifest.declarations.map(({ object }) =>
      [object.kind, object.meta.namespace ?? "", object.meta.name, object.meta.generateName ?? ""].join("/"),
    ),
  );
}

/** A document that says something and declares nothing: kubectl refuses it, and with it the whole file. */
function strangerIn(file: AnalysedFile): Defect | undefined {
  for (const { start, manifest } of file.manifests) {
    if (manifest.declarations.length > 0) continue;
    const read = readYaml(manifest.text);
    if (read.kind === "empty") continue;
    const begin = Math.max(0, manifest.text.search(/[^\s]/));
    const span = read.kind === "error" ? read.span : { start: begin, end: begin };
    const message = read.kind === "error" ? read.message : strangeness(read.value);
    if (message !== undefined) return placed(file, { start: start + span.start, end: start + span.end }, message);
  }
  return undefined;
}

function strangeness(value: unknown): string | undefined {
  if (!isRecord(value)) return "it is not an object";
  const missing = ["apiVersion", "kind"].find((key) => typeof value[key] !== "string" || value[key] === "");
  if (missing !== undefined) return `an object without ${missing}`;
  // A list without items declares nothing, and rightly so.
  return Array.isArray(value["items"]) ? undefined : "an object without a name";
}

function placed(file: AnalysedFile, span: Span, message: string): Defect {
  const { line, column } = rangeOf(file, span);
  return { line, column, message };
}
