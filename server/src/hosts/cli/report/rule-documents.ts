/** Says what the ids of findings mean, for reports that carry the documentation of rules. */
import { rulesPage, textRules } from "../../../ide/rules/run/document.ts";
import type { Severity } from "../../../ide/rules/run/rule.ts";
import { rules } from "../../../ide/rules/run/rules.ts";

export interface RuleDocument {
  readonly id: string;
  readonly severity: Severity;
  readonly why: string;
  /** The page that explains it, with an example where there is one. */
  readonly page: string;
  readonly markdown: string;
}

/** All ids that findings may have, in the order of RULES.md. */
export function ruleDocuments(): readonly RuleDocument[] {
  const judging = rules.map(({ id, severity, why, bad, good }) => ({
    ...{ id, severity, why, page: pageOf(id) },
    markdown: `${why}\n\nFound:\n\n\`\`\`yaml\n${bad.trim()}\n\`\`\`\n\nFine:\n\n\`\`\`yaml\n${good.trim()}\n\`\`\`\n`,
  }));
  const reading = textRules.map(({ id, why }) => ({
    ...{ id, severity: "error" as const, why, page: pageOf(id) },
    markdown: `${why}\n`,
  }));
  return [...judging, ...reading];
}

/** The page of one id. */
export function pageOf(id: string): string {
  return `${rulesPage}#${encodeURIComponent(id)}`;
}
