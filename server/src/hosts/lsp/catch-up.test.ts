import { expect, test, vi } from "vitest";
import { everythingSaid } from "../../../../test/fixture/every-answer.ts";
import { uriOf, workspaceOf } from "../../../../test/fixture/workspace.ts";
import { catchUp } from "./catch-up.ts";

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports:
    - port: 80
`;

const files: ReadonlyMap<string, string> = new Map([
  ["base/kustomization.yaml", "resources: [service.yaml]\n"],
  ["base/service.yaml", service("web")],
  ...Array.from({ length: 12 }, (_, index): [string, string] => [
    `o${index}/kustomization.yaml`,
    `resources: [../base]\nnamespace: ns-${index}\n`,
  ]),
]);
const base = uriOf("base/service.yaml");

test("after edits, also in the middle of the work, everything is as it is now, and that is said once", async () => {
  const workspace = workspaceOf(files, true);
  everythingSaid(workspace.analysis);
  const done = vi.fn();
  const failed = vi.fn();
  const follow = catchUp({ workspace, open: () => [base], done, failed });
  follow();
  workspace.apply([{ uri: base, text: service("one") }]);
  follow();
  expect(workspace.analysis.isBehind).toBe(true);
  workspace.apply([{ uri: base, text: service("two") }]);
  follow();
  await vi.waitUntil(() => done.mock.calls.length > 0, { timeout: 60_000 });
  expect(workspace.analysis.isBehind).toBe(false);
  expect(done).toHaveBeenCalledTimes(1);
  expect(failed).not.toHaveBeenCalled();
  const texts = new Map(files).set("base/service.yaml", service("two"));
  expect(everythingSaid(workspace.analysis)).toEqual(everythingSaid(workspaceOf(texts).analysis));
});

test("an error is told, and nothing stays as it was", async () => {
  const workspace = workspaceOf(files, true);
  everythingSaid(workspace.analysis);
  const done = vi.fn();
  const failed = vi.fn();
  const follow = catchUp({
    workspace,
    open: () => {
      throw new Error("no list");
    },
    done,
    failed,
  });
  workspace.apply([{ uri: base, text: service("one") }]);
  follow();
  await vi.waitUntil(() => done.mock.calls.length > 0, { timeout: 60_000 });
  expect(failed).toHaveBeenCalledWith(new Error("no list"));
  expect(workspace.analysis.isBehind).toBe(false);
});
