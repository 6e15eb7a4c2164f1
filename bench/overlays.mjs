/**
 * Generates a base of a few services with many overlays: `base/` and `overlays/o000/`, …. The same number gives the same
 * bytes. Run alone it writes a tree: node bench/overlays.mjs OVERLAYS DIRECTORY
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Services of the base: each has a store with a headless Service, a Deployment behind a Service, and a ConfigMap. */
const services = ["orders", "stock", "users"];

function documents(name, peer) {
  return {
    [`${name}-store.yaml`]: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}-store
spec:
  serviceName: ${name}-store
  replicas: 3
  selector:
    matchLabels: { app: ${name}-store }
  template:
    metadata:
      labels:
        app: ${name}-store
    spec:
      containers:
        - name: postgres
          image: registry.example.com/postgres:17
          ports: [{ name: sql, containerPort: 5432 }]
          env:
            - name: PRIMARY
              value: ${name}-store-0.${name}-store
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}-store
spec:
  clusterIP: None
  selector: { app: ${name}-store }
  ports: [{ name: sql, port: 5432 }]
`,
    [`${name}.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: api
          image: registry.example.com/${name}:1
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: ${name} } }]
          env:
            - name: STORE
              value: ${name}-store-0.${name}-store:5432
            - name: PEER
              value: http://${peer}
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: { app: ${name} }
  ports: [{ name: http, port: 80, targetPort: http }]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  STORE_HOSTS: ${name}-store-0.${name}-store,${name}-store-1.${name}-store
  PEER: http://${peer}/v1
`,
  };
}

const nameAt = (at) => `o${String(at).padStart(3, "0")}`;

/** What is in a tree, and where it is edited. */
export function treeOfOverlays(overlays) {
  return {
    overlays,
    store: path.join("base", `${services[0]}-store.yaml`),
    api: path.join("base", `${services[0]}.yaml`),
    overlay: path.join("overlays", nameAt(Math.floor(overlays / 2)), "kustomization.yaml"),
  };
}

/** Writes the tree into a folder, which is emptied before. */
export function generateOverlays(overlays, directory) {
  rmSync(directory, { recursive: true, force: true });
  const base = path.join(directory, "base");
  mkdirSync(base, { recursive: true });
  const files = services.flatMap((name, at) => Object.entries(documents(name, services[(at + 1) % services.length])));
  for (const [file, text] of files) writeFileSync(path.join(base, file), text);
  const list = files.map(([file]) => `  - ${file}\n`).join("");
  writeFileSync(path.join(base, "kustomization.yaml"), `resources:\n${list}`);
  for (let at = 0; at < overlays; at++) {
    const folder = path.join(directory, "overlays", nameAt(at));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, "kustomization.yaml"),
      `namespace: shop-${nameAt(at)}\nlabels:\n  - pairs:\n      stage: ${nameAt(at)}\nresources:\n  - ../../base\n`,
    );
  }
  return treeOfOverlays(overlays);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [overlays, directory] = process.argv.slice(2);
  if (!(Number(overlays) > 0) || directory === undefined) {
    console.error("usage: node bench/overlays.mjs OVERLAYS DIRECTORY");
    process.exitCode = 2;
  } else console.log(JSON.stringify(generateOverlays(Number(overlays), directory)));
}
