/** Determines what a file is from its name and a first look at it. It does not look at other files. */
import { exactNames, type NameRules } from "../../base/file-names.ts";
import type { Uri } from "../../base/source.ts";
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

/**
 * True for a file of kustomize's by name that another program reads: its first object is of another API group, such as a
 * Kustomization of Flux.
 */
export function isOfAnotherGroup(text: string): boolean {
  const group = /^apiVersion:[ \t]*["']?([^\s"'/]+)\//m.exec(text.slice(0, 4096))?.[1];
  return group !== undefined && group !== "kustomize.config.k8s.io";
}

/** The name of a repository's settings. */
export const repositoryFile = ".podns.yaml";

/** Files larger than this many characters are not read. */
export const largestFile: number = 16 * 1024 * 1024;

/** True for content that is not text (it has a NUL character) or too long. */
export function looksUnreadable(text: string): boolean {
  return text.length > largestFile || text.slice(0, 65_536).includes("\u0000");
}

/** True when a templating language has left a hole: `{{ }}` (masked, too), `${ }`, `<%= %>`, `$( )`, or a placeholder. */
export function isTemplated(value: string): boolean {
  return isMasked(value) || /\{\{|\$\{|<%|\[\[|\$\(/.test(value) || hasPlaceholder(value);
}

/** Characters: a longer text is not taken for a value with a placeholder. */
const longestValue = 1000;

const placeholders: readonly RegExp[] = [
  /@[A-Za-z_][\w.-]*@/,
  /%[A-Za-z_][\w.-]*%/,
  /%\(\w+\)[sd]/,
  /<[A-Za-z_][\w .-]*>/,
  /__[A-Z][A-Z0-9_]*__/,
  /\$[A-Z_]/,
  /\{[A-Z_][A-Z0-9_]*\}/,
  /#\{\w[^{}]*\}/,
  /%\{\w[^{}]*\}/,
  /\$\[[A-Za-z_][^[\]]*\]/,
  /#[A-Za-z_][\w.-]*#/,
  /![A-Z][A-Z0-9_]*!/,
  /~[A-Z][A-Z0-9_]*~/,
  /\?[A-Z][A-Z0-9_]*\?/,
  /«[^«»]*»/,
  /\{%/,
  /\(\([^()]*\)\)/,
  /^(?:(?:[A-Z]\.){3}[A-Z]|(?:[xX]{1,3}\.){3}[xX]{1,3})$/,
  /\b(?:CHANGE|REPLACE|FILL)[-_]?(?:ME|THIS|IN)\b/,
];

/**
 * True when a script fills something in: `@NAME@`, `%NAME%` (also doubled), `%(name)s`, `<NAME>`, `__NAME__`, `$NAME`, `{NAME}`,
 * `#{NAME}#`, `#NAME#`, `%{name}`, `$[name]`, `{% … %}`, `((name))`, `A.B.C.D`,
 * `CHANGEME`. What is longer than a value can be is not looked at.
 */
export function hasPlaceholder(value: string): boolean {
  return value.length <= longestValue && placeholders.some((pattern) => pattern.test(value));
}

/** True when comments hold the values: ytt's `#@ …`, `#@overlay/match`, or `key: #{NAME}#` without quotes. */
export function isCommentTemplated(text: string): boolean {
  if (/(?:^|\s)#@(?: |(?:data|overlay|yaml|schema|library|template)\/)/m.test(text)) return true;
  return /[:-] ##?(?:\{\w[^{}\n]{0,200}\}#?|[A-Z][A-Z0-9_.]{0,200}##?)[ \t]*\r?$/m.test(text);
}
