/** Prints how the names of environments differ: for people, for a comment on a pull request, for programs, as annotations. */
import type { Piece, Shown, WorkflowCommand } from "../shown.ts";
import { markdownCode, shownCommands, shownJson, shownLines, shownPieces } from "../shown.ts";
import type { Look } from "../terminal.ts";
import type { EnvironmentDiff, NamesDiff } from "./compare.ts";
import type { Use } from "./uses.ts";

export const diffFormats = ["pretty", "markdown", "json", "github"] as const;
export type DiffFormat = (typeof diffFormats)[number];

/** A diff in one of the forms. */
export function diffText(diff: NamesDiff, format: DiffFormat, look: Look = {}): Shown {
  if (format === "json") return shownJson(diff);
  if (format === "markdown") return shownLines(markdownLines(diff));
  if (format === "github") return shownCommands(diff.environments.flatMap(commandsOf));
  return shownPieces(prettyLines(diff), look.paint);
}

/** The form for people as lines, each without its end. */
export function prettyDiff(diff: NamesDiff): readonly string[] {
  return prettyLines(diff).map((pieces) => pieces.map(({ text }) => text).join(""));
}

/** Places that are named in one line. */
const mostPlaces = 5;

function placesText(usedBy: readonly Use[], write: (place: string) => string = (place) => place): string {
  const named = usedBy.slice(0, mostPlaces).map(({ file, line }) => write(`${file}:${line}`));
  return `${named.join(", ")}${usedBy.length > mostPlaces ? ` and ${usedBy.length - mostPlaces} more` : ""}`;
}

function isSame({ added, removed, changed }: EnvironmentDiff): boolean {
  return added.length + removed.length + changed.length === 0;
}

function prettyLines({ environments }: NamesDiff): readonly (readonly Piece[])[] {
  const differing = environments.filter((one) => !isSame(one));
  if (differing.length === 0) return [[{ text: "No name appears, vanishes or changes.", style: "green" }]];
  const blocks = differing.map(({ name, added, removed, changed }): readonly (readonly Piece[])[] => [
    [{ text: name, style: "bold" }],
    ...removed.map(({ name: removedName, object, usedBy }): readonly Piece[] => [
      { text: "  - ", style: "red" },
      { text: `removes ${removedName} (${object})` },
      ...(usedBy.length === 0 ? [] : [{ text: `: still used in ${placesText(usedBy)}`, style: "red" as const }]),
    ]),
    ...changed.map(({ name: changedName, before, after, usedBy }): readonly Piece[] => [
      { text: "  ~ ", style: "yellow" },
      { text: `changes ${changedName}: ${before} → ${after}` },
      ...(usedBy.length === 0 ? [] : [{ text: `: used in ${placesText(usedBy)}` }]),
    ]),
    ...added.map(({ name: addedName, object }): readonly Piece[] => [
      { text: "  + ", style: "green" },
      { text: `adds ${addedName} (${object})` },
    ]),
  ]);
  const lines = blocks.flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return [...lines, [], [{ text: summary(differing) }]];
}

function summary(environments: readonly EnvironmentDiff[]): string {
  const removed = environments.flatMap((one) => one.removed);
  const used = removed.filter(({ usedBy }) => usedBy.length > 0).length;
  const added = environments.reduce((sum, one) => sum + one.added.length, 0);
  const changed = environments.reduce((sum, one) => sum + one.changed.length, 0);
  const still = used === 0 ? "" : ` (${used} still used)`;
  return `${removed.length} vanish${still}, ${changed} change, ${added} appear`;
}

function markdownLines({ environments }: NamesDiff): readonly string[] {
  const differing = environments.filter((one) => !isSame(one));
  if (differing.length === 0) return ["No DNS name appears, vanishes or changes."];
  const lines = differing.flatMap(({ name, added, removed, changed }) => [
    `### DNS names in ${markdownCode(name)}`,
    "",
    ...removed.map(({ name: removedName, object, usedBy }) => {
      const used = usedBy.length === 0 ? "" : `: still used in ${placesText(usedBy, markdownCode)}`;
      return `- removes ${markdownCode(removedName)} (${markdownCode(object)})${used}`;
    }),
    ...changed.map(({ name: changedName, before, after, usedBy }) => {
      const used = usedBy.length === 0 ? "" : `: used in ${placesText(usedBy, markdownCode)}`;
      return `- changes ${markdownCode(changedName)}: ${markdownCode(before)} → ${markdownCode(after)}${used}`;
    }),
    ...added.map(({ name: addedName, object }) => `- adds ${markdownCode(addedName)} (${markdownCode(object)})`),
    "",
  ]);
  return [...lines, `${summary(differing)}.`];
}

/** An error where a name that vanishes is used, a warning where one is used that changes, a notice for the rest. */
function commandsOf({ name, added, removed, changed }: EnvironmentDiff): readonly WorkflowCommand[] {
  const title = "PodNS diff";
  const at = ({ file, line }: Use): WorkflowCommand["properties"] => ({ file, line, title });
  return [
    ...removed.flatMap(({ name: removedName, object, usedBy }): readonly WorkflowCommand[] => {
      const message = `removes ${removedName} (${object}) in '${name}'`;
      if (usedBy.length === 0) return [{ command: "notice", properties: { title }, message }];
      return usedBy.map((use) => ({
        command: "error",
        properties: at(use) ?? {},
        message: `${message}: still used here`,
      }));
    }),
    ...changed.flatMap(({ name: changedName, before, after, usedBy }): readonly WorkflowCommand[] => {
      const message = `changes ${changedName} from ${before} to ${after} in '${name}'`;
      if (usedBy.length === 0) return [{ command: "notice", properties: { title }, message }];
      return usedBy.map((use) => ({ command: "warning", properties: at(use) ?? {}, message: `${message}: used here` }));
    }),
    ...added.map(
      ({ name: addedName, object }): WorkflowCommand => ({
        command: "notice",
        properties: { title },
        message: `adds ${addedName} (${object}) in '${name}'`,
      }),
    ),
  ];
}
