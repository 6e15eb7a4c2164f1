/** The order of keys in YAML that go-yaml v2 and v3 write: numbers in them count as numbers (sorter.go). */
import { compareStrings } from "../template/bytes.ts";

const letters = /^\p{L}$/u;
const digits = /^\p{Nd}$/u;

/** Negative when `a` comes first. */
export function compareYamlKeys(a: string, b: string, version: 2 | 3): number {
  if (a === b) return 0;
  if (/^[a-zA-Z]*$/.test(a) && /^[a-zA-Z]*$/.test(b)) return compareStrings(a, b);
  return isLess([...a], [...b], version) ? -1 : 1;
}

function isLess(a: readonly string[], b: readonly string[], version: 2 | 3): boolean {
  let afterDigit = false;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = "", y = ""] = [a[at], b[at]];
    if (x === y) {
      afterDigit = version === 3 && digits.test(x);
      continue;
    }
    const [xIsLetter, yIsLetter] = [letters.test(x), letters.test(y)];
    if (xIsLetter && yIsLetter) return compareStrings(x, y) < 0;
    if (xIsLetter || yIsLetter) return afterDigit ? xIsLetter : yIsLetter;
    return isLessNumber(a, b, at);
  }
  return a.length < b.length;
}

/** Two keys that differ at a character that is not a letter. */
function isLessNumber(a: readonly string[], b: readonly string[], at: number): boolean {
  const [x = "", y = ""] = [a[at], b[at]];
  let start = 0n;
  if (x === "0" || y === "0") {
    for (let before = at - 1; before >= 0 && digits.test(a[before] ?? ""); before--) {
      if (a[before] !== "0") {
        start = 1n;
        break;
      }
    }
  }
  const [left, right] = [numberAt(a, at, start), numberAt(b, at, start)];
  if (left.value !== right.value) return left.value < right.value;
  if (left.end !== right.end) return left.end < right.end;
  return compareStrings(x, y) < 0;
}

function numberAt(
  runes: readonly string[],
  start: number,
  initial: bigint,
): { readonly value: bigint; readonly end: number } {
  let [value, end] = [initial, start];
  while (end < runes.length && digits.test(runes[end] ?? "")) {
    value = BigInt.asIntN(64, value * 10n + BigInt((runes[end] ?? "0").codePointAt(0) ?? 48) - 48n);
    end++;
  }
  return { value, end };
}
