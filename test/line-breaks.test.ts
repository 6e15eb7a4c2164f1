import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { defaultSettings } from "../server/src/workspace/settings/settings.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { everyAnswer, everythingSaid } from "./fixture/every-answer.ts";
import { root, uriOf } from "./fixture/workspace.ts";

const service = `# a
apiVersion: v1
kind: Service
metadata: {name: web-headless}
spec: {clusterIP: None, selector: {app: web}}
`;

/** Hosts in every style of scalar, and a script with a document of its own in it. */
const set = `# 🐳 a
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headles
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: main
          image: nginx
          command:
            - |
              # 🐳 comment
              cat <<'EOF' > /etc/x
              hosts: web-4.web-headless.default.svc
              EOF
              for i in 0 1 2 3; do
                curl http://web-$i.web-headless:80/
              done
          args:
            - >-
              --peers=web-0.web-headless,
              web-1.web-headless,web-6.web-headless

              --x=nowhere.default.svc.cluster.local
            - "a web-0.web-headless \\
               b web-7.web-headless
              c nowhere.default.svc"
            - 'x web-0.web-headless

              y web-7.web-headless.default.svc'
            - plain web-0.web-headless
              then web-8.web-headless.default.svc
            - "web-9.web-headless\\r\\nweb-10.web-headless"
`;

const corefile = `# a
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:53 {
        kubernetes cluster.local in-addr.arpa {
            pods insecure
        }
        bogus x
        hosts {
            192.0.2.1 a.b
            fallthrough
        }
        cache 30
    }
`;

const kustomization = `# a
resources: [service.yaml, set.yaml]
configMapGenerator:
  - name: e
    envs: [a.env]
    files: [run.sh, x=app.properties]
    literals: [L=web-7.web-headless]
patches:
  - patch: |-
      - op: replace
        path: /spec/replicas
        value: 4
    target: {kind: StatefulSet}
  - path: patch.yaml
namespace: shop
replacements:
  - source: {kind: Service, name: web-headless, fieldPath: metadata.name}
    targets:
      - select: {kind: StatefulSet}
        fieldPaths: [spec.serviceName]
`;

const patch = `# a
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: main
          env: [{name: Z, value: web-1.web-headless}]
`;

/** Every kind of file that is read. */
const files: Readonly<Record<string, string>> = {
  "plain/service.yaml": service,
  "plain/set.yaml": set,
  "plain/coredns.yaml": corefile,
  "k/kustomization.yaml": kustomization,
  "k/service.yaml": service,
  "k/set.yaml": set,
  "k/patch.yaml": patch,
  "k/a.env": "A=http://web-5.web-headless\n# c\nB=x y\n",
  "k/run.sh": "#!/bin/sh\ncat <<EOF\nhost web-8.web-headless\nEOF\n",
  "k/app.properties": "url=http://nowhere.shop.svc:80/\n",
  "list.json": JSON.stringify(
    { apiVersion: "v1", kind: "Service", metadata: { name: "q" }, spec: { clusterIP: "None", selector: { app: "q" } } },
    undefined,
    2,
  ),
  ".podns.yaml": "# a\nrules:\n  ordering: error # x\n  nope: 3\nexclude:\n- old/**\n",
};

function workspaceOf(encode: (text: string, file: string) => string): Workspace {
  const workspace = new Workspace(defaultSettings);
  workspace.setFolders([root]);
  workspace.apply(Object.entries(files).map(([file, text]) => ({ uri: uriOf(file), text: encode(text, file) })));
  workspace.setLoaded();
  return workspace;
}

/** The same with line feeds, also in what quick fixes write. The hash in the name of what a generator makes is one of contents. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/\\r(?:\\n)?/g, "\\n")
      .replaceAll("\uFEFF", "")
      .replace(/(["/])e-[2456789bcdfghkmt]{10}(?=\\*")/g, "$1e-HASH"),
  );
}

/** Lines and columns stay, whatever ends the lines. */
describe.each([
  ["CR LF", "\r\n"],
  ["CR", "\r"],
])("with %s", (_, lineBreak) => {
  // Go reads the lines of such files up to LF.
  const encode = (text: string, file: string): string =>
    lineBreak === "\r" && file.endsWith(".env") ? text : text.replaceAll("\n", lineBreak);
  const [given, other] = [workspaceOf((text) => text), workspaceOf(encode)];

  test("the same is said of every file", () => {
    expect(plain(everythingSaid(other.analysis))).toEqual(plain(everythingSaid(given.analysis)));
  });

  test.each(["plain/set.yaml", "plain/coredns.yaml", "k/set.yaml"])("the same is answered in %s", (file) => {
    const text = files[file] ?? "";
    const [from, to] = [text, encode(text, file)].map((one) => TextDocument.create(uriOf(file), "yaml", 0, one));
    const places = [...text.matchAll(/web-[\w.-]+|serviceName|kubernetes|bogus/g)].map(({ index }) => index + 2);
    expect(places.length).toBeGreaterThan(1);
    for (const at of places) {
      const offset = to?.offsetAt(from?.positionAt(at) ?? { line: 0, character: 0 }) ?? 0;
      expect(plain(everyAnswer(other.analysis, uriOf(file), offset))).toEqual(
        plain(everyAnswer(given.analysis, uriOf(file), at)),
      );
    }
  });
});

test("files behind a byte order mark say the same from the second line on", () => {
  const marked = workspaceOf((text) => `\uFEFF${text}`);
  const said = (workspace: Workspace): unknown =>
    plain(everythingSaid(workspace.analysis)) as readonly {
      readonly diagnostics: unknown;
      readonly records: unknown;
    }[];
  // The mark itself is a character of the first line.
  const without = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replace(
          /\{"line":0,"character":([1-9]\d*)\}/g,
          (_, character) => `{"line":0,"character":${Number(character) - 1}}`,
        )
        // In the text of a map, both are counted from 1.
        .replace(
          /(\\"line\\": 1,\\n *\\"column\\": )(\d+)/g,
          (_, before, column) => `${before}${Math.max(1, Number(column) - 1)}`,
        ),
    );
  expect(without(said(marked))).toEqual(said(workspaceOf((text) => text)));
});
