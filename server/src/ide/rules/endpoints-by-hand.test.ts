/** Endpoints by hand: overwritten, of no Service, and all those that are right or not written by hand. */
import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const service = (name: string, spec = ""): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n${spec}  ports:\n    - port: 80\n---\n`;
const selector = "  selector:\n    app: web\n";
const endpoints = (name: string, note = "", metadata = "", more = ""): string =>
  `apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: ${name}\n${note}${metadata}subsets:\n  - addresses:\n      - ip: 192.168.60.1\n${more}    ports:\n      - port: 80\n`;
const slice = (labels: string, note = ""): string =>
  `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: ext-1\n${labels}${note}addressType: IPv4\nendpoints:\n  - addresses: [192.168.60.1]\nports:\n  - port: 80\n`;
const overwritten = (added = ""): string =>
  `#       ^^^ warning: the endpoints controller overwrites these Endpoints: Service 'ext' has a selector${added}, so its addresses are those of the Pods that it selects; remove the selector or these Endpoints (endpoints-by-hand)\n`;

test("a selector that kustomize adds overwrites them, too", () => {
  expectDiagnostics(
    `# file: kustomization.yaml\ncommonLabels:\n  team: a\nresources: [m.yaml]\n# file: m.yaml\n${service("ext")}${endpoints("ext", overwritten(", which kustomize adds with its labels"))}`,
  );
  expectDiagnostics(
    `# file: kustomization.yaml\nlabels:\n  - pairs:\n      team: a\nresources: [m.yaml]\n# file: m.yaml\n${service("ext")}${endpoints("ext")}`,
  );
});

test("what a cluster's controllers wrote, locks and slices beside those of the controller are left alone", () => {
  const own = service("ext", selector);
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: c\n      image: c\n---\n";
  expectDiagnostics(`${pod}${own}${endpoints("ext", overwritten())}`);
  expectDiagnostics(`${pod}${own}${endpoints("ext", "", "  resourceVersion: '7'\n")}`);
  expectDiagnostics(
    `${pod}${own}${endpoints("ext", "", "", "        targetRef:\n          kind: Pod\n          name: web\n")}`,
  );
  expectDiagnostics(
    `${pod}${own}${endpoints("ext", "", "  annotations:\n    control-plane.alpha.kubernetes.io/leader: '{}'\n")}`,
  );
  expectDiagnostics(`${pod}${own}${slice("  labels:\n    kubernetes.io/service-name: ext\n")}`);
  expectDiagnostics(`${pod}${own}apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: ext\n`);
});

test("Endpoints of no Service, where one waits for some", () => {
  const wrong =
    "#       ^^^^ 💡 warning: Endpoints 'exts' is for Service 'exts', and no Service of namespace 'default' has that name: nothing reads it; did you mean 'ext'? (endpoints-by-hand)\n";
  expectDiagnostics(`${service("ext")}${endpoints("exts", wrong)}`);
  expectFix(`${service("ext")}${endpoints("ex$0ts")}`, "Change the name", `${service("ext")}${endpoints("ext")}`);
  // A volume of GlusterFS may name them; the operator may make the Service.
  expectDiagnostics(endpoints("exts"));
  expectDiagnostics(`${service("ext", selector)}${endpoints("exts")}`.replace("app: web", "app: x"));
  expectDiagnostics(`${service("ext")}${endpoints("ext")}---\n${endpoints("exts")}`);
});

test("a slice without the label of its Service, or with another's", () => {
  const none =
    "#       ^^^^^ information: EndpointSlice 'ext-1' belongs to no Service: it has no label 'kubernetes.io/service-name', by which a Service finds its slices; did you mean 'ext'? (endpoints-by-hand)\n";
  expectDiagnostics(`${service("ext")}${slice("", none)}`);
  const beside = none.replace("; did you mean 'ext'?", "");
  expectDiagnostics(`${service("ext")}${endpoints("ext")}---\n${slice("", beside)}`);
  expectDiagnostics(slice(""));
  const other =
    "#                               ^^^^ 💡 warning: EndpointSlice 'ext-1' is for Service 'exts', and no Service of namespace 'default' has that name: nothing reads it; did you mean 'ext'? (endpoints-by-hand)\n";
  expectDiagnostics(`${service("ext")}${slice("  labels:\n    kubernetes.io/service-name: exts\n", other)}`);
  expectDiagnostics(`${service("ext")}${slice("  labels:\n    kubernetes.io/service-name: ext\n")}`);
});
