/**
 * Scores `podns lint` on a corpus of labelled repositories: `node scripts/corpus.mjs [DIR]`.
 * DIR holds labels.json and repos/; by default the corpus that lies beside the checkout. A finding belongs to a label
 * when the label's line lies in the finding's range; see the corpus' schema for `must`, `may` and `none`.
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
let found = 0;
let must = 0;
let may = 0;
const missed = [];
const alarms = [];
const unlabelled = new Map();
for (const repo of Object.keys(labels.repos)) {
  const folder = join(corpus, "repos", repo.replace("/", "+"));
  if (!existsSync(folder)) continue;
  const started = performance.now();
  const findings = lint(folder);
  const mine = all.filter((label) => label.repo === repo);
  for (const label of mine) {
    const here = findings.filter((f) => f.file === label.path && f.line <= label.line && label.line <= f.endLine);
    for (const finding of here) finding.label = label;
    if (label.report === "must") {
      must += 1;
      if (here.some((finding) => finding.severity !== "hint")) found += 1;
      else missed.push(`${repo} ${label.path}:${label.line} ${label.kind} ${label.why}`);
    } else if (label.report !== "unscored") {
      if (label.report === "may" && here.length > 0) may += 1;
      for (const finding of here) {
        if (finding.severity === "warning" || finding.severity === "error")
          alarms.push(
            `${repo} ${label.path}:${finding.line} [${finding.rule}] ${finding.message}\n    label (${label.report}): ${label.why}`,
          );
      }
    }
  }
  for (const finding of findings.filter((f) => f.label === undefined)) {
    const key = `${repo} ${finding.severity} ${finding.rule}`;
    unlabelled.set(key, [...(unlabelled.get(key) ?? []), `${finding.file}:${finding.line} ${finding.message}`]);
  }
  console.log(
    `${repo}: ${findings.length} findings, ${mine.length} labels, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
}
console.log(`\nmust: ${found} of ${must} found; may: ${may} reported; false alarms: ${alarms.length}`);
for (const line of missed) console.log(`  missed  ${line}`);
for (const line of alarms) console.log(`  alarm   ${line}`);
for (const [key, lines] of [...unlabelled].sort()) {
  console.log(`  unlabelled ${key}: ${lines.length}`);
  for (const line of lines.slice(0, process.env.VERBOSE ? 1000 : 3)) console.log(`      ${line}`);
}

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
