import { test } from "vitest";
import { expectFix } from "../../../../test/fixture/check.ts";

const set = (cursor: string): string => `# The set.
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web${cursor}
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
`;
const service = `# Its Service.
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector:
    app: web
`;
const other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";

test("moves the Service with its comments, from the end of the file", () => {
  expectFix(`${set("$0")}---\n${service}`, "Move Service 'web' before", `${service}---\n${set("")}`);
});

test("moves it over other documents and out of the middle", () => {
  expectFix(
    `${other}---\n${set("$0")}---\n${other.replace("name: c", "name: d")}---\n${service}---\n${other.replace("name: c", "name: e")}`,
    "Move Service 'web' before",
    `${other}---\n${service}---\n${set("")}---\n${other.replace("name: c", "name: d")}---\n${other.replace("name: c", "name: e")}`,
  );
});
