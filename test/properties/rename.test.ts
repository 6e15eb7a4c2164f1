/**
 * After a rename every name answers as before, the new one in the place of the old one; renaming back gives the first texts, byte for
 * byte. Over random clusters with objects that name what is in them.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { asUri, type Uri } from "../../server/src/base/source.ts";
import { namesOfPod } from "../../server/src/dns/server/list-records.ts";
import { fullSupport } from "../../server/src/ide/features/client.ts";
import { prepareRename, rename } from "../../server/src/ide/features/rename.ts";
import type { Analysis } from "../../server/src/workspace/analysis.ts";
import { simulateFor } from "../../server/src/workspace/asking/ask-from-pod.ts";
import { givenBy, hostsOf } from "../../server/src/workspace/asking/mentions.ts";
import { defaultSettings } from "../../server/src/workspace/settings/settings.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";

const seed = process.env["PODNS_SEED"];
const runs = {
  numRuns: Number(process.env["PODNS_RUNS"] ?? 60),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
};

interface Named {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A random cluster, strings that name what is in it, and what to rename. */
const renamings = randomCluster.chain((manifests) => {
  const named = manifests.flatMap((manifest): Named[] => {
    const { name, namespace } = (manifest["metadata"] ?? {}) as { readonly name?: string; readonly namespace?: string }; // As random-cluster.ts makes them.
    const kind = String(manifest["kind"]);
    const isRenamed = /^(Service|StatefulSet|Deployment|Pod)$/.test(kind);
    return name === undefined || !isRenamed ? [] : [{ kind, name, namespace: namespace ?? "default" }];
  });
  if (named.length === 0) return fc.constant(undefined);
  const one = fc.constantFrom(...named);
  const host = fc
    .tuple(one, one, fc.nat(2), fc.constantFrom("", ".svc", ".svc.cluster.local"))
    .chain(([a, b, ordinal, end]) =>
      fc.constantFrom(
        `${a.name}.${a.namespace}${end}`,
        `http://${a.name}.${a.namespace}${end}:80/${a.name}`,
        `${a.name}-${ordinal}.${b.name}.${b.namespace}${end}`,
        `${a.name}-0.${b.name}:80,${a.name}-1.${b.name}:80`,
        `x://${a.name}:${b.name}@${b.name}/${a.name}`,
        `_http._tcp.${a.name}.${a.namespace}.svc`,
      ),
    );
  const asking = fc.record({ hosts: fc.array(host, { minLength: 1, maxLength: 4 }), from: one }).map(
    ({ hosts, from }): Manifest => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "asker", namespace: from.namespace },
      spec: {
        containers: [
          { name: "c", image: "debian", env: hosts.map((value, index) => ({ name: `PEER_HOST_${index}`, value })) },
        ],
      },
    }),
  );
  return fc.record({
    manifests: fc.constant(manifests),
    asking: fc.array(asking, { minLength: 1, maxLength: 2 }),
    what: fc.nat(named.length - 1).map((index) => named[index]),
    to: fc.constantFrom("fresh", "x1", "a-longer-name"),
  });
});

const uri = asUri("file:///workspace/all.yaml");

function opened(text: string): Analysis {
  const workspace = new Workspace({ ...defaultSettings, families: ["IPv4"] });
  workspace.setFolders(["file:///workspace"]);
  workspace.apply([{ uri, text }]);
  return workspace.setLoaded();
}

/** The text after the rename of what is called so; undefined where it is refused, or is not there. */
function after(analysis: Analysis, { kind, name, namespace }: Named, to: string): string | undefined {
  const document = TextDocument.create(uri, "yaml", 0, analysis.files.get(uri)?.text ?? "");
  const position = declared(analysis, uri, document, { kind, name, namespace });
  if (position === undefined) return undefined;
  const at = { textDocument: { uri }, position };
  const answer = rename(analysis, { ...at, newName: to }, { ...fullSupport, changeAnnotations: false });
  if (answer === null || "refused" in answer) return undefined;
  expect(prepareRename(analysis, at)).toMatchObject({ placeholder: name });
  return TextDocument.applyEdits(document, answer.changes?.[uri] ?? []);
}

function declared(analysis: Analysis, file: Uri, document: TextDocument, wanted: Named) {
  const found = analysis.files
    .get(file)
    ?.manifests.flatMap(({ manifest }) => manifest.declarations)
    .find(
      ({ object }) =>
        object.kind === wanted.kind &&
        object.meta.name === wanted.name &&
        (object.meta.namespace ?? "default") === wanted.namespace,
    );
  const place = found && analysis.place(found);
  if (place === undefined) return undefined;
  const offset = place.start + place.manifest.text.indexOf(`"name": "${wanted.name}"`) + `"name": "`.length;
  return document.positionAt(offset);
}

/** The names of all Services and Pods, and what each host in a string answers: the same before and after, with the new name. */
function said(analysis: Analysis): unknown {
  return analysis.environmentsOf(uri).map((environment) => {
    const { cluster, server } = environment;
    const services = [...cluster.services.values()].map(({ namespace, name, type }) =>
      [namespace, name, type].join(" "),
    );
    const pods = [...cluster.pods.values()].map((pod) => namesOfPod(server, pod).length);
    const hosts = environment.declarations.flatMap((declaration) =>
      hostsOf(analysis, declaration).map((mention) => {
        const { outcome, records } = simulateFor(environment, declaration, givenBy(analysis, mention));
        const behind = records.flatMap(({ origin }) => origin?.declarations.map(({ object }) => object.kind) ?? []);
        // Whether the Internet may have a last label depends on its text.
        return [mention.host, outcome === "outside" ? "nxdomain" : outcome, behind.sort().join()];
      }),
    );
    return { services: services.length, pods: pods.sort(), hosts: hosts.map(([, ...rest]) => rest) };
  });
}

test("names answer as before, and renaming back gives the first text", () => {
  let renamedOnce = 0;
  fc.assert(
    fc.property(renamings, (given) => {
      if (given?.what === undefined) return;
      const { manifests, asking, what, to } = given;
      const text = [...manifests, ...asking].map((one) => JSON.stringify(one, undefined, 1)).join("\n---\n");
      const before = opened(text);
      const next = after(before, what, to);
      if (next === undefined) return;
      renamedOnce += 1;
      const now = opened(next);
      expect([next, said(now)]).toEqual([next, said(before)]);
      expect(after(now, { ...what, name: to }, what.name)).toBe(text);
    }),
    runs,
  );
  expect(renamedOnce).toBeGreaterThan(5);
});
