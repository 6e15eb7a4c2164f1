import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const map = (value: string, name = "c", more = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  a: ${value}\n`;

test("two files with the same object are alternatives", () => {
  expectDiagnostics(`# file: a.yaml\n${map("x")}# file: b.yaml\n${map("k")}`);
});

test("other kinds, groups and namespaces are other objects; a placeholder may be any name", () => {
  expectDiagnostics(`${map("x")}---\n${map("k", "c", "  namespace: other\n")}`);
  expectDiagnostics(`${map("x")}---\n${map("k").replace("ConfigMap", "Thing").replace("v1", "example.com/v1")}`);
  expectDiagnostics(`${map("x", '"{{ a }}"')}---\n${map("k", '"{{ a }}"')}`);
});

test("a copy is information, and the fix takes the earlier one out", () => {
  expectDiagnostics(
    `${map("x")}---\n${map("x").replace(
      "name: c\n",
      "name: c\n#       ^ 💡 information: ConfigMap 'c' is defined twice in this file: both definitions say the same (duplicate-object)\n",
    )}`,
  );
  expectFix(
    `${map("x")}---\n${map("z", "d")}---\n${map("k", "c$0")}`,
    "Remove the earlier",
    `${map("z", "d")}---\n${map("k")}`,
  );
});
