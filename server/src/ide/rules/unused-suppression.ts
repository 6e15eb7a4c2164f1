/** Reports comments `# podns-ignore` that ignore nothing, and decides which comment ignores a finding. */

import type { Edit } from "../../base/edit.ts";
import { lineStartAt } from "../../base/lines.ts";
import { smallest } from "../../base/long-lists.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { PlacedManifest } from "../../kubernetes/manifests/manifest.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import type { Site } from "../../workspace/places/site.ts";
import { siteSpan, writtenAt } from "../../workspace/places/site.ts";
import { nearestNames } from "./evidence/near-names.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";
import { type IgnoredRule, ignoredAt, type Suppression, suppressionsOf } from "./run/suppressions.ts";

export const unusedSuppression: Rule = {
  id: "unused-suppression",
  severity: "information",
  needs: "workspace",
  why: "A comment `# podns-ignore rule-id: reason` that ignores nothing hides the next finding of that rule.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  # podns-ignore duplicate-object: made by hand
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no finding of 'duplicate-object' to ignore here; remove the comment (unused-suppression)
  name: web
spec:
  clusterIP: None
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  type: ExternalName
  externalName: 192.0.2.10 # podns-ignore external-name-not-a-host: our resolver has a zone for it
`,
  // What was ignored is certain only after all rules have run: run.ts calls unusedIn.
  check: () => [],
};

/** A comment and the rule in it that ignored a finding. */
export type Ignored = IgnoredRule;

/** The rule in a comment that covers the place, if any. */
export function ignoredBy(analysis: Analysis, ruleId: string, site: Site): Ignored | undefined {
  const place = siteSpan(analysis, site);
  const file = place && analysis.files.get(place.uri);
  if (place === undefined || file === undefined) return undefined;
  if (suppressionsOf(file).length === 0) return undefined;
  return ignoredAt(file, ruleId, [place.span.start, ...scalarStarts(analysis, site)]);
}

/** Where the field's value and its key begin. */
function scalarStarts(analysis: Analysis, { declaration, path }: Site): readonly number[] {
  const written = writtenAt(analysis, declaration, path);
  if (written === undefined) return [];
  const { manifest, start } = written;
  return (["value", "key"] as const).flatMap((part) => {
    const span = spanOf(manifest, written.path, part);
    return span === undefined ? [] : [start + span.start];
  });
}

/** The comments of a file, and where a finding about one is placed. */
export interface CommentPlaces {
  /** Default: all. */
  readonly isKnown?: (suppression: Suppression) => boolean;
  /** By the comment's offsets in the file. Default: the document that the comment stands in or before. */
  readonly siteOf?: (comment: Span) => Site;
}

/** What is wrong with the comments of a file, given those that ignored something. */
export function unusedIn(
  analysis: Analysis,
  uri: Uri,
  used: ReadonlySet<Ignored>,
  ids: readonly string[],
  { isKnown = () => true, siteOf }: CommentPlaces = {},
): readonly Finding[] {
  const file = analysis.files.get(uri);
  if (file === undefined) return [];
  const { rules: levels } = analysis.settings;
  const findingAt = (span: Span, message: string, fixes: () => readonly Fix[]): Finding[] => {
    const at = siteOf === undefined ? siteIn(file, span) : siteOf(span);
    return at === undefined ? [] : [{ at, message, fixes }];
  };
  const known = suppressionsOf(file).filter(isKnown);
  return known.flatMap((suppression): Finding[] => {
    if (suppression.rules.length === 0) {
      const message = "the comment names no rule; write '# podns-ignore rule-id: reason'";
      return findingAt(suppression.span, message, () => remove(uri, suppression));
    }
    const idle = suppression.rules.filter((rule) => !used.has(rule) && levels[rule.id] !== "off");
    const isWhole = idle.length === suppression.rules.length;
    const lastUsed = lastUsedIn(suppression, idle);
    return idle.flatMap((rule, index) => {
      const similar = ids.includes(rule.id) ? [] : nearestNames(rule.id, ids);
      const message = ids.includes(rule.id)
        ? `there is no finding of '${rule.id}' to ignore here; remove ${isWhole ? "the comment" : `'${rule.id}'`}`
        : `there is no rule '${rule.id}'${similar[0] === undefined ? "" : `; did you mean '${similar[0]}'?`}`;
      if (isWhole && index > 0) return [];
      const span = isWhole && suppression.rules.length === 1 ? suppression.span : rule.span;
      const replaced = similar.map(
        (other): Fix => ({
          title: `Change '${rule.id}' to '${other}'`,
          edits: [{ uri, span: rule.span, text: other }],
        }),
      );
      return findingAt(span, message, () => [
        ...replaced,
        ...(isWhole ? remove(uri, suppression) : removeRule(uri, suppression, rule, lastUsed)),
      ]);
    });
  });
}

/** The finding belongs to the document that the comment stands in or before. */
function siteIn(file: AnalysedFile, span: Span): Site | undefined {
  const placed = documentAt(file, span.start);
  const declaration = placed?.manifest.declarations[0];
  if (placed === undefined || declaration === undefined) return undefined;
  return { declaration, path: [], comment: shift(span, -placed.start) };
}

/** The first document with an object that ends behind the offset, else the last. */
function documentAt(file: AnalysedFile, offset: number): PlacedManifest | undefined {
  const holding = holdingOf(file);
  let low = 0;
  let high = holding.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const placed = holding[middle];
    if (placed !== undefined && offset < placed.start + placed.manifest.text.length) high = middle;
    else low = middle + 1;
  }
  return holding[low];
}

const holdingOf: (file: AnalysedFile) => readonly PlacedManifest[] = memoize((file) =>
  file.manifests.filter(({ manifest }) => manifest.declarations.length > 0),
);

function remove(uri: Uri, { removal }: Suppression): readonly Fix[] {
  return [{ title: "Remove the comment", preferred: true, edits: [{ uri, span: removal, text: "" }] }];
}

function lastUsedIn({ rules }: Suppression, idle: readonly IgnoredRule[]): number {
  const unused = new Set(idle);
  return rules.findLastIndex((rule) => !unused.has(rule));
}

/**
 * Takes a rule and one separator out of the list: the one behind it, or the one before it where no rule that is used follows. The
 * removals of several rules of one comment touch, but share nothing.
 */
function removeRule(uri: Uri, { rules }: Suppression, rule: IgnoredRule, lastUsed: number): readonly Fix[] {
  const index = rules.indexOf(rule);
  const [before, behind] = [rules[index - 1], rules[index + 1]];
  const start = index > lastUsed ? (before?.span.end ?? rule.span.start) : rule.span.start;
  const end = index < lastUsed ? (behind?.span.start ?? rule.span.end) : rule.span.end;
  const edit: Edit = { uri, span: { start, end }, text: "" };
  return [{ title: `Remove '${rule.id}' from the comment`, preferred: true, edits: [edit] }];
}

/**
 * Writes a comment above the finding's line, or adds the rule to the one that is there. JSON has no comments, so there
 * is not a fix.
 */
export function ignoreHere(analysis: Analysis, ruleId: string, site: Site): Fix | undefined {
  const place = siteSpan(analysis, site);
  const file = place && analysis.files.get(place.uri);
  if (place === undefined || file === undefined || site.comment !== undefined) return undefined;
  const starts = [place.span.start, ...scalarStarts(analysis, site)];
  // Above the first of these lines: a comment inside of a scalar would be part of it.
  const lineStart = lineStartAt(file.text, smallest(starts));
  const line = /^[^\r\n]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  if (/^\s*[{["}\]]/.test(file.text) || /^\s*[{}"]/.test(line)) return undefined;
  const title = `Ignore '${ruleId}' here`;
  const above = suppressionsOf(file).find(
    ({ covers, rules }) => rules.length > 0 && covers.start === lineStart && covers.end > lineStart,
  );
  const last = above?.rules[above.rules.length - 1];
  if (last !== undefined) {
    return {
      title,
      edits: [{ uri: place.uri, span: { start: last.span.end, end: last.span.end }, text: `, ${ruleId}` }],
    };
  }
  const margin = /^[ \t\ufeff]*/.exec(line)?.[0].replace("\ufeff", "") ?? "";
  const at = lineStart + (line.startsWith("\ufeff") ? 1 : 0);
  const lineBreak = /\r\n|\r|\n/.exec(file.text)?.[0] ?? "\n";
  return {
    title,
    edits: [{ uri: place.uri, span: { start: at, end: at }, text: `${margin}# podns-ignore ${ruleId}${lineBreak}` }],
  };
}
