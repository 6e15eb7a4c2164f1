/**
 * Applies the name rules of the rewrite plugin to the question, and back to the reply (CoreDNS plugin/rewrite/name.go).
 */

import { append } from "../../../base/collections.ts";
import { type GoRegexp, goRegexp } from "../../../base/go-regexp.ts";
import { addAll } from "../../../base/long-lists.ts";
import { absolute, lowerName, normalName } from "../../data/name.ts";
import type { RecordData } from "../../data/record.ts";
import { mapRecords } from "../reply.ts";
import type { Question, Response } from "../response.ts";
import type { RewritePlugin } from "../server-config.ts";
import type { Next } from "./call.ts";

type Rename = (name: string) => string;

/**
 * A rule that makes a longer name is skipped: names have 255 bytes at most, and rules that double a name would fill the
 * memory.
 */
const longestName = 4096;

interface Rewritten {
  readonly name: string;
  /** On owner names of the reply. */
  readonly owner: readonly Rename[];
  /** On names inside the data of the reply. */
  readonly value: readonly Rename[];
}

/** Applies the block's rules in order until one matches that does not continue, and undoes them on the reply. */
export function answerRewrite(rules: readonly RewritePlugin[], question: Question, next: Next): Response {
  let name = question.name;
  const owner: Rename[] = [];
  const value: Rename[] = [];
  for (let at = 0; at < rules.length; ) {
    const found = nextRule(rules, at, lowerName(name));
    if (found === undefined) break;
    const { rule, rewritten } = found;
    name = rewritten.name;
    addAll(owner, rewritten.owner);
    addAll(value, rewritten.value);
    if (rule.continues !== true) break;
    at = found.at + 1;
  }
  const response = next({ ...question, name });
  if (response.kind !== "reply" || owner.length + value.length === 0) return response;
  return mapRecords(response, (served) => ({
    ...served,
    record: { ...served.record, name: rename(served.record.name, owner), data: renameData(served.record.data, value) },
  }));
}

/**
 * The first rule from an index on that gives the name another one. Of the exact ones only those of the name are looked at: a
 * Corefile may have thousands.
 */
function nextRule(
  rules: readonly RewritePlugin[],
  from: number,
  name: string,
): { readonly at: number; readonly rule: RewritePlugin; readonly rewritten: Rewritten } | undefined {
  const { exact, patterns } = indexOf(rules);
  const own = exact.get(name) ?? [];
  let [atOwn, atPattern] = [firstFrom(own, from), firstFrom(patterns, from)];
  while (atOwn < own.length || atPattern < patterns.length) {
    const [a = rules.length, b = rules.length] = [own[atOwn], patterns[atPattern]];
    if (a < b) atOwn += 1;
    else atPattern += 1;
    const at = Math.min(a, b);
    const rule = rules[at];
    const rewritten = rule && rewriteName(rule, name);
    if (rule !== undefined && rewritten !== undefined && rewritten.name.length <= longestName)
      return { at, rule, rewritten };
  }
  return undefined;
}

/** Where in a rising list the first number is that is not smaller. */
function firstFrom(rising: readonly number[], least: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((rising[middle] ?? least) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface RuleIndex {
  /** Where they stand, in rising order, by the name that they are about. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** Where all others stand, in rising order. */
  readonly patterns: readonly number[];
}

function indexOf(rules: readonly RewritePlugin[]): RuleIndex {
  const known = indexes.get(rules);
  if (known !== undefined) return known;
  const exact = new Map<string, number[]>();
  const patterns: number[] = [];
  for (const [at, { mode, from }] of rules.entries()) {
    if (mode !== "exact") {
      patterns.push(at);
      continue;
    }
    const name = normalName(from);
    append(exact, name, at);
  }
  const index = { exact, patterns };
  indexes.set(rules, index);
  return index;
}

const indexes = new WeakMap<readonly RewritePlugin[], RuleIndex>();

/** Regular expressions of a Corefile are Go's (RE2); undefined for one that cannot be used. */
export function goPattern(source: string): GoRegexp | undefined {
  const regexp = goRegexp(source);
  return "error" in regexp ? undefined : regexp;
}

/** @param name absolute, lower case */
function rewriteName(rule: RewritePlugin, name: string): Rewritten | undefined {
  const target = targetOf(rule, name);
  if (target === undefined) return undefined;
  const written = (rule.answers ?? []).map(({ field, from, to }) => ({ field, rename: patternRename(from, to) }));
  const owner = written.filter(({ field }) => field === "name").map((entry) => entry.rename);
  const value = written.filter(({ field }) => field === "value").map((entry) => entry.rename);
  if (rule.mode !== "exact" && !rule.answerAuto) return { name: target, owner, value };
  const back = rule.mode === "suffix" ? suffixRename(rule.to, rule.from) : nameRename(target, name);
  return { name: target, owner: [back, ...owner], value: [back, ...value] };
}

function targetOf(rule: RewritePlugin, name: string): string | undefined {
  const { from, to } = rule;
  switch (rule.mode) {
    case "exact":
      return name === normalName(from) ? normalName(to) : undefined;
    case "prefix":
      return name.startsWith(from) ? to + name.slice(from.length) : undefined;
    case "suffix":
      return name.endsWith(from) ? name.slice(0, name.length - from.length) + to : undefined;
    case "substring":
      return name.includes(from) ? name.replaceAll(from, to) : undefined;
    case "regex": {
      const renamed = patternRename(from, to)(name, true);
      return renamed === "" ? undefined : renamed;
    }
  }
}

/** A match replaces the whole name; `{1}` stands for the first group. Without a match the name stays, or is "". */
function patternRename(from: string, to: string): (name: string, emptyIfNone?: boolean) => string {
  const pattern = goPattern(from);
  return (name, emptyIfNone = false) => {
    const match = pattern?.exec(name);
    if (match === undefined) return emptyIfNone ? "" : name;
    const renamed = to.replace(/\{(\d+)\}/g, (whole, index) =>
      Number(index) < match.length ? (match[Number(index)] ?? "") : whole,
    );
    return absolute(renamed);
  };
}

/** Maps the name and those below it. */
function nameRename(from: string, to: string): Rename {
  return (name) => {
    if (name === from) return to;
    return name.endsWith(`.${from}`) ? name.slice(0, name.length - from.length) + to : name;
  };
}

function suffixRename(from: string, to: string): Rename {
  return (name) => (name.endsWith(from) ? name.slice(0, name.length - from.length) + to : name);
}

function rename(name: string, renames: readonly Rename[]): string {
  return renames.reduce((renamed, apply) => {
    const next = apply(renamed);
    return next.length > longestName ? renamed : next;
  }, name);
}

function renameData(data: RecordData, renames: readonly Rename[]): RecordData {
  switch (data.type) {
    case "CNAME":
    case "PTR":
    case "NS":
    case "SRV":
      return { ...data, target: rename(data.target, renames) };
    case "MX":
      return { ...data, exchange: rename(data.exchange, renames) };
    case "SOA":
      return { ...data, mname: rename(data.mname, renames) };
    default:
      return data;
  }
}
