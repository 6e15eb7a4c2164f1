/** Checks whose host names are certain, and which length counts. */
import { test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";

const set = (name: string, more = ""): string => `
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
spec:
  serviceName: ${name}
  replicas: 11
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      setHostnameAsFQDN: true
${more}      containers:
        - name: db
          image: db
`;

test("a StatefulSet's last Pod counts: its host name is its own, its subdomain the serviceName", () => {
  // 64 characters fit, 66 do not.
  expectDiagnostics(set("database-replicas"));
  expectDiagnostics(
    set(
      "database-replicass",
      `#                        ^^^^ warning: the Pod never starts, and its name stays NXDOMAIN: the host name 'database-replicass-10.database-replicass.default.svc.cluster.local' has 66 characters, and the kernel takes 64; shorten the names or take setHostnameAsFQDN away (fqdn-hostname-too-long)
`,
    ),
  );
});

test("the host's network and an override have names of their own", () => {
  expectDiagnostics(
    set("database-with-many-replicas", "      hostnameOverride: db\n").replace("AsFQDN: true", "AsFQDN: false"),
  );
  expectDiagnostics(
    set("database-with-many-replicas", "      hostNetwork: true\n      dnsPolicy: ClusterFirstWithHostNet\n"),
  );
});
