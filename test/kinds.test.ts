/**
 * Three tables say something of a kind, because they follow three sources: what PodNS reads (manifests/objects.ts), what an API
 * server validates in which version (validation/validate.ts), and the schema of Kubernetes 1.21 that kustomize carries
 * (kustomize/schema.ts). Here they are held together, with the paths of Pod templates (manifests/pod-template.ts).
 */
import { expect, test } from "vitest";
import { type JsonValue, valueAt } from "../server/src/base/json.ts";
import { asUri } from "../server/src/base/source.ts";
import { render } from "../server/src/kubernetes/kustomize/render.ts";
import { isClusterScoped } from "../server/src/kubernetes/kustomize/schema.ts";
import { sourceFile } from "../server/src/kubernetes/kustomize/source-file.ts";
import { isRead } from "../server/src/kubernetes/manifests/objects.ts";
import { podTemplatePath, workloadKinds } from "../server/src/kubernetes/manifests/pod-template.ts";
import { isValidated } from "../server/src/kubernetes/validation/validate.ts";

const versions: Readonly<Record<string, string>> = {
  ...{ Service: "v1", Pod: "v1", Endpoints: "v1", Namespace: "v1", Node: "v1", ReplicationController: "v1" },
  ...{ StatefulSet: "apps/v1", Deployment: "apps/v1", ReplicaSet: "apps/v1", DaemonSet: "apps/v1" },
  ...{ Job: "batch/v1", CronJob: "batch/v1", EndpointSlice: "discovery.k8s.io/v1", Ingress: "networking.k8s.io/v1" },
};

test.each(Object.entries(versions))(
  "%s of %s is read, validated, and has the scope that kustomize knows",
  (kind, apiVersion) => {
    expect([isRead(apiVersion, kind), isValidated(apiVersion, kind)]).toEqual([true, true]);
    expect(isRead("example.com/v1", kind)).toBe(false);
    expect(isValidated("example.com/v1", kind)).toBe(false);
    expect(isClusterScoped(apiVersion, kind)).toBe(kind === "Namespace" || kind === "Node");
  },
);

test("every kind that makes Pods of a template is among them", () => {
  expect(workloadKinds.filter((kind) => versions[kind] === undefined)).toEqual([]);
});

test.each(workloadKinds)("a patch merges containers by name where a %s has its Pod template", (kind) => {
  const path = podTemplatePath(kind) ?? [];
  const object = (containers: JsonValue): string =>
    JSON.stringify({
      apiVersion: versions[kind],
      kind,
      metadata: { name: "a" },
      ...(path.reduceRight<JsonValue>((value, key) => ({ [key]: value }), { spec: { containers } }) as object),
    });
  const files: Readonly<Record<string, string>> = {
    "app/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n",
    "app/a.yaml": object([
      { name: "one", image: "a" },
      { name: "two", image: "b" },
    ]),
    "app/patch.yaml": object([{ name: "two", image: "c" }]),
  };
  const result = render("app", (name) => {
    const text = files[name];
    return text === undefined ? undefined : sourceFile(asUri(`file:///${name}`), name, text);
  });
  expect(result.error).toBeUndefined();
  const merged = valueAt(result.objects[0]?.value, [...path, "spec", "containers"]);
  // kustomize puts what a patch holds in front.
  expect(merged).toEqual([
    { name: "two", image: "c" },
    { name: "one", image: "a" },
  ]);
});
