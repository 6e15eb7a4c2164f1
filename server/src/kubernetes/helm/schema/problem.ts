/** What is wrong with a value, and how santhosh-tekuri/jsonschema words it (output.go, kind/kind.go). */
import { formatValue } from "../template/fmt.ts";
import { quote } from "../template/quote.ts";
import { type Instance, isList, isMap } from "./instance.ts";
import { escapeToken } from "./location.ts";

export interface Problem {
  /** Keys and indexes from the root of the values. */
  readonly path: readonly string[];
  /** `group` stands for its causes; `reference` for its one cause; `schema` is the root. */
  readonly kind: "group" | "reference" | "schema" | "other";
  readonly message: string;
  readonly causes: readonly Problem[];
}

/** The problem and its causes, a line each. */
export function problemText(problem: Problem): string {
  const lines: string[] = [];
  addLines(problem, 0, lines);
  return lines.join("\n");
}

function addLines(problem: Problem, depth: number, lines: string[]): void {
  const { kind, path, message, causes } = problem;
  const isSkipped = kind === "reference" && causes.length === 1;
  if (!isSkipped) {
    const bullet = depth === 0 ? "" : `${"  ".repeat(depth - 1)}- `;
    const at = kind === "schema" ? "" : `at ${quoted(path.map((token) => `/${escapeToken(token)}`).join(""))}: `;
    lines.push(`${bullet}${at}${message}`);
  }
  for (const cause of causes) addLines(cause, isSkipped ? depth : depth + 1, lines);
}

/** In single quotes, escapes as in Go. */
export function quoted(text: string): string {
  return `'${quote(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(", ");
}

export function display(value: Instance): string {
  if (typeof value === "string") return quoted(value);
  return isList(value) || isMap(value) ? "value" : value === null ? "<nil>" : formatValue(value);
}

/** A number as Go prints it for English readers: groups of three digits, powers of ten in superscript. */
export function englishNumber(value: number): string {
  const [mantissa = "", exponent] = formatValue(value).split("e");
  const [whole = "", fraction] = mantissa.split(".");
  // bounded: the digits of a number
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
  if (exponent === undefined) return grouped;
  const power = [...exponent.replace(/^\+/, "")].map((digit) => (digit === "-" ? "⁻" : superscripts[Number(digit)]));
  return `${grouped}×10${power.join("")}`;
}

const superscripts = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
