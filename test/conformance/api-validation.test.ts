/** Replays manifests that a real API server accepted or refused (data/api-validation.json): field, reason, message. */

import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../server/src/base/json.ts";
import type { FieldError } from "../../server/src/kubernetes/validation/field-error.ts";
import { validateUpdate } from "../../server/src/kubernetes/validation/update.ts";
import { validate } from "../../server/src/kubernetes/validation/validate.ts";
import { recordedJson } from "./recorded.ts";
import { tally, tallyEach } from "./tally.ts";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [key: string]: JsonValue;
}

interface Case {
  readonly id: string;
  readonly manifest: Manifest;
  readonly before?: Manifest;
  readonly accepted: boolean;
  readonly status?: number;
  readonly causes?: readonly { readonly field: string; readonly reason: string; readonly message: string }[];
  readonly message?: string;
}

const recorded = recordedJson<{ readonly cases: readonly Case[] }>("api-validation.json");

/**
 * What no manifest tells by itself, each with the reason why: these are answered elsewhere, or not at all.
 */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ["clusterip-10.1.2.3", "the Service ranges of a cluster are its own: its manifests do not show them"],
  ["unknown-field", "fields that no schema knows are left to schema extensions"],
  ["sts-servicename-typo", "fields that no schema knows are left to schema extensions"],
  ["deploy-servicename", "fields that no schema knows are left to schema extensions"],
  ["namespace-missing", "whether a namespace exists is known only where the world is closed (identity.ts)"],
]);

function causes({ manifest, before }: Case): readonly FieldError[] {
  const { apiVersion, kind } = manifest;
  return before === undefined
    ? validate(apiVersion, kind, manifest)
    : validateUpdate(apiVersion, kind, before, manifest);
}

const told = recorded.cases.filter(({ id }) => !elsewhere.has(id));

describe("api-validation.json", () => {
  tallyEach({ file: "api-validation.json", mode: "engine", unit: "cases" });

  test.each(told.filter(({ accepted }) => accepted).map((one) => [one.id, one] as const))(
    "%s is accepted",
    (_, one) => {
      expect(causes(one)).toEqual([]);
    },
  );

  const invalid = told.filter((one) => one.causes !== undefined);
  test.each(invalid.map((one) => [one.id, one] as const))("%s is refused", (_, one) => {
    const line = ({ field, reason, message }: { field: string; reason: string; message: string }): string =>
      `${field} ${reason} ${message}`;
    expect(causes(one).map(line).sort()).toEqual((one.causes ?? []).map(line).sort());
  });

  const undecoded = told.filter((one) => !one.accepted && one.causes === undefined);
  test.each(undecoded.map((one) => [one.id, one] as const))("%s is not decoded", (_, one) => {
    const [first] = causes(one);
    expect(first?.reason).toBe(one.status === 404 ? "NotFound" : "FieldValueTypeInvalid");
    const { apiVersion, kind } = one.manifest;
    if (one.status !== 400) return;
    const version = apiVersion.replace(/^.*\//, "");
    expect(`${kind} in version "${version}" cannot be handled as a ${kind}: ${first?.message}`).toBe(one.message);
  });
});

test("what is not told here exists in the data", (context) => {
  const ids = new Set(recorded.cases.map(({ id }) => id));
  const reason = [...new Set(elsewhere.values())].join("; ");
  const leftOut = { count: elsewhere.size, reason };
  tally(context, { file: "api-validation.json", mode: "engine", unit: "cases", total: 0, right: 0, leftOut });
  expect([...elsewhere.keys()].filter((id) => !ids.has(id))).toEqual([]);
});
