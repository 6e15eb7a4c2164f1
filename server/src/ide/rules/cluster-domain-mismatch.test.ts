import { test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";

const text = (settings: string, host: string, finding = ""): string => `${settings}apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  ports:
    - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  DB_HOST: ${host}
${finding}`;

test("a name of another domain is a warning where somebody says what the cluster's is", () => {
  const given = '# settings: {"clusterDomain": "corp.example"}\n';
  expectDiagnostics(
    text(
      given,
      "db.shop.svc.cluster.local",
      "#          ^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'db.shop.svc.cluster.local' is asked outside the cluster: its domain 'cluster.local' is not the cluster's, which is 'corp.example' (cluster-domain-mismatch)\n",
    ),
  );
  expectDiagnostics(
    text(
      given,
      "mail.office.svc.cluster.local",
      "#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'mail.office.svc.cluster.local' is asked outside the cluster: its domain 'cluster.local' is not the cluster's, which is 'corp.example' (cluster-domain-mismatch)\n",
    ),
  );
  // The namespace that the Service lands in.
  expectDiagnostics(
    text(
      given,
      "db.default.svc.other.example",
      "#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'db.default.svc.other.example' is asked outside the cluster: its domain 'other.example' is not the cluster's, which is 'corp.example' (cluster-domain-mismatch)\n",
    ).replaceAll("  namespace: shop\n", ""),
  );
  // Another cluster's, whose Service is not here.
  expectDiagnostics(text(given, "mail.office.svc.other.example"));
  expectDiagnostics(
    text(
      "",
      "db.shop.svc.corp.example",
      "#          ^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: 'db.shop.svc.corp.example' is asked outside the cluster: its domain 'corp.example' is not the cluster's, which is 'cluster.local'; where the cluster has that domain, set 'podns.clusterDomain' (cluster-domain-mismatch)\n",
    ),
  );
});
