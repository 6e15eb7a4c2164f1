/**
 * Compares the Pods and endpoints that the engine builds with those that a real API server and its controllers made of
 * the same objects (control-plane.json), object by object and without any DNS in between.
 */
import { describe, expect, test } from "vitest";
import { clusterOf, recorded, recordedObjects } from "./control-plane-cluster.ts";
import { builtEndpointLines, builtPodLines, recordedEndpointLines, recordedPodLines } from "./control-plane-lines.ts";
import { translation } from "./control-plane-translate.ts";
import { tallyEach } from "./tally.ts";

describe("control-plane.json, objects", () => {
  tallyEach({ file: "control-plane.json", mode: "Pods and endpoints", unit: "scenarios by mode" });

  for (const { id, steps } of recorded.scenarios) {
    test(`state, ${id}: endpoints as the controllers made them`, () => {
      for (const step of steps) {
        const built = builtEndpointLines(clusterOf("state", step), true);
        expect(built).toEqual(recordedEndpointLines(recordedObjects(step), true));
      }
    });

    test(`dump, ${id}: nothing is derived again and exactly the listed Pods exist`, () => {
      for (const step of steps) {
        const cluster = clusterOf("dump", step);
        expect(builtEndpointLines(cluster, true)).toEqual([]);
        expect(builtPodLines(cluster)).toEqual(recordedPodLines(recordedObjects(step)));
      }
    });

    const plain = steps.filter((step) => step.plain === true);
    if (plain.length === 0) continue;
    test(`plain, ${id}: Pods and endpoints predicted from the manifests`, () => {
      for (const step of plain) {
        const cluster = clusterOf("plain", step);
        expect(builtPodLines(cluster)).toEqual(recordedPodLines(recordedObjects(step)));
        const { translate } = translation(cluster, step.addresses);
        const expected = recordedEndpointLines(recordedObjects(step), false).map(translate).sort();
        expect(builtEndpointLines(cluster, false)).toEqual(expected);
      }
    });
  }
});
