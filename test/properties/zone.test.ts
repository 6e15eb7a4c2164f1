/** What must hold for every cluster: the order and the files that objects come in, a dump with or without slices, the wire. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { buildCluster } from "../../server/src/cluster/state/build.ts";
import { type Cluster, defaultClusterOptions } from "../../server/src/cluster/state/cluster.ts";
import { formatRecord, type ResourceRecord } from "../../server/src/dns/data/record.ts";
import { answer } from "../../server/src/dns/server/server.ts";
import { ask } from "../../server/src/hosts/cli/asking.ts";
import { wholeEnvironment } from "../../server/src/hosts/cli/command-environments.ts";
import { queryFor } from "../../server/src/hosts/cli/wire/message.ts";
import { readMessage } from "../../server/src/hosts/cli/wire/read.ts";
import { respond, type Transport } from "../../server/src/hosts/cli/wire/respond.ts";
import { classIn, rcodeName, typeNumber } from "../../server/src/hosts/cli/wire/types.ts";
import { writeMessage } from "../../server/src/hosts/cli/wire/write.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { defaultSettings } from "../../server/src/workspace/settings/settings.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import { dumpOf, isMade } from "./dump.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";
import { answersOf, outside, questionsAbout, responseText, serverFor } from "./zone-text.ts";

const runs = { numRuns: Number(process.env["PODNS_RUNS"] ?? 25) };
const plugins = ["pods insecure\n ttl 30", "pods verified\n endpoint_pod_names"] as const;

describe("every cluster", () => {
  test("the order of objects decides nothing", () => {
    fc.assert(
      fc.property(withShuffled, ([objects, shuffled]) => {
        expectSameAnswers(clusterOf(objects), clusterOf(shuffled));
      }),
      runs,
    );
  });

  test("one file, a file for each object, a list: the same cluster", () => {
    fc.assert(
      fc.property(withShuffled, fc.boolean(), ([objects, shuffled], snapshot) => {
        const stream = objects.map((object) => `${JSON.stringify(object)}\n`).join("---\n");
        const whole = fromFiles({ "all.yaml": stream }, snapshot);
        const entries = shuffled.map((object, index) => [`${index}.yaml`, JSON.stringify(object, undefined, 2)]);
        expectSameAnswers(whole, fromFiles(Object.fromEntries(entries), snapshot));
        const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: shuffled });
        expectSameAnswers(whole, fromFiles({ "list.json": list }, snapshot));
      }),
      runs,
    );
  });

  test("a dump gives the zone that was predicted, with and without the slices that controllers made", () => {
    fc.assert(
      fc.property(randomCluster, (objects) => {
        const predicted = clusterOf(objects);
        const dump = dumpOf(predicted, objects);
        expectSameAnswers(predicted, clusterOf(dump));
        expectSameAnswers(predicted, clusterOf(dump.filter((object) => !isMade(object))));
      }),
      runs,
    );
  });

  test("the wire carries the engine's answers", async () => {
    await fc.assert(
      fc.asyncProperty(randomCluster, fc.constantFrom<Transport>("udp", "tcp"), async (objects, transport) => {
        const server = serverFor(clusterOf(objects), plugins[0]);
        for (const question of questionsAbout([server])) {
          const query = { name: question.name, type: typeNumber(question.type) ?? 0, class: classIn };
          const packet = writeMessage(queryFor(1, query), false);
          const upstream = async (asked: typeof question) => {
            const known = outside(asked, []);
            return known === undefined ? "unreachable" : known;
          };
          const reply = async (by: Transport) => {
            const bytes = await respond(packet, by, (asked) => ask(server, asked, {}, upstream));
            if (bytes === undefined) throw new Error(`no reply to ${question.name} ${question.type}`);
            expect(by === "tcp" || bytes.length <= 1232).toBe(true);
            return readMessage(bytes);
          };
          const first = await reply(transport);
          const message = first.truncated ? await reply("tcp") : first;
          const sorted = (records: readonly ResourceRecord[]): readonly string[] => records.map(formatRecord).sort();
          const { rcode, authoritative, truncated } = message;
          const sections = [message.answer, message.authority, message.additional].map(sorted);
          expect(truncated).toBe(false);
          const got = JSON.stringify([rcodeName(rcode), authoritative, ...sections]);
          expect([question, got]).toEqual([question, responseText(answer(server, question, outside))]);
        }
      }),
      { numRuns: Math.ceil(runs.numRuns / 5) },
    );
  });
});

/** A cluster's objects, and the same in another order. */
const withShuffled = randomCluster.chain((objects) =>
  fc.tuple(fc.constant(objects), fc.shuffledSubarray([...objects], { minLength: objects.length })),
);

function clusterOf(objects: readonly Manifest[]): Cluster {
  const declarations = objects.flatMap(
    (object, index) => parseManifest(asUri(`file:///${index}.json`), JSON.stringify(object)).declarations,
  );
  return buildCluster(declarations, { ...defaultClusterOptions, snapshot: true, families: ["IPv4", "IPv6"] });
}

function fromFiles(files: Readonly<Record<string, string>>, snapshot: boolean): Cluster {
  const workspace = new Workspace({ ...defaultSettings, families: ["IPv4", "IPv6"] }, snapshot);
  workspace.setFolders(["file:///workspace"]);
  workspace.apply(Object.entries(files).map(([name, text]) => ({ uri: asUri(`file:///workspace/${name}`), text })));
  return wholeEnvironment(workspace.setLoaded(), snapshot, {}).cluster;
}

function expectSameAnswers(one: Cluster, other: Cluster): void {
  for (const plugin of plugins) {
    const servers = [one, other].map((cluster) => serverFor(cluster, plugin));
    const questions = questionsAbout(servers);
    const [a, b] = servers.map((server) => answersOf(server, questions));
    expect(b).toEqual(a);
  }
}
