/** Makes the page that compares environments: tables with links, which a small script of its own keeps up to date. */
import type { ComparedCell, ComparedRow, CompareResult } from "../../../server/src/protocol/environments.ts";
import type { WireLink } from "../../../server/src/protocol/simulate.ts";

/** The content of the page, and the places that its links lead to, by their numbers. */
export interface ComparePage {
  readonly html: string;
  readonly links: readonly WireLink[];
}

/** @param labels what the columns are called */
export function comparePage(result: CompareResult, labels: readonly string[]): ComparePage {
  const links: WireLink[] = [];
  const differing = [...result.asked, ...result.names].filter(({ differs }) => differs).length;
  const parts = [
    `<p role="status">${escaped(summary(result, differing))}</p>`,
    tableOf("Host names that manifests ask for", "Host name", result.asked, labels, links),
    tableOf("Names that exist", "Name", result.names, labels, links),
    result.left === "" ? "" : `<p>Not shown: ${escaped(result.left)}.</p>`,
  ];
  return { html: parts.join("\n"), links };
}

function summary({ environments, asked, names }: CompareResult, differing: number): string {
  if (environments.length === 0) return "There is no environment to compare.";
  const rows = asked.length + names.length;
  return `${environments.length} environments, ${rows} rows, ${differing === 0 ? "none differs" : `${differing} ${differing === 1 ? "differs" : "differ"}`}.`;
}

function tableOf(
  caption: string,
  first: string,
  rows: readonly ComparedRow[],
  labels: readonly string[],
  links: WireLink[],
): string {
  if (rows.length === 0) return "";
  const head = [first, ...labels, "Differs"].map((text) => `<th scope="col">${escaped(text)}</th>`).join("");
  const body = rows.map((row) => {
    // Links are numbered as they stand in the text.
    const name = linked(row.name, row.place, links, `${row.name}, ${row.place?.label ?? ""}`);
    const cells = row.cells.map((cell) => `<td class="${classOf(cell)}">${cellText(cell, links)}</td>`).join("");
    return `<tr${row.differs ? "" : ' class="same"'}><th scope="row"><code>${name}</code>${placeText(row.place)}</th>${cells}<td>${row.differs ? "differs" : "same"}</td></tr>`;
  });
  return `<div class="scrolls" tabindex="0" role="region" aria-label="${escaped(caption)}"><table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function classOf({ text, resolves }: ComparedCell): string {
  return text === "" ? "absent" : resolves ? "good" : "bad";
}

function cellText({ text, place }: ComparedCell, links: WireLink[]): string {
  if (text === "") return "not there";
  return linked(text, place, links, `${text}, ${place?.label ?? ""}`);
}

function placeText(place: WireLink | null): string {
  return place === null ? "" : ` <span class="place">${escaped(place.label)}</span>`;
}

function linked(text: string, place: WireLink | null, links: WireLink[], label: string): string {
  if (place === null) return escaped(text);
  const index = links.push(place) - 1;
  return `<button type="button" data-open="${index}" aria-label="${escaped(label)}" title="${escaped(place.label)}">${escaped(text)}</button>`;
}

/** Text as HTML shows it, in attributes as well. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The page around the content; nothing is loaded from anywhere. */
export function compareHtml(content: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Compare Environments</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<h1>Compare Environments</h1>
<label><input type="checkbox" id="only"> Only what differs</label>
<main id="main">
${content}
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

const style = `
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family); padding: 0 1rem 1rem; }
h1 { font-size: 1.3em; }
.scrolls { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; }
caption { text-align: start; font-weight: 600; padding: 0.4rem 0; }
th, td { text-align: start; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0.25rem; border-bottom: 1px solid var(--vscode-panel-border, currentColor); font-weight: normal; }
thead th { font-weight: 600; }
code, button { font-family: var(--vscode-editor-font-family); font-size: inherit; color: inherit; background: none; }
button { border: 0; padding: 0; color: var(--vscode-textLink-foreground); text-decoration: underline; cursor: pointer; text-align: start; }
button:focus-visible, .scrolls:focus-visible, input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.bad, .bad button { color: var(--vscode-errorForeground); }
.absent, .place { color: var(--vscode-descriptionForeground); }
body.only .same { display: none; }
`;

const script = `
const vscode = acquireVsCodeApi();
const main = document.getElementById("main");
const only = document.getElementById("only");
const apply = () => { document.body.classList.toggle("only", only.checked); vscode.setState({ only: only.checked }); };
only.checked = (vscode.getState() || {}).only === true;
apply();
only.addEventListener("change", apply);
main.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-open]");
  if (button) vscode.postMessage({ kind: "open", index: Number(button.dataset.open) });
});
window.addEventListener("message", ({ data }) => {
  if (!data || data.kind !== "content") return;
  const at = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.open : undefined;
  main.innerHTML = data.html;
  const again = at === undefined ? null : main.querySelector('button[data-open="' + at + '"]');
  if (again) again.focus();
});
`;
