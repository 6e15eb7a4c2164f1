/** Makes the panel's HTML page: what it loads and what it may do. The script fills in the content. */

/** Where the page's files are, as the page may load them. */
export interface PageFiles {
  readonly title: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** VS Code's own source expression for this page's resources. */
  readonly source: string;
}

/**
 * The page. Its policy: nothing but our own style sheets and icon font, and the one script that carries the nonce; no
 * inline style, no request to anywhere.
 */
export function pageHtml(files: PageFiles, nonce: string): string {
  const policy = [
    "default-src 'none'",
    `style-src ${files.source}`,
    `font-src ${files.source}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  const links = files.styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(files.title)}</title>
${links}
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}" src="${attribute(files.script)}"></script>
</body>
</html>
`;
}

/** 128 random bits for the policy, in letters and digits. */
export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function attribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
