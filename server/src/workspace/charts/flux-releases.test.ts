/** What HelmReleases of Flux install. */
import { expect, test } from "vitest";
import { own, prod, sets } from "../../../../test/fixture/chart-releases.ts";

test("a HelmRelease gives name, namespace and values; what is not in the repository leaves it open", () => {
  const release = `# file: clusters/prod/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: flux-system}
spec:
  targetNamespace: prod
  releaseName: eu
  chart:
    spec:
      chart: ./apps/shop
      sourceRef: {kind: GitRepository, name: repo}
  valuesFrom:
    - {kind: ConfigMap, name: shop-values}
  values:
    other: 1
`;
  const config = `# file: clusters/prod/values.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-values}
data:
  values.yaml: |
    port: 90
`;
  const repository = (name: string, url: string): string =>
    `# file: clusters/${name}.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: "${url}"}\n`;
  const foreign =
    repository("repo", "https://example.com/other") + repository("flux-system", "https://example.com/own");
  expect(sets(release + config + foreign)).toEqual([own, prod]);
  expect(sets(release + config)).toEqual([own, prod, "release 'release eu in clusters/prod' prod/eu:90"]);
  expect(sets(release)[2]).toBe(
    "release 'release eu in clusters/prod' prod/eu:80 the ConfigMap 'shop-values' is not in the workspace",
  );
  expect(sets(release.replace("GitRepository", "HelmRepository"))).toEqual([own, prod]);
  const secret = release.replace("kind: ConfigMap, name: shop-values", "kind: Secret, name: shop-keys");
  const held = `# file: clusters/prod/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: shop-keys}\nstringData: {values.yaml: "port: 91"}\n`;
  expect(sets(secret + held)[2]).toBe(
    "release 'release eu in clusters/prod' prod/eu:80 values come from the Secret 'shop-keys', which is not read: an entry of 'charts' in .podns.yaml can give them in a file",
  );
});

test("a ConfigMap of values is the one of the HelmRelease's namespace, or the one beside it; of several none is taken", () => {
  const release = `# file: clusters/prod/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: apps}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  valuesFrom: [{kind: ConfigMap, name: shop-values}]
`;
  const config = (file: string, port: number, namespace = ""): string => `# file: ${file}
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-values${namespace}}
data: {values.yaml: "port: ${port}"}
`;
  const other = config("clusters/a.yaml", 70, ", namespace: other");
  const found = (text: string): string | undefined => sets(release + text)[2]?.replace(/^.*' /, "");
  expect(found(other + config("clusters/b.yaml", 71, ", namespace: apps"))).toBe("apps/shop:71");
  expect(found(config("clusters/stage/a.yaml", 72) + config("clusters/prod/a.yaml", 73))).toBe("apps/shop:73");
  expect(found(config("clusters/stage/a.yaml", 72) + config("clusters/dev/a.yaml", 73))).toBe(
    "apps/shop:80 there are several ConfigMaps 'shop-values': which of them gives the values is not known".replace(
      /^.*' /,
      "",
    ),
  );
  expect(sets(release + other)[2]).toContain("the ConfigMap 'shop-values' is not in the workspace");
  expect(sets(`${release}${config("clusters/b.yaml", 71).replace("values.yaml", "other.yaml")}`)[2]).toContain(
    "the ConfigMap 'shop-values' has no 'values.yaml'",
  );
});

test("single values of a HelmRelease come between those before and behind them", () => {
  const release = (from: string, values = ""): string => `# file: shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart: {spec: {chart: apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  valuesFrom:
${from}
${values}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: v}
data: {all: "port: 90", one: "91"}
`;
  const all = "    - {kind: ConfigMap, name: v, valuesKey: all}";
  const one = "    - {kind: ConfigMap, name: v, valuesKey: one, targetPath: port}";
  expect(sets(release(`${all}\n${one}`))[2]).toBe("release 'release shop' default/shop:91");
  expect(sets(release(`${one}\n${all}`))[2]).toBe("release 'release shop' default/shop:90");
  expect(sets(release(one, "  values: {port: 92}"))[2]).toBe("release 'release shop' default/shop:92");
});
