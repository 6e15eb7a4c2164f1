/**
 * Reads kubectl's text form of label selectors (apimachinery pkg/labels), as far as CoreDNS's options accept it: a
 * LabelSelector does not have the operators `!=`, `<` and `>` (apimachinery meta/v1/helpers.go ParseToLabelSelector).
 */
import type { ServiceModel } from "../cluster/cluster.ts";
import { splitOutsideParentheses } from "../text/parentheses.ts";

type Labels = ServiceModel["labels"];

/** True when the labels satisfy every requirement of the selector. */
export type LabelTest = (labels: Labels) => boolean;

const key = "([A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?)";
const setPattern = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const existsPattern = new RegExp(`^(!?)\\s*${key}$`);
const valuePattern = new RegExp(`^${key}\\s*(==|=)\\s*([-A-Za-z0-9_.]*)$`);

/**
 * Reads `a=b,e in (x,y),f notin (z),g,!h`. The empty selector matches everything.
 * @returns undefined when the text is not a selector
 */
export function readLabelSelector(text: string): LabelTest | undefined {
  const tests: LabelTest[] = [];
  if (text.trim() === "") return () => true;
  // A comma inside parentheses separates values, not requirements.
  for (const part of splitOutsideParentheses(text)) {
    const test = readRequirement(part.trim());
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (labels) => tests.every((test) => test(labels));
}

function readRequirement(text: string): LabelTest | undefined {
  const set = setPattern.exec(text);
  if (set !== null) {
    const [name = "", values] = [set[1], (set[4] ?? "").split(",").map((value) => value.trim())];
    // `notin` also holds for objects without the label.
    return set[3] === "in"
      ? (labels) => values.includes(labels[name] ?? "") && Object.hasOwn(labels, name)
      : (labels) => !Object.hasOwn(labels, name) || !values.includes(labels[name] ?? "");
  }
  const exists = existsPattern.exec(text);
  if (exists !== null) {
    const name = exists[2] ?? "";
    return (labels) => Object.hasOwn(labels, name) === (exists[1] === "");
  }
  const match = valuePattern.exec(text);
  if (match === null) return undefined;
  const [name = "", value = ""] = [match[1], match[4]];
  return (labels) => Object.hasOwn(labels, name) && labels[name] === value;
}
