import { describe, test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../../test/fixture/check.ts";

interface Options {
  readonly policy?: string;
  readonly command?: string;
  readonly probe?: string;
  readonly service?: string;
  readonly env?: string;
  readonly mark?: string;
}

const application = ({
  policy = "",
  command = "",
  probe = "",
  service = "",
  env = "",
  mark = "",
}: Options): string => `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
${service}  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
${policy === "" ? "" : `  podManagementPolicy: ${policy}\n`}  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
${command === "" ? "" : `      initContainers:\n        - name: wait\n          image: busybox\n          command: ["sh", "-c", "${command}"]\n${mark}`}      containers:
        - name: db
          image: db
${env === "" ? "" : `          env:\n            - name: PEERS\n              value: ${env}\n`}${probe === "" ? "" : `          readinessProbe:\n            exec:\n              command: ["ping", "${probe}"]\n${mark}`}`;

describe("peers-need-not-ready", () => {
  test("the Service's own name, in any order of the Pods", () => {
    expectDiagnostics(
      application({
        command: "until nslookup db.default.svc.cluster.local; do sleep 1; done",
        mark: `#                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: the Pods wait for each other: each waits for 'db.default.svc.cluster.local' before it can be ready, but only ready Pods have names under Service 'db'; set publishNotReadyAddresses: true on the Service (peers-need-not-ready)\n`,
      }),
    );
  });

  test("the fix publishes, behind clusterIP", () => {
    const command = "until nslookup db-0.db.default.svc; do sleep 1; done";
    expectFix(
      application({ command: command.replace("db-0", "db$0-0") }),
      "Set publishNotReadyAddresses",
      application({ command, service: "  publishNotReadyAddresses: true\n" }),
    );
  });

  test.each([
    [
      "an earlier Pod in turn, by a tool that reads /etc/hosts",
      { command: "until getent hosts db-0.db; do sleep 1; done" },
    ],
    ["a script that tells Pods apart", { command: "[ $HOSTNAME = db-0 ] || until nslookup db-0.db; do sleep 1; done" }],
    ["no loop", { command: "nslookup db-0.db" }],
    [
      "a Service that publishes",
      { command: "until nslookup db-0.db; do sleep 1; done", service: "  publishNotReadyAddresses: true\n" },
    ],
    ["peers without a probe", { env: "db-0.db,db-1.db,db-2.db" }],
  ])("silent with %s", (_, options) => {
    expectDiagnostics(application(options));
  });

  test("peers that are given and a probe: information at the Service", () => {
    const text = application({ env: "db-0.db:1,db-1.db:1,db-2.db:1", probe: "localhost" });
    expectDiagnostics(
      text.replace(
        "clusterIP: None\n",
        `clusterIP: None
#            ^^^^ 💡 information: the Pods of StatefulSet 'db' wait for each other if becoming ready needs the others: they are given each other's names ('db-0.db') and have a readinessProbe, but only ready Pods have names under Service 'db'; publishNotReadyAddresses: true lets them find each other (peers-need-not-ready)
`,
      ),
    );
  });
});

describe("ordered-ready-deadlock", () => {
  test("an init container that waits for a later Pod", () => {
    expectDiagnostics(
      application({
        service: "  publishNotReadyAddresses: true\n",
        command: "until nslookup db-2.db.default.svc; do sleep 1; done",
        mark: `#                                               ^^^^^^^^^^^^^^^^^^^ 💡 warning: StatefulSet 'db' stops at its first Pod: 'db-0' is ready only when 'db-2' answers (init container), but with podManagementPolicy OrderedReady 'db-2' is made only when 'db-0' is ready (ordered-ready-deadlock)\n`,
      }),
    );
  });

  test("the fix makes the set Parallel", () => {
    expectFix(
      application({ probe: "db-1.d$0b.default.svc" }),
      "Set podManagementPolicy: Parallel",
      application({ probe: "db-1.db.default.svc", policy: "Parallel" }),
    );
    expectFix(
      application({ probe: "db-1.d$0b.default.svc", policy: "OrderedReady" }),
      "Set podManagementPolicy: Parallel",
      application({ probe: "db-1.db.default.svc", policy: "Parallel" }),
    );
  });

  test.each([
    ["a Parallel set", { policy: "Parallel", probe: "db-1.db.default.svc" }],
    ["the first Pod", { probe: "db-0.db.default.svc" }],
    [
      "the first Pod among others",
      { probe: "db-0.db.default.svc,db-1.db.default.svc", service: "  publishNotReadyAddresses: true\n" },
    ],
  ])("silent with %s", (_, options) => {
    expectDiagnostics(application(options));
  });
});
