/** The objects that tests of host names look at. */

export const service = (name: string, namespace = "shop", more = "  clusterIP: None\n"): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
${more}  selector:
    app: db
---
`;

export const set = (name: string, serviceName: string, replicas = 3): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
  namespace: shop
spec:
  serviceName: ${serviceName}
  replicas: ${replicas}
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
---
`;

export const config = (value: string, namespace = "shop"): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: config
  namespace: ${namespace}
data:
  A: ${value}
`;

export const database: string = service("db") + set("db", "db");

/** The finding's message for a value, without severity. */
export function finding(value: string, message: string, width: number = value.length): string {
  return `${value}\n#    ${"^".repeat(width)} ${message} (host-unresolvable)`;
}

export const app = (value: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: app
data:
  DB_HOST: ${value}
`;
