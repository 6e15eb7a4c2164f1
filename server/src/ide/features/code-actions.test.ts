import { expect, test } from "vitest";
import { cursor, open } from "../../../../test/fixture/workspace.ts";
import { fullSupport } from "./client.ts";
import { codeActions } from "./code-actions.ts";
import { rangeOf } from "./convert.ts";

const alias = `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  type: ExternalName
  externalName: data$0base
---
apiVersion: v1
kind: Service
metadata:
  name: database
`;

const actions = (only?: readonly string[]) => {
  const { fixture, analysis } = open(alias);
  const { uri, start, end } = cursor(fixture);
  const range = rangeOf(analysis, uri, { start, end });
  return codeActions(
    analysis,
    {
      textDocument: { uri },
      range,
      context: only === undefined ? {} : { only },
    },
    fullSupport,
  );
};

test("the fixes of the findings under the cursor, the preferred one marked, and a way to ignore each", () => {
  expect(actions().map(({ title, isPreferred, kind }) => [title, isPreferred, kind])).toEqual([
    ["Change externalName to 'database.default.svc.cluster.local'", true, "quickfix"],
    ["Ignore 'external-name-not-a-host' here", undefined, "quickfix"],
    ["Ignore 'external-name-not-a-host' in this file", undefined, "quickfix"],
    ["Switch 'external-name-not-a-host' off in this repository (.podns.yaml)", undefined, "quickfix"],
  ]);
  expect(actions()[1]?.diagnostics?.map(({ code }) => code)).toEqual(["external-name-not-a-host"]);
});

test("kinds are hierarchical", () => {
  expect(actions(["quickfix"])).toHaveLength(4);
  expect(actions([""])).toHaveLength(4);
  expect(actions(["refactor"])).toEqual([]);
});
