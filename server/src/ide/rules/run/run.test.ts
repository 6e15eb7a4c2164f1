import { test } from "vitest";
import { expectDiagnostics } from "../../../../../test/fixture/check.ts";

const base = (value: string): string => `# file: base/kustomization.yaml
resources:
  - db.yaml
# file: base/db.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
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
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  DB: ${value}
`;
const small =
  "# file: dev/kustomization.yaml\nnamespace: dev\nresources:\n  - ../base\nreplicas:\n  - name: db\n    count: 1\n";
const renamed = "# file: prod/kustomization.yaml\nnamePrefix: prod-\nresources:\n  - ../base\n";
const same = "# file: test/kustomization.yaml\nresources:\n  - ../base\n";

test("a name that resolves in no overlay, for different reasons", () => {
  expectDiagnostics(
    base(`postgres://db-1.db:5432/app
#                ^^^^^^^ warning: 'db-1.db' does not resolve anywhere: in 'dev (kustomization)' StatefulSet 'db' has 1 replica, its last Pod is 'db-0'; in 'prod (kustomization)' the kustomization calls Service 'db' 'prod-db' (host-unresolvable)`) +
      small +
      renamed,
  );
});

test("a name that fails in some overlays is information with their names", () => {
  expectDiagnostics(
    base(`postgres://db-1.db:5432/app
#                ^^^^^^^ information: 'db-1.db' does not resolve in 1 of 2 overlays: in 'dev (kustomization)' StatefulSet 'db' has 1 replica, its last Pod is 'db-0' (host-unresolvable)`) +
      small +
      same,
  );
});

test("a name that resolves in every overlay", () => {
  expectDiagnostics(base("postgres://db-0.db:5432/app") + small + same);
});

const list = (finding: string): string => base(`db-0.db,db-1.db,db-2.db\n${finding}`);
const two = small.replace("count: 1", "count: 2");

test("members of a list that no overlay has are more than a hint", () => {
  expectDiagnostics(
    list(
      `#                     ^^^^^^^ information: 'db-2.db' does not resolve anywhere: in 'dev (kustomization)' StatefulSet 'db' has 2 replicas; in 'test (kustomization)' StatefulSet 'db' has 2 replicas (peer-list-drift)`,
    ) +
      two +
      two.replaceAll("dev", "test"),
  );
});

test("a list that is too long in one overlay and too short in another is told of the one where names fail", () => {
  const own = (replicas: number): string =>
    base("x").replace(
      "          image: db\n",
      `          image: db
          env:
            - name: PEERS
              value: db-0.db,db-1.db
${replicas === 1 ? "#                            ^^^^^^^ information: 'db-1.db' does not resolve in 1 of 2 overlays: in 'dev (kustomization)' StatefulSet 'db' has 1 replica (peer-list-drift)\n" : ""}`,
    );
  expectDiagnostics(own(1) + small + same);
});
