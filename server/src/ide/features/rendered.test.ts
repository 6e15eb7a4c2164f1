import { expect, test } from "vitest";
import {
  codeLenses,
  complete,
  completions,
  definition,
  hover,
  references,
  symbols,
} from "../../../../test/fixture/features.ts";

/** A base with two overlays that give other names. */
const overlays = (serviceName = "web-headless"): string => `# file: base/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: 2
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
# file: base/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
# file: base/kustomization.yaml
resources: [set.yaml, service.yaml]
# file: test/kustomization.yaml
namespace: test
namePrefix: t-
resources: [../base]
# file: prod/kustomization.yaml
namespace: prod
resources: [../base]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: web
      spec:
        replicas: 3
`;

/** Only the overlay that puts a prefix before all names. */
const prefixed = (serviceName: string): string => overlays(serviceName).replace(/# file: prod\/.*$/s, "");

test("a hover speaks of the first environment, and names the others", () => {
  const text = hover(overlays("web-$0headless"));
  expect(text).toContain(
    "headless Service in `prod` ([service.yaml:4](base/service.yaml#L4,9)) governs this StatefulSet",
  );
  expect(text).toContain("`web-2.web-headless.prod.svc.cluster.local`");
  expect(text).toContain("As in **prod (kustomization)**; the file also belongs to test (kustomization).");
});

test("names are those after rendering, places those of the text", () => {
  const text = hover(prefixed("web-$0headless"));
  expect(text).toContain("**t-web-headless**: headless Service in `test` ([service.yaml:4](base/service.yaml#L4,9))");
  expect(text).toContain("`t-web-1.t-web-headless.test.svc.cluster.local`");
  expect(symbols(prefixed("web-headless"))[1]).toContain("t-web-0.t-web-headless.test.svc.cluster.local");
  expect(codeLenses(prefixed("web-headless"))).toEqual([
    "base/set.yaml:1 apiVersion: Simulate nslookup (test/t-web-0 t-web-0.t-web-headless)",
    "base/set.yaml:1 apiVersion: 2 names · 2 resolve ()",
  ]);
});

test("definition and references follow rendered names to the text", () => {
  expect(definition(overlays("web-$0headless"))).toEqual(["base/service.yaml:4 web-headless"]);
  expect(references(prefixed("web-$0headless"))).toEqual(["base/set.yaml:6 web-headless"]);
});

test("completion offers names as they are written, without what the kustomization puts before them", () => {
  expect(completions(prefixed("$0"))[0]).toContain("web-headless (headless Service, selects these Pods)");
  expect(complete(prefixed("$0"), "web-headless")).toContain("serviceName: web-headless\n");
});
