/** Name rules of the rewrite plugin. */
import { expect, test } from "vitest";
import type { RecordData, ResourceRecord } from "../../data/record.ts";
import { readCorefile } from "../read-corefile.ts";
import { emptyReply } from "../reply.ts";
import type { RewritePlugin } from "../server-config.ts";
import { answerRewrite, goPattern } from "./rewrite.ts";

/** Sends a question through rules; the server behind them answers with the records. */
function pass(rules: string, name: string, records: readonly RecordData[]): readonly ResourceRecord[] {
  const { blocks } = readCorefile(`. {\n${rules}\n}`);
  const plugins = (blocks[0]?.plugins ?? []).filter((plugin): plugin is RewritePlugin => plugin.kind === "rewrite");
  const response = answerRewrite(plugins, { name, type: "A" }, (asked) => ({
    ...emptyReply("NOERROR", { kind: "apex" }),
    answer: records.map((data) => ({ record: { name: asked.name, ttl: 1, data } })),
  }));
  return response.kind === "reply" ? response.answer.map(({ record }) => record) : [];
}

const address: RecordData = { type: "A", address: "10.0.0.1" };

test("a rule without answers leaves the new name in the reply", () => {
  expect(pass("rewrite name prefix old- new-", "OLD-a.example.", [address])).toMatchObject([
    { name: "new-a.example." },
  ]);
});

test("automatic rules map owner names and names in data, the subdomains too", () => {
  const alias: RecordData = { type: "CNAME", target: "x.new.example." };
  const rules = "rewrite name suffix .old.example .new.example answer auto";
  expect(pass(rules, "a.old.example.", [alias])).toEqual([
    { name: "a.old.example.", ttl: 1, data: { type: "CNAME", target: "x.old.example." } },
  ]);
  const srv: RecordData = { type: "SRV", priority: 0, weight: 1, port: 1, target: "p.b.example." };
  expect(pass("rewrite name a.example b.example", "a.example.", [srv])).toMatchObject([
    { name: "a.example.", data: { target: "p.a.example." } },
  ]);
});

test("written answer rules", () => {
  const rules = "rewrite name regex (.*)\\.a\\.example {1}.b.example answer name (.*)\\.b\\.example {1}.a.example";
  expect(pass(rules, "x.a.example.", [address])).toMatchObject([{ name: "x.a.example." }]);
});

test("Go's patterns are read as far as JavaScript has them", () => {
  expect(goPattern("(?i)^A(?P<x>b)$")?.test("aB")).toBe(true);
  expect(goPattern("(")).toBeUndefined();
});

test("a hostile pattern ends, and a rule that doubles a name fills no memory", () => {
  const evil = `rewrite name regex (([a-z])+.)+$x {1}`;
  expect(
    pass(evil, `${"a".repeat(63)}.${"a".repeat(63)}.${"a".repeat(63)}.${"a".repeat(60)}.`, [address]),
  ).toHaveLength(1);
  const doubling = "rewrite continue name regex (.*)\\.$ {1}{1}.\n".repeat(40);
  const [record] = pass(doubling, "abc.", [address]);
  expect(record?.name.length).toBeLessThan(5000);
  const answers = `rewrite name a.example b.example${" answer name (.*) {1}{1}".repeat(40)}`;
  expect(pass(answers, "a.example.", [address])[0]?.name.length).toBeLessThan(5000);
});

test("exact rules and others apply in the order in which they are written", () => {
  const rules = [
    "rewrite continue name suffix .one .two",
    "rewrite continue name exact a.two b.three",
    "rewrite name exact a.one never.one",
    "rewrite continue name exact b.three c.four",
    "rewrite name suffix .four .five",
    "rewrite name exact c.five never.five",
  ].join("\n");
  const { blocks } = readCorefile(`. {\n${rules}\n}`);
  const plugins = (blocks[0]?.plugins ?? []).filter((plugin): plugin is RewritePlugin => plugin.kind === "rewrite");
  const asked: string[] = [];
  for (const name of ["a.one.", "b.three.", "x.four.", "c.five."])
    answerRewrite(plugins, { name, type: "A" }, (question) => {
      asked.push(question.name);
      return emptyReply("NXDOMAIN", { kind: "apex" });
    });
  expect(asked).toEqual(["c.five.", "c.five.", "x.five.", "never.five."]);
});

test("of thousands of exact rules those of the name are looked at", () => {
  let looked = 0;
  const rules = Array.from(
    { length: 5000 },
    (_, index): RewritePlugin => ({
      kind: "rewrite",
      mode: "exact",
      get from() {
        looked++;
        return `a${index}.example`;
      },
      to: `b${index}.example`,
      answerAuto: false,
    }),
  );
  const asked: string[] = [];
  for (const index of [4999, 17, 0, 2500])
    answerRewrite(rules, { name: `A${index}.example.`, type: "A" }, ({ name }) => {
      asked.push(name);
      return emptyReply("NXDOMAIN", { kind: "apex" });
    });
  expect(asked).toEqual(["b4999.example.", "b17.example.", "b0.example.", "b2500.example."]);
  expect(looked).toBeLessThan(5100);
});

test.each(["exact", "prefix"] as const)("thousands of %s rules that continue are gone through once", (mode) => {
  const rules = Array.from(
    { length: 20_000 },
    (): RewritePlugin => ({ kind: "rewrite", mode, from: "a.", to: "a.", answerAuto: false, continues: true }),
  );
  const before = process.cpuUsage().user;
  answerRewrite(rules, { name: "a.", type: "A" }, () => emptyReply("NXDOMAIN", { kind: "apex" }));
  // Microseconds; each rule looking through all others takes ten seconds.
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
});
