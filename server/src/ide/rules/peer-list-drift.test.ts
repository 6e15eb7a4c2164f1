/** Checks how sure the drift of a list of members is where overlays change the replicas. */
import { test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";

const member = (list: string, mark = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: db
data:
  PEERS: ${list}
${mark}---
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
`;

test("replicas that a kustomization changes are a hint", () => {
  expectDiagnostics(`# file: base/kustomization.yaml
resources:
  - db.yaml
# file: base/db.yaml
${member(
  "db-0.db,db-1.db,db-2.db",
  `#                        ^^^^^^^ hint: 'db-2.db' does not resolve: the list names 3 members of StatefulSet 'db', which has 2 replicas (peer-list-drift)
`,
)}# file: small/kustomization.yaml
resources:
  - ../base
replicas:
  - name: db
    count: 2
`);
});
