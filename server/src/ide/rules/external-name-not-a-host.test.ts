import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const alias = (target: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: db\n  namespace: shop\nspec:\n  type: ExternalName\n  externalName: ${target}\n`;
const service = (name: string, namespace: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  ports:\n    - port: 80\n`;

test("a name that only a search list would complete, with its fix", () => {
  expectFix(
    `${alias("postgres.dat$0a")}---\n${service("postgres", "data")}`,
    "Change externalName to",
    `${alias("postgres.data.svc.cluster.local")}---\n${service("postgres", "data")}`,
  );
  expectFix(
    `${alias("postgres.data.sv$0c")}---\n${service("postgres", "data")}`,
    "Change externalName to",
    `${alias("postgres.data.svc.cluster.local")}---\n${service("postgres", "data")}`,
  );
  expectDiagnostics(
    alias(`postgres
#               ^^^^^^^^ warning: 'db' does not resolve: no search list completes the target of an alias, and it leads to 'postgres.', which does not exist (external-name-not-a-host)`),
  );
});

test("a Service that does not exist, in a namespace of ours", () => {
  expectDiagnostics(
    `${alias(`postgres.data.svc.cluster.local
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: 'db' does not resolve: it is an alias for Service 'postgres' in namespace 'data', which does not exist (external-name-not-a-host)`)}---\n${service("other", "data")}`,
  );
  expectDiagnostics(alias("postgres.data.svc.cluster.local"));
  expectDiagnostics(`${alias("app-rw.data.svc.cluster.local")}---\n${service("other", "data")}`);
});

test("an alias for itself", () => {
  expectDiagnostics(
    alias(`db.shop.svc.cluster.local
#               ^^^^^^^^^^^^^^^^^^^^^^^^^ warning: 'db' is an alias for itself and never resolves (external-name-not-a-host)`),
  );
});

test("a domain whose first label is a Service somewhere", () => {
  expectDiagnostics(`${alias("redis.io")}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: redis\n`);
});

test.each(["db.example.com", "example.com", "db.example.com.", '"{{ .Values.host }}"', "api.svc.example.com"])(
  "%s is fine",
  (target) => {
    expectDiagnostics(alias(target));
  },
);
