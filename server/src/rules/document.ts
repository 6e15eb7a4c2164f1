/** Knows how the rules are printed: RULES.md is this text. */
import { rules } from "./rules.ts";

/** The page that each diagnostic links to, one heading per rule id. */
export function rulesDocument(): string {
  const parts = [
    "# Rules",
    "",
    "Each rule has a stable id, shown with every finding. `podns.rules`, or `rules` in the repository's `.podns.yaml`, sets its severity (`error`, `warning`, `information`, `hint`, `off`).",
    "PodNS is silent where it cannot be sure: about templates, patches, objects that the API server refuses, and folders with something that it could not read.",
    "",
    "A comment ignores a finding: `# podns-ignore rule-id: reason`, behind the line, on a line of its own above it, or above a document's first line for the whole document; `# podns-ignore-file rule-id: reason` for the file. Several ids are separated by commas. The quick fix “Ignore … here” writes it; a comment that ignores nothing is reported.",
    "",
    "| rule | severity | what it means |",
    "| --- | --- | --- |",
    ...rules.map((rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${rule.why} |`),
  ];
  for (const rule of rules) {
    parts.push("", `## ${rule.id}`, "", rule.why, "", "Found (the marks are the finding; 💡 has a quick fix):", "");
    parts.push("```yaml", rule.bad.trim(), "```", "", "Fine:", "", "```yaml", rule.good.trim(), "```");
  }
  return `${parts.join("\n")}\n`;
}
