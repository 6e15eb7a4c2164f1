import { describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { type BuildLimits, defaultLimits } from "./budget.ts";
import { type RenderResult, render } from "./render.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";

type Files = Readonly<Record<string, string>>;

function build(files: Files, limits: Partial<BuildLimits> = {}): RenderResult & { readonly reads: number } {
  const known = new Map<string, SourceFile>();
  let reads = 0;
  const result = render(
    "/w",
    (path) => {
      reads += 1;
      const name = path.replace(/^\/w\//, "");
      const text = Object.hasOwn(files, name) ? files[name] : undefined;
      if (text === undefined) return undefined;
      const file = known.get(name) ?? sourceFile(asUri(`file://${path}`), path, text);
      known.set(name, file);
      return file;
    },
    { ...defaultLimits, ...limits },
  );
  return { ...result, reads };
}

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}\n---\n`;

const config = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: x}\n---\n`;

/** Each of `levels` folders lists the next one twice, under two names. */
function doubling(levels: number): Files {
  const files: Record<string, string> = {
    "kustomization.yaml": "resources: [l0]\n",
    [`l${levels}/kustomization.yaml`]: "resources: [web.yaml]\n",
    [`l${levels}/web.yaml`]: service("web"),
  };
  for (let level = 0; level < levels; level++) {
    files[`l${level}/kustomization.yaml`] = `resources: [../a${level}, ../b${level}]\n`;
    for (const side of ["a", "b"])
      files[`${side}${level}/kustomization.yaml`] = `namePrefix: ${side}-\nresources: [../l${level + 1}]\n`;
  }
  return files;
}

describe("a build ends", () => {
  test("when it makes too many objects, at the root's own entry", () => {
    expect(build(doubling(6)).objects).toHaveLength(64);
    const { objects, error } = build(doubling(20), { objects: 300 });
    expect(objects).toEqual([]);
    expect(error).toMatchObject({ message: "given up: the kustomization makes more than 300 objects", gaveUp: true });
    expect(error?.at).toMatchObject({ uri: "file:///w/kustomization.yaml", path: ["resources", 0] });
  });

  test("when bases that make nothing take too many steps, long before all are read", () => {
    const files = Object.fromEntries(
      Object.entries(doubling(40)).map(([path, text]) => [path, path.endsWith("web.yaml") ? "" : text]),
    );
    const { error, reads } = build(files, { steps: 100_000 });
    expect(error).toMatchObject({
      message: expect.stringMatching(/^given up: .* more than 100000 steps/),
      gaveUp: true,
    });
    expect(reads).toBeLessThan(50_000);
  });

  test.each(["configMapGenerator", "secretGenerator"])("when a %s reads a long file again and again", (generator) => {
    const generators = many(200, (i) => `- {name: c${i}, envs: [f.env]}\n- {name: d${i}, files: [f.env]}\n`);
    const { error, reads } = build(
      { "kustomization.yaml": `${generator}:\n${generators}`, "f.env": `A=${"x".repeat(20_000)}\n` },
      { steps: 300_000 },
    );
    expect(error).toMatchObject({ message: expect.stringMatching(/more than 300000 steps/), gaveUp: true });
    expect(reads).toBeLessThan(200);
  });

  test.each<[string, string, string]>([
    ["components", "components: [c0]\n", ""],
    [
      "patches that copy what they patch",
      "",
      `patches:\n- target: {kind: ConfigMap}\n  patch: |-\n${many(
        40,
        (i) => `    - {"op": "copy", "from": "/data", "path": "/data/k${i}"}\n`,
      )
        .replace(/^ {4}- /gm, "    ,")
        .replace("    ,", "    [")}    ]\n`,
    ],
    [
      "replacements that double a text",
      "",
      `replacements:\n${many(40, () => "- {source: {kind: ConfigMap, name: c, fieldPath: data.a}, targets: [{select: {kind: ConfigMap, name: c}, fieldPaths: [data.a], options: {delimiter: '/', index: -1}}]}\n")}`,
    ],
    ["images × containers", "", `images:\n${many(3000, (i) => `- {name: nginx${i}, newName: x}\n`)}`],
    [
      "patches × objects",
      "",
      `patches:\n${many(3000, () => `- {target: {kind: Service}, patch: '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]'}\n`)}`,
    ],
    ["labels × objects", "", `commonLabels: {${many(10_000, (i) => `l${i}: x, `)}}\n`],
  ])("%s", (_, first, rest) => {
    const files: Record<string, string> = {
      "kustomization.yaml": `resources: [web.yaml]\n${first}${rest}`,
      "web.yaml": config("c") + many(100, (i) => `${service(`s${i}`)}${pod(`p${i}`)}`),
    };
    for (let level = 0; level < 40; level++)
      files[`c${level}/kustomization.yaml`] =
        `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../c${level + 1}, ../c${level + 1}]\n`;
    files["c40/kustomization.yaml"] = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnameSuffix: x\n";
    const { error, objects } = build(files, { steps: 200_000 });
    expect(error).toMatchObject({ message: expect.stringMatching(/more than 200000 steps/), gaveUp: true });
    expect(error?.at?.uri).toBe("file:///w/kustomization.yaml");
    expect(objects).toEqual([]);
  });

  test("at a value that is nested too deeply, where it stands", () => {
    const deep = "[".repeat(10_000) + "]".repeat(10_000);
    const inFile = build({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": `${config("a")}x: ${deep}` });
    expect(inFile.error).toMatchObject({ message: expect.stringMatching(/nested too deeply/), gaveUp: true });
    expect(inFile.error?.at?.uri).toBe("file:///w/a.yaml");
    const own = build({ "kustomization.yaml": `resources: ${deep}` });
    expect(own.error).toMatchObject({ message: expect.stringMatching(/nested too deeply/), gaveUp: true });
  });

  test("where bases lie within bases until the stack ends", () => {
    const files: Record<string, string> = { "kustomization.yaml": "resources: [../c0]\n" };
    const result = render("/w", (path) => {
      const index = Number(/^\/c(\d+)\/kustomization.yaml$/.exec(path)?.[1] ?? Number.NaN);
      const text = Number.isNaN(index) ? files[path.replace("/w/", "")] : `resources: [../c${index + 1}]\n`;
      return text === undefined ? undefined : sourceFile(asUri(`file://${path}`), path, text);
    });
    expect(result.error).toMatchObject({ message: expect.stringMatching(/^given up: /), gaveUp: true });
    expect(result.error?.at?.uri).toBe("file:///w/kustomization.yaml");
  });
});

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: nginx}]}\n---\n`;

describe("work is linear in the objects", () => {
  /** Steps for each object that are enough for any number of them. */
  const enough = 700;

  test.each<[string, (count: number) => Files]>([
    [
      "a prefix and labels",
      (count) => ({
        "kustomization.yaml": "namePrefix: a-\ncommonLabels: {b: c}\nresources: [web.yaml]\n",
        "web.yaml": many(count, (i) => service(`s${i}`)),
      }),
    ],
    [
      "as many files",
      (count) => ({
        "kustomization.yaml": `resources: [${many(count, (i) => `s${i}.yaml, `)}]\n`,
        ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}.yaml`, service(`s${i}`)])),
      }),
    ],
    [
      "generators",
      (count) => ({
        "kustomization.yaml": `configMapGenerator:\n${many(count, (i) => `- {name: c${i}, literals: [a=b]}\n`)}`,
      }),
    ],
    [
      "a patch for each",
      (count) => ({
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]\n",
        "web.yaml": many(count, (i) => service(`s${i}`)),
        "p.yaml": many(count, (i) => `apiVersion: v1\nkind: Service\nmetadata: {name: s${i}, labels: {a: b}}\n---\n`),
      }),
    ],
    [
      "references to renamed objects",
      (count) => ({
        "kustomization.yaml": "nameSuffix: -x\nresources: [web.yaml]\n",
        "web.yaml": many(
          count / 2,
          (i) =>
            config(`c${i}`) +
            `apiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec: {containers: [{name: a, image: b, envFrom: [{configMapRef: {name: c${i}}}]}]}\n---\n`,
        ),
      }),
    ],
    [
      "vars",
      (count) => ({
        "kustomization.yaml": `resources: [web.yaml]\nvars:\n${many(count, (i) => `- {name: V${i}, objref: {kind: Service, name: s${i}, apiVersion: v1}}\n`)}`,
        "web.yaml": many(count, (i) => service(`s${i}`)),
      }),
    ],
    [
      "replica counts",
      (count) => ({
        "kustomization.yaml": `resources: [web.yaml]\nreplicas:\n${many(count, (i) => `- {name: w${i}, count: 2}\n`)}`,
        "web.yaml": many(
          count,
          (i) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w${i}}\nspec: {}\n---\n`,
        ),
      }),
    ],
    [
      "objects in as many namespaces, with roles bound across",
      (count) => ({
        "kustomization.yaml": "namePrefix: a-\nresources: [web.yaml]\n",
        "web.yaml": many(
          count / 2,
          (i) =>
            `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: n${i}}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b${i}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: sa, namespace: n${i}}]\n---\n`,
        ),
      }),
    ],
  ])("%s", (_, files) => {
    for (const count of [100, 600]) {
      const { objects, error } = build(files(count), { steps: enough * count });
      expect(error).toBeUndefined();
      expect(objects).toHaveLength(count);
    }
  });
});
