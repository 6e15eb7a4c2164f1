import { expect, test } from "vitest";
import { definition, highlights, references } from "../../../../test/fixture/features.ts";

const service = (name = "web-headless"): string => `# file: service.yaml
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: web
`;

const set = (serviceName = "web-headless"): string => `# file: set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  selector:
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

const pod = (subdomain = "web-headless"): string => `# file: pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: first
  labels:
    app: web
spec:
  hostname: boss
  subdomain: ${subdomain}
  containers:
    - name: shell
      image: busybox
`;

const ingress = (service: string): string => `# file: ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: site
spec:
  rules:
    - http:
        paths:
          - path: /
            backend:
              service:
                name: "${service}"
                port:
                  number: 80
`;

const all = service() + set() + pod() + ingress("web-headless");

test.each([
  ["serviceName", service() + set("web-head$0less")],
  ["a Pod's subdomain", service() + pod("web-head$0less")],
  ["the backend of an Ingress", service() + ingress("web-head$0less")],
  ["the Service's own name", service("web-$0headless")],
])("%s leads to the Service", (_, text) => {
  expect(definition(text)).toEqual(["service.yaml:4 web-headless"]);
});

test("a selector leads to what makes the Pods, each once", () => {
  const text =
    service().replace("selector:", "select$0or:") + set().replace("template:", "replicas: 3\n  template:") + pod();
  expect(definition(text)).toEqual(["pod.yaml:4 first", "set.yaml:4 web"]);
});

test("the Service of another namespace is another Service", () => {
  const other = service().replace("name: web-headless", "name: web-headless\n  namespace: shop");
  expect(definition(other + set("web-$0headless"))).toEqual([]);
});

test("a Service is named by sets, Pods and Ingresses of other files", () => {
  const naming = ['ingress.yaml:12 "web-headless"', "pod.yaml:9 web-headless", "set.yaml:6 web-headless"];
  expect(references(all.replace("name: web-headless", "name: web-$0headless"))).toEqual(naming);
  expect(references(all.replace("serviceName: web", "serviceName: w$0eb"))).toEqual(naming);
});

test("a namespace that is written as the default one is the same namespace", () => {
  const stated = set().replace("name: web\n", "name: web\n  namespace: default\n");
  expect(references(service("web-$0headless") + stated)).toEqual(["set.yaml:7 web-headless"]);
});

test("a workload is referred to by the selectors over its Pods", () => {
  expect(references(service() + set().replace("name: web\n", "name: w$0eb\n"))).toEqual(["service.yaml:7 selector"]);
});

test("in one document, the declaration is written and the rest is read", () => {
  const one = (service() + set("web-$0headless")).replace("# file: set.yaml\n", "---\n");
  expect(highlights(one)).toEqual(["write service.yaml:4 web-headless", "read service.yaml:15 web-headless"]);
});

test("on a key nothing is highlighted", () => {
  expect(highlights(service() + set().replace("serviceName", "service$0Name"))).toEqual([]);
});

test.each([
  ["an image", set().replace("image: nginx", "image: ng$0inx")],
  ["a Service that is not there", set("mis$0sing")],
  ["a template's hole", set("{{ .Values.na$0me }}")],
  ["a comment", `# file: set.yaml\n# com$0ment\n${set().replace("# file: set.yaml\n", "")}`],
])("%s leads nowhere", (_, text) => {
  expect([definition(text), references(text), highlights(text)]).toEqual([[], [], []]);
});

const config = (value: string): string => `# file: config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  A: ${value}
`;

test("a host name in a string leads to what is behind it, and is found from there", () => {
  const files = (cursor: string): string => `${config(`http://web-0.${cursor}web-headless:80`)}${service()}${set()}`;
  expect(definition(files("$0"))).toEqual(["service.yaml:4 web-headless"]);
  expect(definition(files("").replace("web-0.", "web$0-0."))).toEqual(["set.yaml:4 web"]);
  expect(references(`${config("http://web-0.web-headless:80")}${service("web-$0headless")}${set()}`)).toEqual([
    "set.yaml:6 web-headless",
    "config.yaml:6 web-0.web-headless",
  ]);
});
