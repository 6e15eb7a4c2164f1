/** Shows the questions that a client asked and the records it got: rows of "Why", rows of "Records". */

import type { PodModel } from "../../cluster/state/cluster.ts";
import { explainStep } from "../../dns/clients/explain.ts";
import { pod as podPhrase, say, service as servicePhrase } from "../../dns/clients/phrases.ts";
import type { Phrase, Step } from "../../dns/clients/simulation.ts";
import { normalName, relative } from "../../dns/data/name.ts";
import { formatData } from "../../dns/data/record.ts";
import type { Reply, ServedRecord } from "../../dns/server/response.ts";
import type { RecordView, StepOutcome, StepView } from "../../protocol/simulate.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { plural } from "./markdown.ts";
import { richText } from "./rich-text.ts";

/** One row for each name that was tried, whatever types were asked of it. @param context who asked, and which step decided */
export function stepViews(
  analysis: Analysis,
  steps: readonly Step[],
  { asker, decisive }: { readonly asker: PodModel | undefined; readonly decisive: Step | undefined },
): readonly StepView[] {
  return byCandidate(steps).map((group) => ({
    ...stepView(analysis, group, asker),
    decisive: decisive !== undefined && group.includes(decisive),
  }));
}

/** BusyBox asks A of every candidate, then AAAA of every candidate; each candidate still gets one row. */
function byCandidate(steps: readonly Step[]): readonly (readonly [Step, ...Step[]])[] {
  const groups = new Map<string, [Step, ...Step[]]>();
  for (const step of steps) {
    const name = normalName(step.question.name);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [step]);
    else known.push(step);
  }
  return [...groups.values()];
}

function stepView(
  analysis: Analysis,
  group: readonly [Step, ...Step[]],
  asker: PodModel | undefined,
): Omit<StepView, "decisive"> {
  const [first] = group;
  const name = relative(first.question.name);
  const domain = first.origin.kind === "search" ? first.origin.domain : "";
  const isBelow = domain !== "" && name.endsWith(`.${domain}`);
  const deciding = group.find((step) => outcomeOf(step) === "found") ?? first;
  const why = explainStep({ ...deciding, origin: first.origin }, asker);
  return {
    head: isBelow ? name.slice(0, -domain.length - 1) : name,
    tail: isBelow ? domain : "",
    types: [...new Set(group.map(({ question }) => question.type))],
    outcome: outcomeOf(deciding),
    result: resultOf(deciding, group),
    why: richText(analysis, why),
  };
}

function outcomeOf({ response }: Step): StepOutcome {
  if (response.kind === "timeout") return "failure";
  if (response.kind === "needs-outside") return "outside";
  return response.outcome === "servfail" || response.outcome === "refused" ? "failure" : response.outcome;
}

function resultOf({ response }: Step, group: readonly Step[]): string {
  if (response.kind === "timeout") return "no reply";
  if (response.kind === "needs-outside") return "outside";
  switch (response.outcome) {
    case "found":
      return countOf(group.flatMap((step) => (step.response.kind === "reply" ? answerOf(step.response) : [])));
    case "nodata":
      return `no ${[...new Set(group.map(({ question }) => question.type))].join(" or ")} record`;
    case "nxdomain":
    case "servfail":
    case "refused":
      return response.rcode;
  }
}

function answerOf(reply: Reply): readonly ServedRecord[] {
  return reply.outcome === "found" ? reply.answer : [];
}

/** `3 addresses`, `alias, 1 address`, `2 SRV records`. */
function countOf(records: readonly ServedRecord[]): string {
  const types = records.map(({ record }) => record.data.type);
  const addresses = types.filter((type) => type === "A" || type === "AAAA").length;
  const others = [...new Set(types)].filter((type) => type !== "A" && type !== "AAAA" && type !== "CNAME");
  return [
    ...(types.includes("CNAME") ? ["alias"] : []),
    ...(addresses > 0 ? [`${addresses} ${addresses === 1 ? "address" : "addresses"}`] : []),
    ...others.map((other) => plural(types.filter((type) => type === other).length, `${other} record`)),
  ].join(", ");
}

/** The records as rows, each with the Pod or Service behind it. */
export function recordViews(analysis: Analysis, records: readonly ServedRecord[]): readonly RecordView[] {
  return records.map(({ record, origin }) => {
    const { data } = record;
    const isAddress = data.type === "A" || data.type === "AAAA";
    return {
      name: relative(record.name),
      type: data.type,
      ttl: record.ttl,
      data: formatData(data),
      behind: richText(analysis, behind(origin)),
      ready: origin?.pod?.ready ?? null,
      synthetic: isAddress && origin?.synthetic === true,
    };
  });
}

function behind(origin: ServedRecord["origin"]): readonly Phrase[] {
  if (origin?.pod !== undefined) return [say("Pod "), podPhrase(origin.pod)];
  return origin?.service === undefined ? [] : [say("Service "), servicePhrase(origin.service)];
}
