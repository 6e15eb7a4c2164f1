/** Prints the rules as Markdown: RULES.md is this text. */
import { rules } from "./rules.ts";

/** RULES.md on the web. */
export const rulesPage = "https://github.com/podns/podns/blob/main/RULES.md";

/** What findings about a file's text are called, which no setting turns off, and what they mean. */
export const textRules: readonly { readonly id: string; readonly why: string }[] = [
  {
    id: "yaml",
    why: "The text is not YAML as kubectl reads it, or not an object of Kubernetes: nothing in it can be applied.",
  },
  {
    id: "settings",
    why: "A `.podns.yaml` has a key that does not exist, or a value of another kind: that line counts for nothing.",
  },
  { id: "kustomize", why: "`kustomize build` fails here: nothing of the kustomization can be applied." },
  { id: "helm", why: "`helm template` fails here: nothing of the chart can be installed." },
];

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
  parts.push(
    "",
    "## Findings about texts",
    "",
    "They have ids, too, but neither a severity that can be set nor comments that ignore them.",
    "",
  );
  for (const { id, why } of textRules) parts.push(`- <a id="${id}"></a>\`${id}\`: ${why}`);
  return `${parts.join("\n")}\n`;
}
