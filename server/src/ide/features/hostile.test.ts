/** Names and texts of manifests that attack whoever shows them, in everything that an editor is told. */
import { marked, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { everyAnswer, everythingSaid } from "../../../../test/fixture/every-answer.ts";
import { asUri } from "../../base/source.ts";
import { isVisible } from "../../base/visible.ts";
import { recordsCommand, simulateCommand } from "../../protocol/commands.ts";
import { defaultSettings } from "../../workspace/settings/settings.ts";
import { Workspace } from "../../workspace/workspace.ts";
import { code, codeBlock, escapeText } from "./markdown.ts";

const attacks = {
  marks: "x](command:podns.simulate?%5B%5D) [click](command:workbench.x) ![](https://evil.example/x.png) !\\[a](b:c)",
  html: "<img src=https://evil.example/x.png><a href='command:x'>b</a> <command:workbench.x> <!-- $(zap)",
  bare: "see https://evil.example/a, www.evil.example/b and a@evil.example [a]: https://evil.example\n\n[a]",
  fence: "a\n```\n[out](command:x)\n~~~\n# heading\n",
  cell: "a | b | [c](command:x) | `d` \\| ``e",
  characters: "\u001b[31m\u202egnp\u2066\u0085\u2028\u007f",
} as const;

/** Every kind of thing that a Markdown text does when it is shown. */
function doings(markdown: string): readonly string[] {
  const found: string[] = [];
  const own = new RegExp(`^(?:command:(?:${simulateCommand}|${recordsCommand})\\?%5B%7B|file:///workspace/)`);
  marked.walkTokens(marked.lexer(markdown, { gfm: true }), (token: Token) => {
    if (token.type === "link" && own.test(String(token["href"]))) return;
    if (["link", "image", "html", "heading", "def", "list", "blockquote", "hr"].includes(token.type))
      found.push(`${token.type}: ${token.raw.slice(0, 80)}`);
  });
  return found;
}

/** Markdown values and plain texts anywhere in an answer. */
function textsIn(value: unknown, key = ""): readonly { readonly key: string; readonly text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  const kind = "kind" in value && value.kind === "markdown" ? "markdown" : undefined;
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, name === "value" && kind ? kind : name));
}

function files(text: string): ReadonlyMap<string, string> {
  const quoted = JSON.stringify(text);
  const inName = text.replaceAll("/", "");
  const pod = `spec:
      dnsConfig: { options: [{ name: ${quoted}, value: ${quoted} }], searches: [a.example, ${quoted}] }
      containers: [{ name: c, image: nginx, env: [{ name: H, value: ${JSON.stringify(`http://gone.default.svc/${text}`)} }] }]`;
  const web = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    ${pod}
---
apiVersion: v1
kind: Service
metadata: { name: ${quoted} }
spec: { type: ExternalName, externalName: ${quoted} }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec: { selector: { app: ${quoted} }, clusterIP: ${quoted}, ports: [{ port: 80, targetPort: ${quoted}, protocol: ${quoted} }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: other }
spec:
  serviceName: ${quoted}
  selector: { matchLabels: { app: other } }
  template: { metadata: { labels: { app: other } }, spec: { hostname: ${quoted}, subdomain: ${quoted}, containers: [{ name: c, image: d }] } }
`;
  return new Map([
    ["plain/web.yaml", web],
    [`plain/${inName}.yaml`, web.replaceAll("web", "named")],
    [`${inName}/web.yaml`, web.replaceAll("web", "deep")],
    [
      "over/kustomization.yaml",
      `namePrefix: p-\nresources: [web.yaml, ${JSON.stringify(`${text}.yaml`)}, ${JSON.stringify(`https://x.example/${text}`)}]\n`,
    ],
    ["over/web.yaml", web.replaceAll("web", "built")],
    [".podns.yaml", `${quoted}: 1\nrules: { ${quoted}: error }\n`],
  ]);
}

describe.each(Object.entries(attacks))("%s", (_, text) => {
  test("is shown and does nothing", () => {
    const workspace = new Workspace(defaultSettings);
    workspace.setFolders(["file:///workspace"]);
    const given = files(text);
    const uriOf = (path: string) => asUri(`file:///workspace/${path.split("/").map(encodeURIComponent).join("/")}`);
    workspace.apply([...given].map(([path, content]) => ({ uri: uriOf(path), text: content })));
    workspace.setLoaded();
    const { analysis } = workspace;
    const said: { readonly key: string; readonly text: string }[] = [...textsIn(everythingSaid(analysis))];
    for (const path of given.keys()) {
      const content = analysis.files.get(uriOf(path))?.text ?? "";
      for (const { index } of content.matchAll(
        /\b(?:name|serviceName|hostname|subdomain|externalName|selector|clusterIP|dnsConfig|targetPort|port|value)\b/g,
      ))
        said.push(...textsIn(everyAnswer(analysis, uriOf(path), index + 1)));
    }
    const markdown = new Set(said.filter(({ key }) => key === "markdown").map((found) => found.text));
    expect(markdown.size).toBeGreaterThan(10);
    for (const value of markdown) {
      expect(doings(value)).toEqual([]);
      expect(value.split("\n").every(isVisible)).toBe(true);
    }
    const shown = said.filter(({ key }) => ["message", "title", "records"].includes(key));
    expect(shown.length).toBeGreaterThan(10);
    for (const { key, text: value } of shown)
      expect([key, (key === "records" ? value.split("\n") : [value]).filter((line) => !isVisible(line))]).toEqual([
        key,
        [],
      ]);
  });

  test("is text in a sentence, in code and in a block", () => {
    for (const value of [
      `a ${escapeText(text)} b`,
      `**${escapeText(text)}**`,
      `a ${code(text)} b`,
      codeBlock(text),
      `| ${code(text)} | ${escapeText(text)} |\n| :--- | :--- |\n| a | b |`,
    ])
      expect([value, doings(value)]).toEqual([value, []]);
  });
});
