/**
 * Generates a monorepo of N services: five documents each, one per file, `team/service/kind.yaml`. The same number
 * gives the same bytes. Run alone it writes a tree: node bench/generate.mjs SERVICES DIRECTORY
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const nouns = ["account", "basket", "coupon", "delivery", "export", "feed", "geo", "history", "image", "journal"];
const teams = ["checkout", "discovery", "fulfilment", "platform", "risk"];
/** Services in one namespace. */
const perNamespace = 25;

/** A number below `limit` that depends on the service and a purpose only. */
function draw(index, purpose, limit) {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) % limit;
}

function serviceAt(index) {
  const group = Math.floor(index / perNamespace);
  const name = `${nouns[index % nouns.length]}-${String(index).padStart(5, "0")}`;
  return { index, name, namespace: `${teams[group % teams.length]}-${group}`, replicas: 1 + draw(index, 1, 5) };
}

function meta(service, name, part) {
  return `metadata:
  name: ${name}
  namespace: ${service.namespace}
  labels:
    app.kubernetes.io/name: ${service.name}
    app.kubernetes.io/component: ${part}
    app.kubernetes.io/managed-by: hand`;
}

function documents(service, total) {
  const store = `${service.name}-store`;
  const peers = [2, 3, 4].map((purpose) => serviceAt(draw(service.index, purpose, total)));
  const urlOf = (peer) => `http://${peer.name}.${peer.namespace}.svc.cluster.local:80/v1`;
  return {
    "store-service.yaml": `# Gives every Pod of the store a name.
apiVersion: v1
kind: Service
${meta(service, store, "store")}
spec:
  clusterIP: None
  selector:
    app: ${store}
  ports:
    - name: sql
      port: 5432
`,
    "service.yaml": `apiVersion: v1
kind: Service
${meta(service, service.name, "api")}
spec:
  selector:
    app: ${service.name}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: metrics
      port: 9100
`,
    "store.yaml": `apiVersion: apps/v1
kind: StatefulSet
${meta(service, store, "store")}
spec:
  serviceName: ${store}
  replicas: ${service.replicas}
  selector:
    matchLabels:
      app: ${store}
  template:
    metadata:
      labels:
        app: ${store}
    spec:
      containers:
        - name: postgres
          image: registry.example.com/postgres:17.${draw(service.index, 5, 9)}
          ports:
            - name: sql
              containerPort: 5432
          env:
            - name: PRIMARY
              value: ${store}-0.${store}
          resources:
            requests: { cpu: 500m, memory: 1Gi }
          volumeMounts:
            - { name: data, mountPath: /var/lib/postgresql/data }
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 50Gi
`,
    "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
${meta(service, service.name, "api")}
spec:
  replicas: ${2 + draw(service.index, 6, 4)}
  selector:
    matchLabels:
      app: ${service.name}
  template:
    metadata:
      labels:
        app: ${service.name}
    spec:
      containers:
        - name: api
          image: registry.example.com/${service.name}:${draw(service.index, 7, 500)}
          args: [--listen=:8080, "--store=${store}-0.${store}.${service.namespace}.svc:5432"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9100
          envFrom:
            - configMapRef:
                name: ${service.name}
          env:
${peers.map((peer, at) => `            - name: PEER_${at}\n              value: ${urlOf(peer)}`).join("\n")}
          readinessProbe:
            httpGet: { path: /ready, port: http }
            periodSeconds: 5
          resources:
            requests: { cpu: 200m, memory: 256Mi }
            limits: { memory: 512Mi }
`,
    "config.yaml": `apiVersion: v1
kind: ConfigMap
${meta(service, service.name, "config")}
data:
  LOG: info
  STORE_HOSTS: ${Array.from({ length: service.replicas }, (_, at) => `${store}-${at}.${store}`).join(",")}
  settings.yaml: |
    listen: :8080
    peers:
${peers.map((peer) => `      - ${urlOf(peer)}`).join("\n")}
`,
  };
}

/** The folder of one service, below the tree's. */
export function folderAt(index) {
  const { name, namespace } = serviceAt(index);
  return `${namespace}/${name}`;
}

/** Writes the tree; returns what is in it, and the file that an editor benchmark opens. */
export function generate(services, directory) {
  rmSync(directory, { recursive: true, force: true });
  let files = 0;
  let bytes = 0;
  for (let index = 0; index < services; index++) {
    const service = serviceAt(index);
    const folder = path.join(directory, folderAt(index));
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(documents(service, services))) {
      writeFileSync(path.join(folder, file), text);
      files += 1;
      bytes += Buffer.byteLength(text);
    }
  }
  const middle = serviceAt(Math.floor(services / 2));
  return { services, files, bytes, sample: path.join(middle.namespace, middle.name, "store.yaml") };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [services, directory] = process.argv.slice(2);
  if (!(Number(services) > 0) || directory === undefined) {
    console.error("usage: node bench/generate.mjs SERVICES DIRECTORY");
    process.exitCode = 2;
  } else console.log(JSON.stringify(generate(Number(services), directory)));
}
