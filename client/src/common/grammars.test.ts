/** Checks the expressions of the grammars on the lines they are for; the colours themselves are the theme's. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly patterns?: readonly Rule[];
}

interface Grammar {
  readonly scopeName: string;
  readonly patterns: readonly Rule[];
  readonly repository?: Readonly<Record<string, Rule>>;
}

function grammar(file: string): Grammar {
  const text = readFileSync(new URL(`../../../syntaxes/${file}`, import.meta.url), "utf8");
  return JSON.parse(text) as Grammar;
}

/** What the first fitting rule takes from the line. */
function taken(rules: readonly Rule[], line: string): string | undefined {
  for (const rule of rules) {
    const source = rule.match ?? rule.begin;
    const found = source === undefined ? taken(rule.patterns ?? [], line) : new RegExp(source).exec(line)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

const repository = (file: string, name: string): readonly Rule[] => {
  const rule = grammar(file).repository?.[name];
  return rule === undefined ? [] : [rule];
};

test.each([
  ["http://api.shop.svc:8080/x", "api.shop.svc"],
  ["api.shop.svc.cluster.local.", "api.shop.svc.cluster.local."],
  ["web-0.web-headless.default.svc.cluster.local:5432", "web-0.web-headless.default.svc.cluster.local"],
  ["_http._tcp.web.default.svc", "_http._tcp.web.default.svc"],
  ["10-244-0-7.default.pod.cluster.local", "10-244-0-7.default.pod.cluster.local"],
  ["registry.example.com/svc", undefined],
  ["svc.cluster.local", undefined],
  ["my.svc", undefined],
])("the names in %s", (text, expected) => {
  expect(taken(grammar("dns-names.injection.json").patterns, text)).toBe(expected);
});

test.each([
  ["web.default.svc.cluster.local. 30 IN A 10.96.0.7", "record", "web.default.svc.cluster.local. 30 IN A"],
  ['*.example. IN TXT "x"', "record", "*.example. IN TXT"],
  ["; made up", "comment", "; made up"],
  ["0 50 80 web-0.web.default.svc.cluster.local.", "data", "0"],
])("zone: %s", (line, rule, expected) => {
  const found = taken(repository("zone.tmLanguage.json", rule), line);
  expect(rule === "data" ? found !== undefined : found === expected).toBe(true);
});

test.each([
  ["Server:\t\t10.96.0.10", "field", "Server:"],
  ["Address:\t10.96.0.10#53", "address", "10.96.0.10#53"],
  ["Address: fd00:10:244::5", "address", "fd00:10:244::5"],
  ["** server can't find web-headles: NXDOMAIN", "error", "** server can't find web-headles: NXDOMAIN"],
  [";; Got recursion not available from 10.96.0.10", "remark", ";; Got recursion not available from 10.96.0.10"],
  ["$ kubectl exec web-0 -- nslookup web", "prompt", "$ kubectl exec web-0 -- nslookup web"],
])("nslookup: %s", (line, rule, expected) => {
  expect(taken(repository("nslookup.tmLanguage.json", rule), line)).toBe(expected);
});
