/**
 * The script of the GitHub Action: runs podns, and keeps one comment on the pull request up to date. Inputs come as variables
 * PODNS_*, the rest as GitHub Actions gives it (docs.github.com, "Variables reference").
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { commentText, writeComment } from "./comment.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const { env } = process;

/** An input; the empty text counts as none. */
const input = (name, preset = "") => env[`PODNS_${name}`] || preset;
const isOn = (name, preset) => input(name, preset) === "true";

/** Tells a person, as an annotation of the job. */
function warn(message) {
  const escaped = message.trim().replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  console.log(`::warning title=PodNS::${escaped}`);
}

/** Runs podns and gives what it prints. Its words on standard error are shown. */
function podns(...args) {
  // PODNS_CLI: a file that is run instead of the package.
  const own = input("CLI");
  const version = input("VERSION", JSON.parse(readFileSync(path.join(here, "..", "package.json"), "utf8")).version);
  const [command, ...first] = own === "" ? [...npx(), "--yes", `podns@${version}`] : [process.execPath, own];
  const options = { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 };
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], options);
  process.stderr.write(stderr ?? "");
  if (error !== undefined) throw error;
  return { status: status ?? 2, stdout, stderr };
}

/** No shell reads the inputs: on Windows npx is a script for one, and Node runs what stands behind it. */
function npx() {
  if (process.platform !== "win32") return ["npx"];
  return [process.execPath, path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npx-cli.js")];
}

function output(name, value) {
  // No value has a line end: paths with one are refused by the runner.
  if (env["GITHUB_OUTPUT"]) appendFileSync(env["GITHUB_OUTPUT"], `${name}=${String(value).replace(/[\r\n]/g, " ")}\n`);
}

/** The pull request of the event; undefined for other events. */
function pullRequest() {
  const file = env["GITHUB_EVENT_PATH"];
  if (!file || !existsSync(file)) return undefined;
  const { pull_request: found, number } = JSON.parse(readFileSync(file, "utf8"));
  const base = found?.base?.sha;
  return found === undefined
    ? undefined
    : { number: found.number ?? number, base: /^[0-9a-f]{40,64}$/.test(base) ? base : undefined };
}

function paths() {
  const lines = input("PATHS", ".").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

/** Annotations go to standard output, where the runner reads them. */
function lint(request) {
  const sarif = input("SARIF", "podns.sarif");
  const known = input("BASELINE");
  const since = isOn("ONLY_NEW", "false") ? request?.base : undefined;
  const flags = [
    `--fail-on=${input("FAIL_ON", "error")}`,
    ...(known === "" ? [] : [`--baseline=${known}`]),
    ...(since === undefined ? [] : [`--since=${since}...HEAD`]),
  ];
  const { status, stdout } = podns("lint", "--output=github=-", `--output=sarif=${sarif}`, ...flags, "--", ...paths());
  process.stdout.write(stdout);
  if (status > 1) return { status, results: [] };
  output("sarif", sarif);
  const { runs } = JSON.parse(readFileSync(sarif, "utf8"));
  return { status, results: runs[0].results };
}

/** What the change does to names; undefined where it cannot be said. */
function diff(request) {
  if (!isOn("DIFF", "true") || request?.base === undefined) return undefined;
  const range = `${request.base}...HEAD`;
  const { status, stdout, stderr } = podns("diff", `--git=${range}`, "--format=json", "--", ...paths());
  if (status > 1) {
    warn(`The names are not compared: ${stderr}\nCheck out the history: fetch-depth 0 of actions/checkout`);
    return undefined;
  }
  const { environments } = JSON.parse(stdout);
  const vanished = environments.flatMap(({ removed }) => removed.filter(({ usedBy }) => usedBy.length > 0));
  return { environments, vanished: vanished.length };
}

async function main() {
  const request = pullRequest();
  const found = lint(request);
  if (found.status > 1) return found.status;
  const compared = diff(request);
  output("findings", found.results.length);
  output("vanished", compared?.vanished ?? 0);
  const text = commentText(found.results, compared?.environments);
  if (env["GITHUB_STEP_SUMMARY"]) appendFileSync(env["GITHUB_STEP_SUMMARY"], `${text.body}\n`);
  if (isOn("COMMENT", "true") && request !== undefined) {
    try {
      await writeComment(text, {
        api: env["GITHUB_API_URL"] || "https://api.github.com",
        repository: env["GITHUB_REPOSITORY"] ?? "",
        number: request.number,
        token: input("TOKEN"),
      });
    } catch (error) {
      // A pull request from a fork has a token that only reads.
      warn(`The comment is not written: ${error.message}`);
    }
  }
  const isVanished = isOn("FAIL_ON_VANISHED", "true") && (compared?.vanished ?? 0) > 0;
  if (isVanished)
    console.log("::error title=PodNS::A name vanishes that is still used: see the comment or the summary");
  return found.status === 1 || isVanished ? 1 : 0;
}

process.exitCode = await main();
