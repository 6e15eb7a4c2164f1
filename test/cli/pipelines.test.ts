/** What runs podns in pipelines: the action's script against made-up events and a stand-in of the API, the hooks, the templates. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Built, buildCli } from "./build.ts";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { lesson, podns } from "./in-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const client = `apiVersion: v1\nkind: Pod\nmetadata: { name: client }\nspec:\n  containers:\n    - name: c\n      image: c\n      env:\n        - { name: HOST, value: web-2.web-headless }\n`;

let built: Built | undefined;
beforeAll(async () => {
  built = await buildCli();
});
afterAll(() => built?.remove());

let repository: TestRepository | undefined;
afterEach(() => repository?.remove());

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly type: string; readonly login?: string };
}

/** A stand-in of the API: comments of one pull request. */
interface StandIn {
  readonly comments: Comment[];
  readonly asked: string[];
  readonly tokens: Set<string>;
  /** Answers everything that writes with this status. */
  refuse: number | undefined;
  /** What the next requests are answered with, one after the other; with `url`, the next one for that. */
  readonly failures: {
    readonly url?: string;
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
  /** Who the token belongs to; undefined: a job's own. */
  login: string | undefined;
  readonly server: Server;
}

const nothingWrong = (): Pick<StandIn, "refuse" | "failures" | "login"> => ({
  ...{ refuse: undefined, failures: [], login: undefined },
});

function standIn(): StandIn {
  const state: Omit<StandIn, "server"> = { comments: [], asked: [], tokens: new Set(), ...nothingWrong() };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      const { method = "", url = "" } = request;
      state.asked.push(`${method} ${url}`);
      state.tokens.add(request.headers.authorization ?? "");
      const reply = (status: number, value: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      };
      const [failure] = api.failures;
      if (failure !== undefined && (failure.url ?? url) === url) {
        api.failures.shift();
        response.writeHead(failure.status, failure.headers).end("no JSON");
        return;
      }
      if (url === "/user") return api.login === undefined ? reply(403, {}) : reply(200, { login: api.login });
      if (method !== "GET" && api.refuse !== undefined) return reply(api.refuse, { message: "no" });
      if (method === "GET") {
        const page = Number(new URL(url, "http://x").searchParams.get("page"));
        return reply(200, state.comments.slice((page - 1) * 100, page * 100));
      }
      const { body } = JSON.parse(text);
      if (method === "POST") state.comments.push({ id: 1000 + state.comments.length, body, user: { type: "Bot" } });
      else {
        const found = state.comments.find(({ id }) => url.endsWith(`/comments/${id}`));
        if (found !== undefined) found.body = body;
      }
      reply(200, {});
    });
  });
  const api: StandIn = { ...state, server };
  return api;
}

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly output: string;
  readonly summary: string;
}

describe("the action's script", () => {
  let api = standIn();
  beforeEach(async () => {
    api = standIn();
    await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => api.server.close());

  /** Runs it in the repository, as the runner would. */
  async function run(base: string | undefined, inputs: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const cwd = repository?.path ?? "";
    const event = base === undefined ? {} : { number: 7, pull_request: { number: 7, base: { sha: base } } };
    repository?.write({ ".git/event.json": JSON.stringify(event), ".git/output": "", ".git/summary": "" });
    const { port } = api.server.address() as AddressInfo;
    const env = {
      PATH: process.env["PATH"],
      ...{ GITHUB_EVENT_PATH: join(cwd, ".git/event.json"), GITHUB_OUTPUT: join(cwd, ".git/output") },
      ...{ GITHUB_STEP_SUMMARY: join(cwd, ".git/summary"), GITHUB_REPOSITORY: "o/r" },
      ...{ GITHUB_API_URL: `http://127.0.0.1:${port}`, PODNS_TOKEN: "secret", PODNS_CLI: built?.file },
      ...inputs,
    };
    const ran = await new Promise<{ readonly status: number; readonly stdout: string }>((resolve) => {
      execFile(process.execPath, [join(root, "action/run.mjs")], { cwd, env }, (error, stdout) =>
        resolve({ status: error === null ? 0 : Number(error.code), stdout }),
      );
    });
    const read = (name: string): string => readFileSync(join(cwd, ".git", name), "utf8");
    return { ...ran, output: read("output"), summary: read("summary") };
  }

  async function pullRequest(): Promise<string> {
    repository = await gitRepository({ "k8s/web.yaml": lesson, "k8s/client.yaml": client });
    const base = await repository.commit({});
    await repository.commit({ "k8s/web.yaml": lesson.replace("replicas: 3", "replicas: 2") });
    return base;
  }

  test("annotates, writes SARIF, fails for a used name that vanishes, and makes one comment that it edits", async () => {
    const base = await pullRequest();
    const first = await run(base);
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(/^::(?:warning|notice|error) file=k8s\/client\.yaml,line=9/m);
    expect(first.output).toBe("sarif=podns.sarif\nfindings=1\nvanished=1\n");
    const sarif = JSON.parse(readFileSync(join(repository?.path ?? "", "podns.sarif"), "utf8"));
    expect(sarif.runs[0].results).toHaveLength(1);
    expect(api.comments).toHaveLength(1);
    expect(api.comments[0]?.body).toContain(
      "- removes `web-2.web-headless.default.svc.cluster.local` (`Pod default/web-2`): still used in `k8s/client.yaml:9`",
    );
    expect(first.summary).toContain(api.comments[0]?.body ?? "?");
    expect([...api.tokens]).toEqual(["Bearer secret"]);
    await run(base);
    expect(api.asked.filter((one) => !one.startsWith("GET"))).toEqual(["POST /repos/o/r/issues/7/comments"]);
    await repository?.commit({ "k8s/web.yaml": lesson });
    const mended = await run(base);
    expect(mended.status).toBe(0);
    expect(api.asked.at(-1)).toBe("PATCH /repos/o/r/issues/comments/1000");
    expect(api.comments).toHaveLength(1);
    expect(api.comments[0]?.body).toContain("No name appears, vanishes or changes.");
  });

  test("finds its comment behind many others, and never edits a person's", async () => {
    const base = await pullRequest();
    await run(base);
    const [own] = api.comments.splice(0);
    const quoting = { id: 1, body: own?.body ?? "", user: { type: "User" } };
    api.comments.push(
      quoting,
      ...Array.from({ length: 150 }, (_, id) => ({ id: id + 2, body: "x", user: { type: "User" } })),
    );
    api.comments.push({ id: 999, body: own?.body.replace("removes", "was") ?? "", user: { type: "Bot" } });
    await run(base);
    expect(api.asked.at(-1)).toBe("PATCH /repos/o/r/issues/comments/999");
  });

  test("what the API cannot do for the moment is tried again", async () => {
    const base = await pullRequest();
    const soon = { "retry-after": "0" };
    api.failures.push({ status: 502, headers: soon }, { status: 429, headers: soon });
    expect((await run(base)).stdout).not.toContain("::warning title=PodNS::");
    expect(api.comments).toHaveLength(1);
    api.failures.push({ status: 403, headers: { ...soon, "x-ratelimit-remaining": "0" } });
    await repository?.commit({ "k8s/web.yaml": lesson });
    await run(base);
    expect(api.comments.map(({ body }) => body.includes("No name appears"))).toEqual([true]);
    // A limit that ends in an hour, and one that never ends, are warnings.
    api.failures.push({ status: 429, headers: { "retry-after": "3600" } });
    expect((await run(base)).stdout).toContain("::warning title=PodNS::The comment is not written: GET");
    api.failures.push(...Array.from({ length: 3 }, () => ({ status: 503, headers: soon })));
    expect((await run(base)).stdout).toContain("503");
    expect(api.failures).toEqual([]);
  });

  test("edits the comment that a person's token wrote", async () => {
    const base = await pullRequest();
    await run(base);
    const [own] = api.comments.splice(0);
    const body = own?.body.replace("removes", "was") ?? "";
    api.comments.push({ id: 5, body, user: { type: "User", login: "else" } });
    api.comments.push({ id: 6, body, user: { type: "User", login: "me" } });
    api.login = "me";
    await run(base);
    expect(api.asked.at(-1)).toBe("PATCH /repos/o/r/issues/comments/6");
    // Where nobody can say for the moment who it belongs to, no second comment is made.
    api.failures.push({ url: "/user", status: 503, headers: { "retry-after": "0" } });
    await run(base);
    expect([api.failures, api.comments.length]).toEqual([[], 2]);
  });

  test("says nothing where there is nothing to say, and asks nobody outside of pull requests", async () => {
    repository = await gitRepository({ "web.yaml": lesson });
    const base = await repository.commit({});
    expect((await run(base)).status).toBe(0);
    expect(api.comments).toEqual([]);
    api.asked.splice(0);
    const push = await run(undefined);
    expect([push.status, api.asked]).toEqual([0, []]);
  });

  test("a token that only reads, and a clone without history, are warnings", async () => {
    const base = await pullRequest();
    api.refuse = 403;
    const forked = await run(base, { PODNS_FAIL_ON_VANISHED: "false" });
    expect([forked.status, forked.stdout]).toEqual([
      0,
      expect.stringContaining("::warning title=PodNS::The comment is not written: POST"),
    ]);
    const shallow = await run("0".repeat(40), { PODNS_COMMENT: "false" });
    expect([shallow.status, shallow.stdout]).toEqual([0, expect.stringContaining("fetch-depth 0")]);
  });

  test("inputs are words, whatever stands in them", async () => {
    const base = await pullRequest();
    const odd = await run(base, { PODNS_PATHS: "k8s/web.yaml\n\n $(touch hacked)\n" });
    expect(odd.status).toBe(2);
    expect(existsSync(join(repository?.path ?? "", "hacked"))).toBe(false);
    const only = await run(base, {
      PODNS_ONLY_NEW: "true",
      PODNS_FAIL_ON: "information",
      PODNS_DIFF: "false",
      PODNS_PATHS: "k8s",
    });
    expect([only.status, only.output]).toEqual([1, expect.stringContaining("findings=1")]);
  });
});

test("action.yml hands every input to its script by a variable, and every variable is read", () => {
  const { inputs, runs, outputs } = parse(readFileSync(join(root, "action.yml"), "utf8"));
  const [step] = runs.steps;
  const script = readFileSync(join(root, "action/run.mjs"), "utf8");
  const handed = Object.values<string>(step.env).map((value) => /inputs\.([a-z-]+)/.exec(value)?.[1]);
  const others = ["upload-sarif"];
  expect([...handed, ...others].sort()).toEqual(Object.keys(inputs).sort());
  for (const name of Object.keys(step.env)) expect(script).toContain(`"${name.replace(/^PODNS_/, "")}"`);
  for (const name of Object.keys(outputs)) expect(script).toContain(`output("${name}"`);
  expect(step.run).not.toContain("${{");
});

/** What stands behind `npx --yes podns@VERSION`, as words. */
function wordsOf(line: string, variables: Readonly<Record<string, string>> = {}): readonly string[] {
  const [, stated, rest = ""] = /^npx --yes podns@(\S+) (.*)$/.exec(line) ?? [];
  expect([version, "$PODNS_VERSION"]).toContain(stated);
  return rest.split(" ").map((word) => word.replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? "?"));
}

test("the hooks of pre-commit run", async () => {
  repository = await gitRepository({ "web.yaml": lesson, "client.yaml": client });
  const hooks: readonly { readonly id: string; readonly entry: string }[] = parse(
    readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8"),
  );
  const runAll = (): Promise<readonly number[]> =>
    Promise.all(hooks.map(async ({ entry }) => (await podns(repository?.path ?? "", wordsOf(entry))).status));
  expect(await runAll()).toEqual([0, 0]);
  repository.write({ "web.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles") });
  expect(await runAll()).toEqual([0, 1]);
});

test("the jobs of the GitLab template run, and write the reports that they hand over", async () => {
  repository = await gitRepository({ "web.yaml": lesson, "client.yaml": client });
  const base = await repository.commit({});
  await repository.commit({ "web.yaml": lesson.replace("replicas: 3", "replicas: 2") });
  const { variables, ...jobs } = parse(readFileSync(join(root, "ci/podns.gitlab-ci.yml"), "utf8"));
  expect(variables["PODNS_VERSION"]).toBe(version);
  const all = { ...variables, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
  const { path } = repository;
  const statuses = await Promise.all(
    [jobs["podns"], jobs["podns-diff"]].map(
      async ({ script: [line] }) => (await podns(path, wordsOf(line, all))).status,
    ),
  );
  expect(statuses).toEqual([0, 1]);
  const { codequality, junit } = jobs["podns"].artifacts.reports;
  expect(JSON.parse(readFileSync(join(path, codequality), "utf8"))).toHaveLength(1);
  expect(readFileSync(join(path, junit), "utf8")).toContain("<testsuites ");
});

test("the container recipe names files and scripts that there are", () => {
  const text = readFileSync(join(root, "Containerfile"), "utf8");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [, name] of text.matchAll(/npm run (\S+)/g)) expect(scripts[name ?? ""]).toBeDefined();
  for (const [, file] of text.matchAll(/node (scripts\/\S+)/g)) expect(existsSync(join(root, file ?? "?"))).toBe(true);
  expect(text).toMatch(/^USER \d+/m);
  expect(text).toContain("/opt/podns/dist/cli.js");
});
