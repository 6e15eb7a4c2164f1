import { expect, test } from "vitest";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { diagnosticsOf } from "./diagnostics.ts";

const overlays = (small: number, large: number): string => `# file: base/kustomization.yaml
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
  DB: http://db-2.db:80
  TYPO: http://db-0.dbs:80
# file: small/kustomization.yaml
namespace: small
resources:
  - ../base
replicas:
  - name: db
    count: ${small}
# file: large/kustomization.yaml
namespace: large
resources:
  - ../base
replicas:
  - name: db
    count: ${large}
`;

test("the environments that a finding holds in are named, each once", () => {
  const { analysis } = open(overlays(1, 2));
  const messages = diagnosticsOf(analysis, uriOf("base/db.yaml")).map(({ message }) => String(message));
  expect(messages.filter((message) => message.includes("does not resolve anywhere"))).toEqual([
    expect.stringMatching(/in 'small \(kustomization\)' [^()]*$/),
  ]);
  expect(messages.filter((message) => message.startsWith("'db-0.dbs'"))).toEqual([
    expect.stringMatching(/ \(in large \(kustomization\) and small \(kustomization\)\)$/),
  ]);
});
