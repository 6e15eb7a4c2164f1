import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const service = (name: string, clusterIP: string, port: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
${clusterIP}  selector:
    app: etcd
  ports:
    - name: ${port}
      port: 2379
---
`;
const config = (value: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: c
data:
  A: ${value}
`;

test("the sibling Service over the same Pods has the port", () => {
  const services = service("etcd", "", "api") + service("etcd-headless", "  clusterIP: None\n", "etcd-server");
  const told = `${config("_etcd-server._tcp.etcd.default.svc")}#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: no SRV record '_etcd-server._tcp': Service 'etcd' has no TCP port of that name (it has 'api'); Service 'etcd-headless' has one: did you mean '_etcd-server._tcp.etcd-headless.default.svc'? (srv-port-unnamed)\n`;
  expectDiagnostics(services + told);
});

test("a port of exactly that name counts more than one that is called alike", () => {
  const told = `${config("_apis._tcp.etcd.default.svc")}#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: no SRV record '_apis._tcp': Service 'etcd' has no TCP port of that name (it has 'api'); Service 'etcd-headless' has one: did you mean '_apis._tcp.etcd-headless.default.svc'? (srv-port-unnamed)\n`;
  expectDiagnostics(`${service("etcd", "", "api")}${service("etcd-headless", "  clusterIP: None\n", "apis")}${told}`);
});

test("changes to the sibling's name", () => {
  const services = `${service("etcd", "", "api").replace("    - name: api", "    - name: api\n      port: 1\n    - name: peer")}${service("etcd-headless", "  clusterIP: None\n", "etcd-server")}`;
  expectFix(
    services + config("_etcd-server._tcp.etc$0d.default.svc"),
    "Change to '_etcd-server._tcp.etcd-headless.default.svc'",
    services + config("_etcd-server._tcp.etcd-headless.default.svc"),
  );
});
