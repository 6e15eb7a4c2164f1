/** A CronJob makes no Pods before its time, and a scenario can say when that comes. */
import { expect, test } from "vitest";
import { directoryWith, podns } from "../../../../test/cli/in-process.ts";

const manifests = `apiVersion: v1
kind: Service
metadata: { name: backup }
spec: { clusterIP: None, publishNotReadyAddresses: true, selector: { app: backup }, ports: [{ port: 80 }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: backup }
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        metadata: { labels: { app: backup } }
        spec:
          hostname: worker
          subdomain: backup
          restartPolicy: Never
          containers: [{ name: c, image: busybox }]
`;

test("before its time there is no Pod and no name; afterwards there are both", async () => {
  const folder = directoryWith({
    "k8s/job.yaml": manifests,
    "run.yaml": "events:\n  - { at: 10s, run: cronjob/backup }\n",
  });
  const ask = async (...flags: readonly string[]) =>
    (
      await podns(folder.path, [
        "nslookup",
        "worker.backup.default.svc.cluster.local",
        "--as",
        "bind-nslookup",
        ...flags,
        "k8s",
      ])
    ).stdout;
  expect(await ask()).toContain("NXDOMAIN");
  expect((await podns(folder.path, ["pods", "k8s"])).stdout).toBe("No Pods.\n");
  expect(await ask("--scenario", "run.yaml", "--at", "5s")).toContain("NXDOMAIN");
  expect(await ask("--scenario", "run.yaml", "--at", "20s")).toMatch(/Address: 10\.244\./);
  const { stdout } = await podns(folder.path, ["timeline", "backup", "--scenario", "run.yaml", "k8s"]);
  expect(stdout).toMatch(/^10s +the time of CronJob default\/backup comes$/m);
  expect(stdout).toMatch(/NXDOMAIN[\s\S]*NOERROR/);
  expect(stdout).not.toContain("is gone");
  const wrong = directoryWith({ "w.yaml": "events:\n  - { at: 1s, run: cronjob/nightly }\n" });
  const { stderr } = await podns(folder.path, ["timeline", "backup", "--scenario", `${wrong.path}/w.yaml`, "k8s"]);
  expect(stderr).toContain("there is no CronJob");
  folder.remove();
  wrong.remove();
});
