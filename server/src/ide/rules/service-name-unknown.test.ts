import { expect, test } from "vitest";
import { expectDiagnostics, expectFix, fixTitles } from "../../../../test/fixture/check.ts";

const set = (serviceName: string, more = ""): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
${more}spec:
  serviceName: ${serviceName}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx
        ports:
        - containerPort: 80
          name: http
`;

test("creates the Service before the set, in the file's style, below the heading comment", () => {
  expectFix(
    `# Copyright the authors.

# The web servers.
${set("web$0-headless")}`,
    "Create headless Service 'web-headless'",
    `# Copyright the authors.

apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
  ports:
  - name: http
    port: 80
---
# The web servers.
${set("web-headless")}`,
  );
});

test("states the set's namespace and quotes what YAML 1.1 would misread", () => {
  const text = set("web$0", "  namespace: shop\n")
    .replace(/app: web/g, 'app: "on"')
    .replace(
      "- containerPort: 80\n          name: http",
      "- containerPort: 80\n        - containerPort: 53\n          protocol: UDP",
    );
  expectFix(
    text,
    "Create headless Service 'web'",
    `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: "on"
  ports:
  - name: port-80
    port: 80
  - name: port-53
    port: 53
    protocol: UDP
---
${text.replace("$0", "")}`,
  );
});

test("points to a near name", () => {
  const service = `apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
`;
  expectFix(service + set('"web-headles$0"'), "Change serviceName to 'web-headless'", service + set('"web-headless"'));
  expect(fixTitles(service + set("web-headles$0"))).toEqual([
    "Change serviceName to 'web-headless' (immutable: a live StatefulSet must be recreated)",
    "Create headless Service 'web-headles' before the StatefulSet",
  ]);
});

test("inserts an item into a List", () => {
  const list = (items: string): string => `apiVersion: v1\nkind: List\nitems:\n${items}`;
  const item = (cursor: string): string =>
    set(`web${cursor}`)
      .trimEnd()
      .split("\n")
      .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
      .join("\n");
  expectFix(
    list(item("$0")),
    "Create",
    list(`- apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    clusterIP: None
    selector:
      app: web
    ports:
    - name: http
      port: 80
${item("")}`),
  );
});

test.each([
  ["no serviceName", set('""')],
  ["a placeholder", set('"{{ .Values.name }}"')],
  ["a shell placeholder", set("$" + "{NAME}")],
  ["another API group", set("web").replace("apps/v1", "apps.kruise.io/v1beta1")],
  [
    "a patch",
    set("web")
      .replace(/ {2}selector:\n.*\n.*\n/, "")
      .replace(/ {4}metadata:\n.*\n.*\n/, ""),
  ],
])("is silent for %s", (_, text) => {
  expectDiagnostics(text);
});

test("a Service far away keeps the finding back, one far away in another namespace does not", () => {
  const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  clusterIP: None\n";
  expectDiagnostics(`# file: a/b/c/set.yaml\n${set("web")}# file: z/s.yaml\n${service}`);
  expectDiagnostics(`
# file: a/b/c/set.yaml
${set("web", "  namespace: shop\n").replace(
  "serviceName: web\n",
  `serviceName: web
#              ^^^ 💡 warning: the Pods of StatefulSet 'web' get no names of their own: no Service 'web' in namespace 'shop'; a Service of that name is in namespace 'other', which a StatefulSet cannot use (service-name-unknown)
`,
)}# file: z/s.yaml
${service.replace("name: web\n", "name: web\n  namespace: other\n")}`);
});

test("a set of an API version that newer clusters do not serve is judged all the same", () => {
  const text = set("nothing").replace("apps/v1\n", "apps/v1beta2\n").replace("serviceName: ", "serviceName: $0");
  expect(fixTitles(text)).toEqual(["Create headless Service 'nothing' before the StatefulSet"]);
});

test("a StatefulSet of the first API versions is whole without a selector, unless it is a patch", () => {
  const old = set("web")
    .replace("apps/v1", "apps/v1beta1")
    .replace(/ {2}selector:\n.*\n.*\n/, "");
  expectDiagnostics(
    old
      .replace(
        "apps/v1beta1\n",
        `apps/v1beta1
#           ^^^^^^^^^^^^ error: apiVersion: no matches for kind "StatefulSet" in version "apps/v1beta1": Kubernetes 1.16 took it away, use apps/v1; the object is refused (NotFound), so none of its names exists (refused)
`,
      )
      .replace(
        "serviceName: web\n",
        `serviceName: web
#              ^^^ 💡 warning: the Pods of StatefulSet 'web' get no names of their own: no Service 'web' in namespace 'default' (service-name-unknown)
`,
      ),
  );
});

test("the headless Service that selects these Pods is meant, whatever it is called", () => {
  const service = (name: string, clusterIP: string, app: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n${clusterIP}  selector:\n    app: ${app}\n  ports:\n    - port: 80\n---\n`;
  const headless = "  clusterIP: None\n";
  const text = (name: string): string =>
    `${service("peers", headless, "web")}${service("web", "", "web")}${service("other", headless, "other")}${set(name)}`;
  expectFix(text("entirely$0-different"), "Change serviceName to 'peers'", text("peers"));
});

test("a Service of other Pods is not meant, however near its name", () => {
  const other = `---
apiVersion: v1
kind: Service
metadata:
  name: web-headles
spec:
  selector:
    app: other
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: other
spec:
  selector:
    matchLabels:
      app: other
  template:
    metadata:
      labels:
        app: other
    spec:
      containers:
        - name: c
          image: c
`;
  const wrong = (more: string): string =>
    set("web-headless").replace(
      "web-headless\n",
      `web-headless\n#              ^^^^^^^^^^^^ 💡 warning: the Pods of StatefulSet 'web' get no names of their own: no Service 'web-headless' in namespace 'default'${more} (service-name-unknown)\n`,
    );
  expectDiagnostics(`${wrong("")}${other}`);
  expectDiagnostics(`${wrong("; did you mean 'web-headles'?")}${other}`.replaceAll("app: other", "app: web"));
});
