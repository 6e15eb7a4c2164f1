/** Writes findings as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning and viewers. */
import type { Severity } from "../../../ide/rules/run/rule.ts";
import type { Range } from "../place.ts";
import { type Shown, shownJson } from "../shown.ts";
import type { Report, ReportFinding, ReportFix, ReportPlace } from "./report.ts";
import { type RuleDocument, ruleDocuments } from "./rule-documents.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** The base of all names of files: the root of the repository. */
const base = "%SRCROOT%";

/** One run. Columns are UTF-16 code units, an end stands behind the last character; names are percent-encoded URIs. */
export function sarifText({ findings, version }: Report): Shown {
  const documents = ruleDocuments();
  const indices = new Map(documents.map(({ id }, index) => [id, index]));
  return shownJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "PodNS",
            informationUri: "https://github.com/podns/podns",
            ...(/^\d+\.\d+\.\d+/.test(version) ? { semanticVersion: version } : {}),
            rules: documents.map(ruleOf),
          },
        },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { [base]: { description: { text: "The root of the repository" } } },
        columnKind: "utf16CodeUnits",
        results: findings.map((found) => resultOf(found, indices)),
      },
    ],
  });
}

function ruleOf({ id, severity, why, page, markdown }: RuleDocument): object {
  return {
    id,
    name: id.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: firstSentence(why) },
    fullDescription: { text: why },
    help: { text: `${why}\n${page}`, markdown },
    helpUri: page,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ["kubernetes", "dns"] },
  };
}

/** GitHub shows it as the title: a sentence ends with a full stop or a colon in front of a blank. */
function firstSentence(text: string): string {
  const end = text.search(/[.:;] /);
  return end < 0 ? text : `${text.slice(0, end)}.`;
}

function resultOf(found: ReportFinding, indices: ReadonlyMap<string, number>): object {
  const { rule, severity, message, object, environment, fingerprint, related, fixes } = found;
  const ruleIndex = indices.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: physicalLocation(found),
        ...(object === null ? {} : { logicalLocations: [{ fullyQualifiedName: object, kind: "resource" }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, index) => ({
            id: index + 1,
            message: { text: one.message },
            physicalLocation: physicalLocation(one),
          })),
        }),
    // GitHub looks at the first name only (docs.github.com, "SARIF support for code scanning").
    partialFingerprints: { primaryLocationLineHash: fingerprint, "podnsFinding/v1": fingerprint },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map(fixOf) }),
    properties: { severity, ...(environment === null ? {} : { environment }) },
  };
}

function physicalLocation(place: ReportPlace): object {
  return { artifactLocation: artifactLocation(place.file), region: regionOf(place.range) };
}

function artifactLocation(file: string): object {
  const uri = file.split("/").map(encodeSegment).join("/");
  return { uri, uriBaseId: base };
}

/** A half of a surrogate pair is in no URI. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd"));
}

function regionOf({ line, column, endLine, endColumn }: Range): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** All changes of a fix, by file. */
function fixOf({ title, edits }: ReportFix): object {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactLocation(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map(({ range, text }) => ({ deletedRegion: regionOf(range), insertedContent: { text } })),
    })),
  };
}
