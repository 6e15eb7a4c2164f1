/** Decides whether a label's value satisfies one requirement of a selector (apimachinery pkg/labels Requirement.Matches). */

/** One requirement, as metav1.LabelSelectorRequirement and core/v1 NodeSelectorRequirement write it. */
interface Requirement {
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * True when the value satisfies the requirement. Unknown operators match nothing. Gt and Lt compare integers of 64 bits, and match no other text.
 * @param value of the label that the requirement names; undefined where the object has no such label
 */
export function satisfies(value: string | undefined, { operator, values }: Requirement): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
    case "Lt": {
      const [found, bound] = [readInteger(value), readInteger(values[0])];
      if (found === undefined || bound === undefined) return false;
      return operator === "Gt" ? found > bound : found < bound;
    }
    default:
      return false;
  }
}

/** What Go's strconv.ParseInt(text, 10, 64) takes; undefined for all else. */
export function readInteger(text: string | undefined): bigint | undefined {
  const digits = /^([+-]?)0*([0-9]{1,19})$/.exec(text ?? "");
  if (digits === null) return undefined;
  const size = BigInt(digits[2] ?? "0");
  const value = digits[1] === "-" ? -size : size;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
