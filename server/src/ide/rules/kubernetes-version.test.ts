/** What a later release of Kubernetes took away is not an error for the one that the manifests are for. */
import { expect, test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { refusalsAt } from "../../kubernetes/manifests/refusals.ts";
import { readSettings } from "../../workspace/settings/settings.ts";

const cronJob =
  "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: c\nspec:\n  schedule: '0 0 * * *'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: c\n              image: c\n";
const wanted = (version: string): string =>
  `# settings: ${JSON.stringify({ kubernetesVersion: version })}\n# file: a.yaml\n${cronJob}`;
const gone =
  '#           ^^^^^^^^^^^^^ error: apiVersion: no matches for kind "CronJob" in version "batch/v1beta1": Kubernetes 1.25 took it away, use batch/v1; the object is refused (NotFound), so none of its names exists (refused)\n';

test("an API version is refused from the release on that took it away", () => {
  expectDiagnostics(wanted("1.24"));
  expectDiagnostics(wanted("v1.24.17"));
  const refused = cronJob.replace("kind: CronJob", `${gone}kind: CronJob`);
  for (const version of ["1.25", "1.30"]) expectDiagnostics(wanted(version).replace(cronJob, refused));
  expectDiagnostics(`# file: a.yaml\n${refused}`);
});

test("the object exists in the cluster of an older release", () => {
  const { analysis } = open(
    `# settings: {"kubernetesVersion":"1.15"}\n# file: a.yaml\napiVersion: apps/v1beta1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  replicas: 1\n  selector:\n    matchLabels:\n      app: db\n  template:\n    metadata:\n      labels:\n        app: db\n    spec:\n      containers:\n        - name: c\n          image: c\n`,
  );
  const [environment] = analysis.environmentsOf(uriOf("a.yaml"));
  expect([...(environment?.cluster.pods.keys() ?? [])]).toContain("default/db-0");
});

test("only a release in quotes is one", () => {
  const read = (value: unknown) => readSettings({ kubernetesVersion: value }, "");
  expect(read("1.9").settings.kubernetesVersion).toBe("1.9");
  expect(read("v1.30.2-eks-1").settings.kubernetesVersion).toBe("1.30");
  for (const value of [1.3, "new", "1", ""]) expect(read(value).problems[0]?.message).toContain("in quotes");
});

test("releases are compared by their numbers", () => {
  const refusal = { field: "", path: [], reason: "NotFound", message: "", removedIn: "1.16" } as const;
  expect(["1.9", "1.15", "1.16", "1.100", "2.0"].map((version) => refusalsAt([refusal], version).length)).toEqual([
    0, 0, 1, 1, 1,
  ]);
});
