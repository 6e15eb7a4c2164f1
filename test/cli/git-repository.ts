/** Makes repositories of git for tests, with the library alone. */
import fs, { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { add, branch, commit, init, listFiles, remove } from "isomorphic-git";
import { directoryWith } from "./in-process.ts";

const author = { name: "A", email: "a@example.test", timestamp: 1_700_000_000, timezoneOffset: 0 };

export interface TestRepository {
  readonly path: string;
  /** Writes these files, deletes those that are null, and commits all. @returns the commit's hash */
  readonly commit: (files: Readonly<Record<string, string | null>>) => Promise<string>;
  /** Writes without a commit. */
  readonly write: (files: Readonly<Record<string, string | null>>) => void;
  readonly branch: (name: string) => Promise<void>;
  readonly remove: () => void;
}

/** A repository on the branch `main` whose first commit has these files. */
export async function gitRepository(files: Readonly<Record<string, string>>): Promise<TestRepository> {
  const { path: dir, remove: removeAll } = directoryWith({});
  await init({ fs, dir, defaultBranch: "main" });
  const write = (changed: Readonly<Record<string, string | null>>): void => {
    for (const [name, content] of Object.entries(changed)) {
      const file = join(dir, name);
      if (content === null) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
  };
  const commitAll: TestRepository["commit"] = async (changed) => {
    write(changed);
    for (const name of Object.keys(changed).filter((one) => changed[one] !== null))
      await add({ fs, dir, filepath: name });
    const gone = (await listFiles({ fs, dir })).filter((name) => !fs.existsSync(join(dir, name)));
    for (const filepath of gone) await remove({ fs, dir, filepath });
    return commit({ fs, dir, author, message: "x" });
  };
  await commitAll(files);
  return {
    ...{ path: dir, commit: commitAll, write, remove: removeAll },
    branch: (ref) => branch({ fs, dir, ref }),
  };
}
