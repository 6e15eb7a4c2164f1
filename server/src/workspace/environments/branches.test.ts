import fc from "fast-check";
import { expect, test } from "vitest";
import { folderOf } from "../../base/uri-path.ts";
import { type BranchFile, findBranches } from "./branches.ts";
import { distanceBetween } from "./folder-ways.ts";

const leftOut = (branches: ReturnType<typeof findBranches>, from: string, ...paths: readonly string[]) =>
  paths.filter(branches.from(from).excludes);

const app = (path: string, ...identities: string[]) => ({ path, identities });

test("files that define different things see each other", () => {
  const branches = findBranches([app("w/a.yaml", "Service /a"), app("w/b.yaml", "Service /b")], ["w"]);
  expect(leftOut(branches, "w/a.yaml", "w/a.yaml", "w/b.yaml")).toEqual([]);
  expect(branches.from("w/a.yaml").key).toBe("all");
});

test("two files of one folder that define the same Service are alternatives", () => {
  const branches = findBranches(
    [app("w/v1.yaml", "Service /a"), app("w/v2.yaml", "Service /a"), app("w/c.yaml", "Service /c")],
    ["w"],
  );
  expect(leftOut(branches, "w/v1.yaml", "w/v1.yaml", "w/v2.yaml", "w/c.yaml")).toEqual(["w/v2.yaml"]);
  expect(leftOut(branches, "w/c.yaml", "w/v1.yaml", "w/v2.yaml")).toEqual([]);
  expect(branches.from("w/c.yaml").chosen("Service /a")).toBe("w/v1.yaml");
  expect(branches.from("w/c.yaml").chosen("Service /c")).toBeUndefined();
});

test("whole branches below the common folder are alternatives, whatever else they hold", () => {
  const files = [
    app("w/dev/db/s.yaml", "Service /db"),
    app("w/prod/db/s.yaml", "Service /db"),
    app("w/prod/web.yaml", "Service /web"),
  ];
  const branches = findBranches(files, ["w"]);
  expect(leftOut(branches, "w/dev/db/s.yaml", "w/prod", "w/prod/web.yaml", "w/dev/db/s.yaml", "w/dev")).toEqual([
    "w/prod",
    "w/prod/web.yaml",
  ]);
  expect(branches.from("w/dev/db/s.yaml").highest).toBe("w/dev");
});

test("nothing is compared above a workspace folder", () => {
  const branches = findBranches([app("a/s.yaml", "Service /db"), app("b/s.yaml", "Service /db")], ["a", "b"]);
  expect(leftOut(branches, "a/s.yaml", "b/s.yaml", "b")).toEqual([]);
});

test.each([
  ["w/k/a.yaml", "w/k/a.yaml", 0],
  ["w/k/a.yaml", "w/k/b.yaml", 1],
  ["w/k/a.yaml", "w/k/sub/b.yaml", 2],
  ["w/k/sets/a.yaml", "w/k/services/b.yaml", 2],
  ["w/k/sets/a.yaml", "w/k/b.yaml", 2],
  ["w/k/x/sets/a.yaml", "w/k/b.yaml", 3],
  ["w/a/b/c/d.yaml", "w/z/q.yaml", 4],
])("%s to %s is %d", (from, to, distance) => {
  expect(distanceBetween(from, to)).toBe(distance);
});

/** The branches that a file does not see, as a list: the definition, in quadratic time. */
function listed(files: readonly BranchFile[], from: string): readonly string[] {
  const definesBelow = (path: string): readonly string[] =>
    files.flatMap((file) => (file.path === path || file.path.startsWith(`${path}/`) ? file.identities : []));
  const found = new Set<string>();
  for (let child = from; child !== "w"; child = folderOf(child)) {
    const folder = folderOf(child);
    for (const { path } of files) {
      if (!path.startsWith(`${folder}/`)) continue;
      const other = path.split("/").slice(0, child.split("/").length).join("/");
      if (other !== child && definesBelow(other).some((identity) => definesBelow(child).includes(identity)))
        found.add(other);
    }
  }
  return [...found].sort();
}

/** Of what is still defined twice in view, the file that is taken. */
function chosenIn(files: readonly BranchFile[], from: string, excluded: readonly string[]): readonly string[] {
  const isSeen = (path: string): boolean =>
    path === from || !excluded.some((branch) => path === branch || path.startsWith(`${branch}/`));
  const identities = new Set(files.flatMap((file) => file.identities));
  return [...identities].flatMap((identity) => {
    const visible = files.filter((file) => file.identities.includes(identity) && isSeen(file.path));
    const [best] = visible
      .map(({ path }) => path)
      .sort((a, b) => distanceBetween(from, a) - distanceBetween(from, b) || (a < b ? -1 : 1));
    return visible.length < 2 || best === undefined ? [] : [`${identity}=${best}`];
  });
}

test("without lists the same is left out and chosen, and equal sets have equal keys", () => {
  const path = fc
    .tuple(fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }), fc.constantFrom("1", "2", "3"))
    .map(([folders, name]) => ["w", ...folders, `${name}.yaml`].join("/"));
  const file = fc.record({ path, identities: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 2 }) });
  const set = fc.uniqueArray(file, { maxLength: 12, selector: (made) => made.path });
  fc.assert(
    fc.property(set, (files) => {
      const branches = findBranches(files, ["w"]);
      const keys = new Map<string, string>();
      for (const from of files) {
        const exclusion = branches.from(from.path);
        const excluded = listed(files, from.path);
        const isListed = (other: string): boolean =>
          excluded.some((branch) => other === branch || other.startsWith(`${branch}/`));
        for (const other of files) expect(exclusion.excludes(other.path)).toBe(isListed(other.path));
        const folders = [...new Set(files.map((other) => folderOf(other.path)))].sort();
        const lists = [
          files.map((other) => other.path).sort(),
          ...folders.map((parent) => folders.filter((folder) => folderOf(folder) === parent)),
        ];
        for (const paths of lists)
          expect(exclusion.seen(paths, (other) => other)).toEqual(paths.filter((other) => !isListed(other)));
        const chosen = ["a", "b", "c", "d"].flatMap((identity) => {
          const best = exclusion.chosen(identity);
          return best === undefined ? [] : [`${identity}=${best}`];
        });
        expect(chosen).toEqual([...chosenIn(files, from.path, excluded)].sort());
        const all = JSON.stringify([excluded, chosen]);
        expect(keys.get(all) ?? exclusion.key).toBe(exclusion.key);
        keys.set(all, exclusion.key);
      }
      expect(new Set(keys.values()).size).toBe(keys.size);
    }),
    { seed: 9, numRuns: 300 },
  );
});

test("thousands of alternatives cost what is seen of them, not all of them for each", () => {
  const count = 1000;
  const folders = Array.from({ length: count }, (_, index) => `w/d${String(index).padStart(4, "0")}/a.yaml`);
  const beside = folders.map((_, index) => `w/r${String(index).padStart(4, "0")}.yaml`);
  const branches = findBranches(
    [
      ...folders.map((path, index) => app(path, "Service /a", `Service /r${index}`)),
      ...beside.map((path, index) => app(path, `Service /r${index}`)),
    ],
    ["w"],
  );
  let looks = 0;
  for (const [index, path] of folders.entries()) {
    const { seen, chosen } = branches.from(path);
    const found = seen(folders, (other) => {
      looks += 1;
      return other;
    });
    expect(found).toEqual([path]);
    expect(chosen(`Service /r${(index + 1) % count}`)).toBeUndefined();
  }
  expect(looks).toBeLessThan(100 * count);
});
