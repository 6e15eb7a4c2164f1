import { test } from "vitest";
import { expectDiagnostics } from "../../../test/fixture/check.ts";

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
