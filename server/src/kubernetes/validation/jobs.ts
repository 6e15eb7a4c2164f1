/** Validates Job and CronJob (pkg/apis/batch/validation), with the labels that the API server gives a Job's Pods. */
import { dns1123Label, dns1123Subdomain, lengthOf } from "./content.ts";
import { type FieldError, invalid, notSupported, quoted, required } from "./field-error.ts";
import { at, isPresent, isTrue, mapOf, numberOf, pairsOf, textOf, type Value } from "./json.ts";
import { metaErrors, nonNegative, printedSelector, selectionOf, selectorErrors, sortedLabels } from "./meta.ts";
import { templateErrors } from "./pod-spec.ts";

/** `-` and the minute of the Job follow a CronJob's name. */
const longestCronJobName = 52;
const mostParallelIndexes = 100_000;

export function* jobErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  const manual = isTrue(at(spec, "manualSelector"));
  yield* jobSpecErrors(manual ? spec : withGeneratedLabels(spec, nameOf(root)));
  if (manual) yield* manualSelectorErrors(spec);
  else if (isPresent(at(spec, "selector")) && !isGenerated(at(spec, "selector")))
    yield invalid(at(spec, "selector"), printedSelector(at(spec, "selector")), "`selector` not auto-generated");
  const name = at(root, "metadata", "name");
  const completions = numberOf(at(spec, "completions")) ?? 0;
  if (textOf(at(spec, "completionMode")) !== "Indexed" || completions <= 0) return;
  const last = `${nameOf(root)}-${completions - 1}`;
  if (dns1123Label(last).length > 0)
    yield invalid(name, nameOf(root), `will not able to create pod with invalid DNS label: ${last}`);
}

/** Characters of `generateName` that are kept, and what stands for the random ones (apiserver pkg/storage/names/generate.go). */
const longestPrefix = 58;
const drawn = "xxxxx";

/** The name, which is filled in before anything is validated (apiserver pkg/registry/rest BeforeCreate). */
function nameOf(root: Value): string {
  const name = textOf(at(root, "metadata", "name"));
  const prefix = textOf(at(root, "metadata", "generateName"));
  return name === "" && prefix !== "" ? `${prefix.slice(0, longestPrefix)}${drawn}` : name;
}

/** The selector that the API server itself has written, as a dump of a cluster holds it. */
function isGenerated(selector: Value): boolean {
  const keys = pairsOf(at(selector, "matchLabels")).map(([key]) => key);
  return keys.length > 0 && keys.every((key) => /^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/.test(key));
}

function* manualSelectorErrors(spec: Value): Iterable<FieldError> {
  const selector = at(spec, "selector");
  if (!isPresent(selector)) yield required(selector);
  yield* selectorErrors(selector);
  const labels = at(spec, "template", "metadata", "labels");
  const selection = selectionOf(selector);
  if (selection === "none" || (typeof selection === "function" && !selection(labels)))
    yield invalid(labels, sortedLabels(labels), "`selector` does not match template `labels`");
}

/** Its Pods carry the Job's name as a label, under an old and a new key (jobStrategy generateSelector). */
function withGeneratedLabels(spec: Value, name: string): Value {
  const template = at(spec, "template");
  const labels = mapOf(at(template, "metadata", "labels")) ?? {};
  const generated = { ...labels, "batch.kubernetes.io/job-name": name, "job-name": name };
  const metadata = { ...mapOf(at(template, "metadata")), labels: generated };
  return { ...spec, json: { ...mapOf(spec), template: { ...mapOf(template), metadata } } };
}

/** validateJobSpec. */
function* jobSpecErrors(spec: Value): Iterable<FieldError> {
  const counts = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"];
  for (const key of [...counts, "backoffLimitPerIndex", "maxFailedIndexes"]) yield* nonNegative(at(spec, key));
  const mode = at(spec, "completionMode");
  const indexed = textOf(mode) === "Indexed";
  if (isPresent(mode) && !indexed && textOf(mode) !== "NonIndexed")
    yield notSupported(mode, textOf(mode), ["NonIndexed", "Indexed"]);
  if (indexed && !isPresent(at(spec, "completions")))
    yield required(at(spec, "completions"), "when completion mode is Indexed");
  const parallelism = numberOf(at(spec, "parallelism")) ?? 0;
  if (indexed && parallelism > mostParallelIndexes)
    yield invalid(
      at(spec, "parallelism"),
      parallelism,
      `must be less than or equal to ${mostParallelIndexes} when completion mode is Indexed`,
    );
  for (const key of ["backoffLimitPerIndex", "maxFailedIndexes"]) {
    const place = at(spec, key);
    if ((!isPresent(mode) || textOf(mode) === "NonIndexed") && isPresent(place))
      yield invalid(place, numberOf(place) ?? 0, "requires indexed completion mode");
  }
  if (isPresent(at(spec, "maxFailedIndexes")) && !isPresent(at(spec, "backoffLimitPerIndex")))
    yield required(at(spec, "backoffLimitPerIndex"), "when maxFailedIndexes is specified");
  yield* templateErrors(at(spec, "template"));
  const restart = at(spec, "template", "spec", "restartPolicy");
  const text = textOf(restart) || "Always";
  const choices = ["OnFailure", "Never"];
  if (text === "Always") yield required(restart, `valid values: ${choices.map(quoted).join(", ")}`);
  else if (!choices.includes(text)) yield notSupported(restart, text, choices);
}

export function* cronJobErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  yield* scheduleErrors(at(spec, "schedule"));
  yield* nonNegative(at(spec, "startingDeadlineSeconds"));
  const policy = at(spec, "concurrencyPolicy");
  const policies = ["Allow", "Forbid", "Replace"];
  if (textOf(policy) !== "" && !policies.includes(textOf(policy))) yield notSupported(policy, textOf(policy), policies);
  const job = at(spec, "jobTemplate", "spec");
  yield* jobSpecErrors(job);
  const selector = at(job, "selector");
  if (isPresent(selector)) yield invalid(selector, printedSelector(selector), "`selector` will be auto-generated");
  if (isTrue(at(job, "manualSelector"))) yield notSupported(at(job, "manualSelector"), true, ["nil", "false"]);
  yield* nonNegative(at(spec, "successfulJobsHistoryLimit"));
  yield* nonNegative(at(spec, "failedJobsHistoryLimit"));
  const name = at(root, "metadata", "name");
  if (lengthOf(textOf(name)) > longestCronJobName)
    yield invalid(name, textOf(name), `must be no more than ${longestCronJobName} characters`);
}

function* scheduleErrors(schedule: Value): Iterable<FieldError> {
  const text = textOf(schedule);
  if (text === "") {
    yield required(schedule);
    return;
  }
  if (text.includes("TZ"))
    yield invalid(schedule, text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  if (text.startsWith("@") || text.includes("TZ")) return;
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5)
    yield invalid(schedule, text, `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`);
}
