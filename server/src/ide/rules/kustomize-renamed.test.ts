import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const service = (name: string, namespace = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${namespace === "" ? "" : `  namespace: ${namespace}\n`}spec:
  clusterIP: None
  selector:
    app: db
---
`;

const set = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
---
`;

const config = (value: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  A: ${value}
`;

const kustomization = (lines: string): string => `# file: base/kustomization.yaml\n${lines}resources:\n  - app.yaml\n`;

test("a namespace that is set, and a Pod's name with a suffix", () => {
  expectDiagnostics(`${kustomization("namespace: prod\n")}# file: base/app.yaml
${service("db", "dev")}${config(`db.dev.svc:5432
#    ^^^^^^^^^^ 💡 warning: 'db.dev.svc' does not exist here: the kustomization puts Service 'db' into namespace 'prod', and changes no names in strings (kustomize-renamed)`)}`);
  expectDiagnostics(`${kustomization("nameSuffix: -v2\n")}# file: base/app.yaml
${service("db")}${set}${config(`http://db-0.db:5432
#           ^^^^^^^ 💡 warning: 'db-0.db' does not exist here: the kustomization calls Service 'db' 'db-v2', and changes no names in strings (kustomize-renamed)`)}`);
});

test("information where one root leaves the name alone, and silent for words that are not addresses", () => {
  expectDiagnostics(`# file: base/kustomization.yaml
resources:
  - app.yaml
# file: base/app.yaml
${service("db")}${config("http://db:5432")}#           ^^ information: 'db' does not resolve in 1 of 2 overlays: in 'one (kustomization)' the kustomization calls Service 'db' 'one-db' (kustomize-renamed)
# file: one/kustomization.yaml
namePrefix: one-
resources:
  - ../base
# file: two/kustomization.yaml
resources:
  - ../base
`);
  expectDiagnostics(`${kustomization("namePrefix: dev-\n")}# file: base/app.yaml\n${service("db")}${config("db")}`);
});

test("changes the name to the one after the kustomization", () => {
  const text = (host: string): string =>
    `${kustomization("nameSuffix: -v2\n")}# file: base/app.yaml\n${service("db")}${set}${config(`http://${host}:5432`)}`;
  expectFix(text("db-0.$0db"), "Change to 'db-v2-0.db-v2'", text("db-v2-0.db-v2"));
});
