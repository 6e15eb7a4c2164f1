import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import { asUri } from "../server/src/base/source.ts";
import { readResolvConf } from "../server/src/dns/data/read-resolv-conf.ts";
import { readCorefile } from "../server/src/dns/server/read-corefile.ts";
import { rangeOf as columnsOf } from "../server/src/hosts/cli/place.ts";
import { readChartOutput } from "../server/src/hosts/files/helm-output.ts";
import { fullSupport } from "../server/src/ide/features/client.ts";
import { codeActions } from "../server/src/ide/features/code-actions.ts";
import { completion } from "../server/src/ide/features/completion.ts";
import { diagnosticsOf } from "../server/src/ide/features/diagnostics.ts";
import { hover } from "../server/src/ide/features/hover.ts";
import { definition, highlights } from "../server/src/ide/features/navigation.ts";
import { documentSymbols } from "../server/src/ide/features/symbols.ts";
import { render } from "../server/src/kubernetes/kustomize/render.ts";
import { sourceFile } from "../server/src/kubernetes/kustomize/source-file.ts";
import { defaultSettings } from "../server/src/workspace/settings/settings.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const root = "file:///workspace";
const uri = asUri(`${root}/web.yaml`);

/** Characters outside of the basic plane stand before names on their line: each is two UTF-16 units. */
const manifests = (mark: string): string => `apiVersion: v1
kind: Service
metadata: { annotations: { a: "${mark}" }, name: web-headless }
spec: { clusterIP: None, selector: { app: web } }
---
# ${mark}
apiVersion: apps/v1
kind: StatefulSet
metadata: { annotations: { a: "${mark}" }, name: web }
spec:
  ${JSON.stringify("serviceName")}: "web-headles" # ${mark}
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { annotations: { a: "${mark}" }, labels: { app: web } }
    spec:
      containers:
        - name: main
          image: nginx
          env: [{ name: A, value: "${mark}" }, { name: PEERS, value: "${mark} http://web-5.web-headless.default.svc/" }]
`;

const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
const marked = (text: string): string => `\uFEFF${text}`;

/** What is said of the file, by the text that it is said of; and the file after each fix. */
function said(text: string): unknown {
  const workspace = new Workspace(defaultSettings);
  workspace.setFolders([root]);
  workspace.apply([{ uri, text }]);
  const analysis = workspace.setLoaded();
  const document = TextDocument.create(uri, "yaml", 0, text);
  const textOf = (range: Range | undefined): string => document.getText(range);
  const textDocument = { uri };
  const at = (what: string, within: string): { textDocument: { uri: string }; position: Position } => {
    const offset = text.indexOf(within) + within.indexOf(what) + 2;
    return { textDocument, position: document.positionAt(offset) };
  };
  const name = at("web-headles", '"web-headles"');
  const service = at("web-headless", "web-headless }");
  const diagnostics = diagnosticsOf(analysis, uri);
  const shown = hover(analysis, name, fullSupport);
  const items = completion(analysis, name, fullSupport);
  return {
    diagnostics: diagnostics.map(({ code, range, message }) => [code, textOf(range), message]),
    hover: shown === null ? null : textOf(shown.range),
    completion: (Array.isArray(items) ? items : (items?.items ?? [])).map(({ label, textEdit }) => [
      label,
      textEdit !== undefined && "range" in textEdit ? textOf(textEdit.range) : undefined,
    ]),
    definition: JSON.stringify(definition(analysis, service, fullSupport)?.length),
    highlights: highlights(analysis, service)?.map(({ range }) => textOf(range)),
    symbols: documentSymbols(analysis, { textDocument }, fullSupport)?.map((symbol) => [
      symbol.name,
      "selectionRange" in symbol ? textOf(symbol.selectionRange) : undefined,
    ]),
    fixed: diagnostics.flatMap(({ range }) =>
      (codeActions(analysis, { textDocument, range, context: {} }, fullSupport) ?? []).map(({ title, edit }) => [
        title,
        TextDocument.applyEdits(document, edit?.changes?.[uri] ?? []),
      ]),
    ),
  };
}

/** The same with the texts after fixes as they would be without these line ends and this mark. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("\\r\\n", "\\n").replaceAll("\uFEFF", ""));
}

describe("answers are about the same text", () => {
  const expected = said(manifests("x")) as {
    readonly diagnostics: readonly unknown[];
    readonly fixed: readonly unknown[];
  };

  test("of which there is something to say", () => {
    expect(expected.diagnostics.map((row) => (Array.isArray(row) ? row.slice(0, 2) : row))).toEqual([
      ["service-name-unknown", '"web-headles"'],
      ["host-unresolvable", "web-5.web-headless.default.svc"],
    ]);
    expect(expected.fixed.length).toBeGreaterThan(2);
  });

  test.each([
    ["with CRLF", crlf],
    ["behind a byte order mark", marked],
    ["behind a byte order mark, with CRLF", (text: string) => marked(crlf(text))],
    ["behind a byte order mark and a separator", (text: string) => marked(`---\n${text}`)],
  ])("%s", (title, encode) => {
    const found = plain(said(encode(manifests("x"))));
    const wanted = title.includes("separator")
      ? JSON.parse(
          // A comment about the file stands before everything.
          JSON.stringify(expected).replaceAll(
            /"(# podns-ignore-file [\w-]+\\n)?apiVersion: v1\\nkind: Service/g,
            '"$1---\\napiVersion: v1\\nkind: Service',
          ),
        )
      : expected;
    expect(found).toEqual(wanted);
  });

  test.each(["🐳", "👩‍👩‍👧‍👦 é", "e\u0301", "𝐀\u202E"])("behind %s on the same line", (mark) => {
    const found = JSON.parse(JSON.stringify(said(manifests(mark))).replaceAll(mark, "x")) as object;
    expect(found).toEqual(expected);
  });

  test("fixes end their lines as the file does", () => {
    const { fixed } = said(crlf(manifests("🐳"))) as { readonly fixed: readonly (readonly [string, string])[] };
    for (const [title, text] of fixed) expect([title, /[^\r]\n/.test(text)]).toEqual([title, false]);
  });
});

test("the command line counts columns in UTF-16 units, and lines as the Language Server Protocol does", () => {
  const text = "a\r\n🐳b\rc\nd";
  const file = { uri, text, role: "other" as const, manifests: [] };
  const place = (what: string) => columnsOf(file, { start: text.indexOf(what), end: text.indexOf(what) + 1 });
  expect(["b", "c", "d"].map((what) => [place(what).line, place(what).column])).toEqual([
    [2, 3],
    [3, 1],
    [4, 1],
  ]);
});

describe("other texts say the same with CRLF and behind a byte order mark", () => {
  const corefile =
    ".:53 {\n  kubernetes cluster.local {\n    pods insecure\n  }\n  hosts {\n    192.0.2.1 a.b\n    fallthrough\n  }\n  cache 30\n}\n";
  const resolvConf = "nameserver 192.0.2.1\nsearch a.b c.d\noptions ndots:3\n";
  const chart = "---\n# Source: c/templates/a.yaml\nkind: X\n---\n# Source: c/templates/b.yaml\nkind: Y\n";
  const kustomization = {
    "app/kustomization.yaml":
      "resources: [web.yaml]\nconfigMapGenerator:\n- {name: e, envs: [a.env]}\nnamePrefix: x-\n",
    "app/web.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n",
    "app/a.env": "A=1\n# c\nB=x y\n",
  };
  const build = (encode: (text: string) => string): unknown => {
    const files = new Map(Object.entries(kustomization).map(([file, text]) => [file, encode(text)]));
    const { objects, open, error } = render("app", (path) => {
      const text = files.get(path);
      return text === undefined ? undefined : sourceFile(asUri(`file:///${path}`), path, text);
    });
    return { objects: objects.map(({ value }) => value), open, error };
  };

  test.each([
    ["CRLF", crlf],
    ["a mark", marked],
    ["both", (text: string) => marked(crlf(text))],
  ])("%s", (_, encode) => {
    expect(readCorefile(encode(corefile))).toEqual(readCorefile(corefile));
    expect(readResolvConf(encode(resolvConf))).toEqual(readResolvConf(resolvConf));
    expect(readChartOutput(encode(chart)).map(({ source }) => source)).toEqual([
      "templates/a.yaml",
      "templates/b.yaml",
    ]);
    expect(build(encode)).toEqual(build((text) => text));
  });
});
