import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import type { FileChange } from "../../workspace/workspace.ts";
import { diskQueue } from "./disk.ts";

const uri = asUri("file:///two/k/web.yaml");

test("a file that was not read and is not there any more is told of after a scan", async () => {
  let isOutside = true;
  const told: FileChange[] = [];
  const disk = diskQueue({
    host: {
      findFiles: async () => [],
      readFiles: async (uris) => uris.map(() => null),
      remarkOn: () => (isOutside ? { unread: { why: "it lies outside of the workspace", outside: true } } : undefined),
    },
    sink: { apply: (changes) => void told.push(...changes), wanted: () => [uri], named: () => () => true },
    applied: () => undefined,
    failed: (error) => expect(error).toBeUndefined(),
  });
  await disk.scan([]);
  expect(told.map(({ unread }) => unread?.outside)).toEqual([true]);
  // Its folder is a part of the workspace now, and does not have it.
  isOutside = false;
  await disk.scan([]);
  expect(told.slice(1)).toEqual([{ uri, text: null }]);
  // Once is enough.
  await disk.scan([]);
  expect(told).toHaveLength(2);
});
