import { describe, expect, test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../../test/fixture/check.ts";
import { cursor, open } from "../../../../../test/fixture/workspace.ts";
import { applyEdits } from "../../../base/edit.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { ignoreHere } from "../unused-suppression.ts";
import { judgeFile } from "./run.ts";

const alias = (line: string, above = "", head = ""): string => `${head}apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  type: ExternalName
${above}  externalName: ${line}
`;
const message =
  "'db' does not resolve: '192.0.2.10' is an address, and the alias leads to the domain name '192.0.2.10.', which does not exist; use a Service without selector and an EndpointSlice with this address (external-name-not-a-host)";
const marked = `192.0.2.10
#               ^^^^^^^^^^ warning: ${message}`;

describe("a comment covers", () => {
  test.each([
    ["its line", alias("192.0.2.10 # podns-ignore external-name-not-a-host: reasons")],
    ["the next line", alias("192.0.2.10", "  # podns-ignore external-name-not-a-host\n")],
    ["the next line with content", alias("192.0.2.10", "  # podns-ignore external-name-not-a-host\n\n  # why\n")],
    ["the document below it", alias("192.0.2.10", "", "# Copyright\n# podns-ignore external-name-not-a-host\n\n")],
    ["the document behind a separator", alias("192.0.2.10", "", "# podns-ignore external-name-not-a-host\n---\n")],
    [
      "the file",
      `${alias("db.example.com")}---\n# podns-ignore-file external-name-not-a-host: all\n${alias("192.0.2.10")}`.replace(
        "name: db",
        "name: a",
      ),
    ],
    [
      "with several rules",
      alias("192.0.2.10 # podns-ignore service-not-headless, external-name-not-a-host: x").replace(
        "service-not-headless, ",
        "",
      ),
    ],
  ])("%s", (_, text) => {
    expectDiagnostics(text);
  });

  test.each([
    ["another line", alias(marked, "  # podns-ignore external-name-not-a-host\n  sessionAffinity: None\n")],
    [
      "another document",
      `${alias("db.example.com", "", "# podns-ignore external-name-not-a-host\n").replace("name: db", "name: a")}---\n${alias(marked)}`,
    ],
  ])("not %s", (_, text) => {
    const { fixture, analysis } = open(text);
    const found = [...analysis.files.keys()].flatMap((uri) => judgeFile(analysis, uri));
    expect(found.map(({ rule }) => rule.id)).toEqual(["external-name-not-a-host", "unused-suppression"]);
    expect(fixture.annotations).toHaveLength(1);
  });
});

test("unknown rules, no rule, and a rule that is switched off", () => {
  expectDiagnostics(
    alias(`db.example.com # podns-ignore external-name-not-a-hots
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no rule 'external-name-not-a-hots'; did you mean 'external-name-not-a-host'? (unused-suppression)`),
  );
  expectDiagnostics(
    alias(`db.example.com # podns-ignore
#                                ^^^^^^^^^^^^ 💡 information: the comment names no rule; write '# podns-ignore rule-id: reason' (unused-suppression)`),
  );
  expectDiagnostics(
    `# settings: {"rules": {"external-name-not-a-host": "off"}}\n${alias("192.0.2.10 # podns-ignore external-name-not-a-host")}`,
  );
});

test("one rule of several is unused, and goes away alone", () => {
  const text = alias(`192.0.2.10 # podns-ignore ordering, external-name-not-a-host: x
#                                         ^^^^^^^^ 💡 information: there is no finding of 'ordering' to ignore here; remove 'ordering' (unused-suppression)`);
  expectDiagnostics(text);
  expectFix(
    alias("192.0.2.10 # podns-ignore order$0ing, external-name-not-a-host: x"),
    "Remove 'ordering'",
    alias("192.0.2.10 # podns-ignore external-name-not-a-host: x"),
  );
  expectFix(
    alias("192.0.2.10 # podns-ignore external-name-not-a-host, order$0ing: x"),
    "Remove 'ordering'",
    alias("192.0.2.10 # podns-ignore external-name-not-a-host: x"),
  );
});

test("unused rules beside each other go away one by one, also behind the one that is used", () => {
  expectFix(
    alias("192.0.2.10 # podns-ignore ndots, external-name-not-a-host, order$0ing, duplicate-object: x"),
    "Remove 'ordering'",
    alias("192.0.2.10 # podns-ignore ndots, external-name-not-a-host, duplicate-object: x"),
  );
});

test("the whole comment goes away with its line, or with the blanks before it", () => {
  expectFix(
    alias("db.example.com", "  # podns-$0ignore external-name-not-a-host\n"),
    "Remove the comment",
    alias("db.example.com"),
  );
  expectFix(alias("db.example.com   # podns-i$0gnore ordering"), "Remove the comment", alias("db.example.com"));
});

describe("Ignore … here", () => {
  const ignore = (text: string): string => {
    const { fixture, analysis } = open(text);
    const { uri } = cursor(fixture);
    const [reported] = judgeFile(analysis, uri);
    const fix = reported && ignoreHere(analysis, reported.rule.id, reported.finding.at);
    return fix === undefined ? "none" : applyEdits(analysis.files.get(uri)?.text ?? "", fix.edits);
  };

  test("writes a comment above, with the line's indentation, which then ignores", () => {
    const after = alias("192.0.2.10", "  # podns-ignore external-name-not-a-host\n");
    expect(ignore(alias("192.0.2.10$0"))).toBe(after);
    expectDiagnostics(after);
  });

  test("adds the rule to a comment that is there", () => {
    expect(ignore(alias("192.0.2.10$0", "  # podns-ignore ordering: because\n"))).toBe(
      alias("192.0.2.10", "  # podns-ignore ordering, external-name-not-a-host: because\n"),
    );
  });

  test("JSON has no comments", () => {
    expect(
      ignore(
        '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"},\n "spec": {"type": "ExternalName",\n "externalName": "192.0.2.10$0"}}\n',
      ),
    ).toBe("none");
  });
});

describe("what a kustomization renders", () => {
  const files = (base: string, patch: string): string => `# file: base/kustomization.yaml
resources: [db.yaml]
# file: base/db.yaml
${base}# file: overlay/kustomization.yaml
namePrefix: dev-
resources: [../base]
patches:
  - path: patch.yaml
# file: overlay/patch.yaml
${patch}`;
  const found = (text: string): readonly string[] => {
    const { analysis } = open(text);
    return [...analysis.files.keys()].flatMap((uri) =>
      judgeFile(analysis, uri).map(({ rule, finding }) => `${siteSpan(analysis, finding.at)?.uri} ${rule.id}`),
    );
  };
  const patch = (comment: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  externalName: 192.0.2.10${comment}\n`;

  test("is ignored where it is written: in the base, or in the patch", () => {
    const here = " # podns-ignore external-name-not-a-host: reasons";
    const other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";
    expect(
      found(files(alias("192.0.2.10"), other.replace("name: c", "name: db").replace("ConfigMap", "Service"))),
    ).toEqual(["file:///workspace/base/db.yaml external-name-not-a-host"]);
    expect(
      found(
        files(
          alias(`192.0.2.10${here}`),
          patch("").replace(/ {2}externalName.*\n/, "  publishNotReadyAddresses: true\n"),
        ),
      ),
    ).toEqual([]);
    expect(found(files(alias("db.example.com"), patch("")))).toEqual([
      "file:///workspace/overlay/patch.yaml external-name-not-a-host",
    ]);
    expect(found(files(alias("db.example.com"), patch(here)))).toEqual([]);
  });
});
