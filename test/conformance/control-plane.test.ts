/**
 * Replays control-plane.json, what a real API server with its controllers and CoreDNS made of clusters as users write
 * them, in three modes: from the manifests alone, from the objects without controller-made endpoints, from the whole dump.
 */
import { describe, expect, test } from "vitest";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import { corefile, difference, serverOf, verified } from "./control-plane-answers.ts";
import { clusterOf, recorded } from "./control-plane-cluster.ts";
import { translatedQuery as translated, translation } from "./control-plane-translate.ts";
import type { ControlPlaneQuery } from "./coredns-vectors.ts";
import { tally } from "./tally.ts";

describe("control-plane.json", () => {
  test("the Corefiles are read without notes", () => {
    expect(readCorefile(corefile).notes).toEqual([]);
    expect(readCorefile(verified).blocks[0]?.plugins[0]).toMatchObject({ pods: "verified", endpointPodNames: true });
  });

  for (const mode of ["plain", "state", "dump"] as const) {
    for (const scenario of recorded.scenarios) {
      const steps = scenario.steps.filter((step) => mode !== "plain" || step.plain === true);
      if (steps.length === 0) continue;
      const count = steps.reduce((sum, step) => sum + step.queries.length + (step.queries_verified ?? []).length, 0);
      test(`${mode}, ${scenario.id}: ${count} queries`, (context) => {
        const found = { corefile: [] as string[], verified: [] as string[] };
        for (const step of steps) {
          const cluster = clusterOf(mode, step);
          const { translate } = mode === "plain" ? translation(cluster, step.addresses) : identity;
          const compare = (text: string, queries: readonly ControlPlaneQuery[]): readonly string[] => {
            const server = serverOf(cluster, text);
            return queries.map((query) => translated(query, translate)).flatMap((query) => difference(server, query));
          };
          found.corefile.push(...compare(corefile, step.queries));
          found.verified.push(...compare(verified, step.queries_verified ?? []));
        }
        const counted = { file: "control-plane.json", unit: "queries" };
        const asked = steps.reduce((sum, step) => sum + step.queries.length, 0);
        const name = `${mode}, engine`;
        tally(context, { ...counted, mode: name, total: asked, right: asked - found.corefile.length });
        const others = count - asked;
        const right = others - found.verified.length;
        tally(context, { ...counted, mode: `${name}, corefile_verified`, total: others, right });
        expect(found).toEqual({ corefile: [], verified: [] });
      });
    }
  }
});

const identity = { translate: (text: string): string => text };
