/** The objects that tests of hovers look at. */

export const service = (more = "  clusterIP: None\n", app = "web"): string => `apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
${more}  selector:
    app: ${app}
  ports:
    - name: http
      port: 80
---
`;

export const set = (serviceName = "web-headless", replicas = 3, more = ""): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: ${replicas}
${more}  selector:
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

export const pod = `apiVersion: v1
kind: Pod
metadata:
  name: first
  labels:
    app: web
spec:
  hostname: boss
  subdomain: web-headless
  containers:
    - name: shell
      image: busybox
`;

/** The text with the cursor in the first occurrence of `what`. */
export function at(text: string, what: string): string {
  if (!text.includes(what)) throw new Error(`'${what}' is not in the text`);
  return text.replace(what, () => `${what.slice(0, 1)}$0${what.slice(1)}`);
}
