/** Knows what a file is from its name and first look; refuses to know its neighbours. */
import { exactNames, type NameRules } from "../text/file-names.ts";
import type { Uri } from "../text/source.ts";
import type { FileRole } from "./manifest.ts";
import { isMasked } from "./template-text.ts";

/**
 * The role that the name alone decides, or undefined. kustomize opens its file by name, so that a disk may find it in
 * other letters; Helm compares names itself (pkg/chart/loader).
 */
export function roleByName(uri: Uri, names: NameRules = exactNames): FileRole | undefined {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  const opened = names.exact ? name : names.keyOf(name);
  if (/^(kustomization\.ya?ml|Kustomization)$/.test(name)) return "kustomization";
  if (opened !== name && /^kustomization(\.ya?ml)?$/.test(opened)) return "kustomization";
  if (/^(Chart|requirements)\.(ya?ml|lock)$/.test(name)) return "helm-chart";
  if (name === repositoryFile) return "settings";
  return undefined;
}

/** The name of a repository's settings. */
export const repositoryFile = ".podns.yaml";

/** Files larger than this many characters are not read. */
export const largestFile: number = 16 * 1024 * 1024;

/** True for text that is no text: a NUL character, or too much of it. */
export function looksUnreadable(text: string): boolean {
  return text.length > largestFile || text.slice(0, 65_536).includes("\u0000");
}

/** True when a templating language has left a hole: `{{ }}` (masked, too), `${ }`, `<%= %>`, `$( )`. */
export function isTemplated(value: string): boolean {
  return isMasked(value) || /\{\{|\$\{|<%|\[\[|\$\(/.test(value);
}

/** True when comments hold the values: ytt's `#@ …`, `#@overlay/match`. */
export function isCommentTemplated(text: string): boolean {
  return /(?:^|\s)#@(?: |(?:data|overlay|yaml|schema|library|template)\/)/m.test(text);
}
