/** The files that tests of commands run on. */
import { dump, lesson } from "./in-process.ts";

export const broken = "apiVersion: v1\nkind: Service\nmetadata: {name: half\n";

export const port = `# An application.
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
      targetPort: nothing
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  labels:
    app: api
spec:
  containers:
    - name: api
      image: api
`;

/** The files that the commands are run on. */
export const files: Readonly<Record<string, string | Uint8Array>> = {
  "app/web.yaml": lesson,
  "dump.json.yaml": dump,
  "broken/mixed.yaml": `${broken}---\n${lesson}`,
  "typo/db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
  "port/api.yaml": port,
  "shared/.git/HEAD": "",
  "shared/.podns.yaml": "clusterDomain: repo.test\nrules:\n  target-port-unknown: error\n",
  "shared/deep/k8s/api.yaml": port,
  "wrong/.podns.yaml": "rule: {}\n",
  "typo/vendor/ignored.yaml": lesson,
  Corefile: ".:53 {\n    kubernetes example.test {\n        pods verified\n    }\n    unheard-of\n}\n",
  "empty.yaml": "",
  "binary.yaml": Uint8Array.from([0, 1, 2, 3]),
  "resolv.conf": "nameserver 10.96.0.10\nsearch svc.cluster.local\noptions ndots:5\n",
};
