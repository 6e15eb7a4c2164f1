import { expect, test } from "vitest";
import { atCursor } from "../../../../test/fixture/features.ts";
import { open } from "../../../../test/fixture/workspace.ts";
import { finished } from "../../base/steps.ts";
import { decisions } from "./decisions.ts";

const texts = `
# file: shop/client.yaml
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
    - name: client
      image: debian
      env:
        - name: ELSEWHERE
          value: http://database.other-team.svc.cluster.local:5432
        - name: KNOWN
          value: http://gone.default.svc.cluster.local # podns-ignore host-unresolvable: made by a script
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector: {app: web}
# file: overlay/kustomization.yaml
resources: [https://example.com/base, set.yaml]
# file: overlay/set.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
`;

test("says what was read, which environments are open, and why names are not judged; the asked place comes first", () => {
  const { analysis, uri, params: at } = atCursor(texts.replace("value: http://database", "va$0lue: http://database"));
  const params = { uri, position: at.position };
  const { text, links } = finished(decisions(analysis, params));
  expect(text).toMatchInlineSnapshot(`
    "Line 11 of shop/client.yaml
      shop/client.yaml:11:25: 'database.other-team.svc.cluster.local' is not judged: it is one in namespaces that these manifests do not fill ('other-team')

    This file: shop/client.yaml
      It is read as manifests.
      workspace (plain files) is closed
      shop/client.yaml:11:25: 'database.other-team.svc.cluster.local' is not judged: it is one in namespaces that these manifests do not fill ('other-team')
      shop/client.yaml:13:25: 'gone.default.svc.cluster.local' is not judged: it is one in namespaces that these manifests do not fill ('default')
      shop/client.yaml:13:58: information: there is no finding of 'host-unresolvable' to ignore here; remove the comment (unused-suppression, in workspace)
      shop/client.yaml:13:58: findings of 'host-unresolvable' are ignored here

    Files read: 3
      2 read as manifests
      1 a kustomization: it directs other files
      Not looked for: **/node_modules/**, **/.git/**, **/vendor/**, **/_site/**, **/testdata/** ('podns.exclude')

    Environments: 2, 1 of them open: there something may exist that no manifest shows, so nothing is called missing
      overlay (kustomization) is open: 'https://example.com/base' is remote (kustomization 'overlay')
      workspace (plain files) is closed

    Names not judged: 2 of 2
      shop/client.yaml:11:25: 'database.other-team.svc.cluster.local' is not judged: it is one in namespaces that these manifests do not fill ('other-team')
      shop/client.yaml:13:25: 'gone.default.svc.cluster.local' is not judged: it is one in namespaces that these manifests do not fill ('default')

    Comments that ignore findings: 1
      shop/client.yaml:13:58: findings of 'host-unresolvable' are ignored here

    Rules that are off
      None.
    "
  `);
  const lines = text.split("\n");
  const [first] = links;
  expect(lines[first?.range.start.line ?? -1]?.slice(2, first?.range.end.character)).toBe("shop/client.yaml:11:25");
  expect(first?.target.start).toEqual({ line: 10, character: 24 });
});

test("a file that was not read has its reason", () => {
  const { analysis } = open(texts);
  expect(finished(decisions(analysis, { uri: "file:///elsewhere/a.yaml" })).text).toContain("is not read: ");
});

test("without a place all of the workspace is told of", () => {
  const { analysis } = open(texts);
  expect(finished(decisions(analysis, {})).text).toMatch(/^Files read: 3\n/);
});

test("where every environment is closed, nothing is said of what may exist", () => {
  const { analysis } = open(
    "# file: web.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n",
  );
  const { text } = finished(decisions(analysis, {}));
  expect(text).toContain("\nEnvironments: 1, none of them open\n  workspace (plain files) is closed\n");
});
