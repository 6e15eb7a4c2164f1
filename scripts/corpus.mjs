/**
 * Scores `podns lint --format json .` on a corpus of labelled repositories: `npm run corpus [-- DIR]`. DIR holds
 * labels.json and repos/; by default the corpus that lies beside the checkout.
 *
 * A finding belongs to a label when the label's line lies in the finding's range. `must` is found by a finding of
 * information or above that names the label's object; a warning or error on `may` or `none` is a false alarm. Findings
 * that belong to no label are listed (all of them with VERBOSE=1). The exit code is 1 where something was missed or a
 * false alarm was given.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const corpus = process.argv[2] ?? join(root, "..", "shared", "corpus");
if (!existsSync(join(corpus, "labels.json"))) {
  console.log("no corpus found: nothing is scored");
  process.exit(0);
}
const labels = JSON.parse(readFileSync(join(corpus, "labels.json"), "utf8"));
const all = ["statefulsets", "references", "services"].flatMap((kind) =>
  labels[kind].map((label) => ({ ...label, kind })),
);

const scores = { repository: new Map(), rule: new Map() };
const missed = [];
const alarms = [];
const unlabelled = new Map();
for (const repo of Object.keys(labels.repos)) {
  const folder = join(corpus, "repos", repo.replace("/", "+"));
  if (existsSync(folder)) scoreRepository(repo, folder);
}
print();
process.exitCode = missed.length + alarms.length > 0 ? 1 : 0;

function scoreRepository(repo, folder) {
  const findings = lint(folder);
  const mine = all.filter((label) => label.repo === repo);
  const labelled = new Set();
  const row = rowOf(scores.repository, repo);
  row.findings = findings.length;
  for (const label of mine) {
    const here = findings.filter((f) => f.file === label.path && f.line <= label.line && label.line <= f.endLine);
    for (const finding of here) labelled.add(finding);
    if (label.report === "must") scoreMust(repo, label, here);
    else if (label.report === "may" || label.report === "none") scoreOther(repo, label, here);
  }
  for (const finding of findings.filter((f) => !labelled.has(f))) {
    const key = `${repo} ${finding.severity} ${finding.rule}`;
    unlabelled.set(key, [...(unlabelled.get(key) ?? []), `${finding.file}:${finding.line} ${finding.message}`]);
  }
}

function scoreMust(repo, label, here) {
  const found = here.filter(({ severity, object }) => severity !== "hint" && namesObject(object, label.object));
  const row = rowOf(scores.repository, repo);
  row.must += 1;
  if (found.length === 0) missed.push(`${repo} ${label.path}:${label.line} ${label.kind} ${label.why}`);
  else row.found += 1;
  for (const rule of new Set(found.map((finding) => finding.rule))) rowOf(scores.rule, rule).found += 1;
}

function scoreOther(repo, label, here) {
  const row = rowOf(scores.repository, repo);
  if (label.report === "may" && here.length > 0) {
    row.may += 1;
    for (const rule of new Set(here.map((finding) => finding.rule))) rowOf(scores.rule, rule).may += 1;
  }
  for (const finding of here.filter(({ severity }) => severity === "warning" || severity === "error")) {
    row.alarms += 1;
    rowOf(scores.rule, finding.rule).alarms += 1;
    alarms.push(
      `${repo} ${label.path}:${finding.line} [${finding.rule}] ${finding.message}\n    label (${label.report}): ${label.why}`,
    );
  }
}

/** A finding's object is `Kind namespace/name` or `Kind name`, a label's `Kind/name`. */
function namesObject(object, wanted) {
  if (object === null) return false;
  const [kind, name = ""] = object.split(" ");
  return wanted === `${kind}/${name.split("/").at(-1)}`;
}

function rowOf(rows, key) {
  const known = rows.get(key) ?? { findings: 0, must: 0, found: 0, may: 0, alarms: 0 };
  rows.set(key, known);
  return known;
}

function print() {
  const rows = [...scores.repository.values()];
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  for (const [repo, row] of scores.repository) {
    console.log(
      `${repo}: must ${row.found} of ${row.must}, may ${row.may}, false alarms ${row.alarms}; ${row.findings} findings`,
    );
  }
  console.log("");
  for (const [rule, row] of [...scores.rule].sort()) {
    console.log(`${rule}: must ${row.found}, may ${row.may}, false alarms ${row.alarms}`);
  }
  console.log(
    `\nmust: ${sum("found")} of ${sum("must")} found; may: ${sum("may")} reported; false alarms: ${alarms.length}`,
  );
  for (const line of missed) console.log(`  missed  ${line}`);
  for (const line of alarms) console.log(`  alarm   ${line}`);
  for (const [key, lines] of [...unlabelled].sort()) {
    console.log(`  unlabelled ${key}: ${lines.length}`);
    for (const line of lines.slice(0, process.env.VERBOSE ? 1000 : 3)) console.log(`      ${line}`);
  }
}

/** What the command line finds in the root of a repository. */
function lint(folder) {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] };
  try {
    return JSON.parse(
      execFileSync(process.execPath, [join(root, "dist", "cli.js"), "lint", "--format", "json", "."], options),
    );
  } catch (error) {
    if (error.status === 1) return JSON.parse(error.stdout);
    throw error;
  }
}
