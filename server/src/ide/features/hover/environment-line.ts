/** Writes the one line that says what is otherwise in other environments of a file. */
import { append } from "../../../base/collections.ts";
import { escapeText } from "../markdown.ts";
import { bold } from "./context.ts";

/** What an environment has, as Markdown. */
export interface InEnvironment {
  readonly label: string;
  readonly words: string;
}

/** Groups of environments that one line names, and environments that one group names. */
const mostGroups = 4;
const mostLabels = 3;

/**
 * `**dev**: resolves · **prod**, **test**: NXDOMAIN`, those with the same words together; "" where no other one differs.
 * @param here absent: the hover itself says it
 */
export function environmentLine(here: InEnvironment | undefined, others: readonly InEnvironment[]): string {
  if (others.length === 0) return "";
  const groups = new Map<string, string[]>();
  for (const { label, words } of here === undefined ? others : [here, ...others]) {
    append(groups, words, label);
  }
  const shown = [...groups].slice(0, mostGroups).map(([words, labels]) => `${named(labels)}: ${words}`);
  const left = groups.size - shown.length;
  return [...shown, ...(left > 0 ? [`${left} others differ, too`] : [])].join(" · ");
}

function named(labels: readonly string[]): string {
  const shown = labels.slice(0, mostLabels).map((label) => bold(label));
  const left = labels.length - shown.length;
  return [...shown, ...(left > 0 ? [escapeText(`${left} more`)] : [])].join(", ");
}
