/** Decides which documents of the editor hold manifests, templates or values. */
import { languages, type TextDocument } from "vscode";

/**
 * Helm templates have a language of their own where an extension gives them one. Elsewhere the named templates of a chart are plain
 * text: their place tells them.
 */
export const manifestDocuments: readonly { readonly language: string; readonly pattern?: string }[] = [
  { language: "yaml" },
  { language: "json" },
  { language: "jsonc" },
  { language: "helm" },
  { language: "plaintext", pattern: "**/templates/**/*.tpl" },
];

export function isManifestDocument(document: TextDocument): boolean {
  return languages.match(manifestDocuments, document) > 0;
}
