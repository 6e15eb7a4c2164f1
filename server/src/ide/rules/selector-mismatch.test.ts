import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const app = (selector: string, labels: string, cursor = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
${selector}---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db${cursor}
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
${labels}    spec:
      containers:
        - name: db
          image: db
`;

test("replaces other values, takes out what the Pods lack, keeps comments", () => {
  expectFix(
    app(
      "    app: database # the name\n    # which tier\n    tier: back\n    track: stable\n",
      "        app: db\n        tier: back\n",
      "$0",
    ),
    "Make the selector of Service 'db' match",
    app("    app: db # the name\n    # which tier\n    tier: back\n", "        app: db\n        tier: back\n"),
  );
});

test("labels that controllers add at run time are not a mismatch", () => {
  expectDiagnostics(app("    statefulset.kubernetes.io/pod-name: db-0\n", "        app: db\n"));
  expectDiagnostics(app("    app: db\n    spilo-role: master\n", "        app: db\n"));
});

test("no selector, no check", () => {
  expectDiagnostics(app("    {}\n", "        app: db\n"));
});
