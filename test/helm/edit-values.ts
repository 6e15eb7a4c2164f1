/** Edits of a values file, as text: what somebody types there, now and then wrong. */
import type { Random } from "../soak/random.ts";

/** The text after one edit of a line. */
export function editValues(text: string, random: Random): string {
  const lines = text.split("\n");
  const keyed = lines.flatMap((line, index) => (/^\s*(?:- )?[\w.-]+:/.test(line) ? [index] : []));
  if (keyed.length === 0) return `${text}\nmore: 1\n`;
  const index = random.pick(keyed);
  const line = lines[index] ?? "";
  // bounded: one line of a values file
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  switch (random.pick(["comment", "remove", "add", "global", "value", "value", "value", "value", "flow"])) {
    case "comment":
      lines.splice(index, 0, `# ${random.below(1000)}`);
      break;
    case "remove":
      lines.splice(index, 1);
      break;
    case "add":
      lines.splice(index, 0, `${indent}more${random.below(5)}: {a: ${random.below(5)}}`);
      break;
    case "global":
      lines.push(`global: {imageRegistry: r${random.below(5)}, zone: z, storage: {class: s}, deep: 1}`);
      break;
    case "flow":
      lines[index] = line.replace(/\d+|true|false/, (found) => flipped(found));
      break;
    default:
      lines[index] = line.replace(/:(?: .*)?$/, (found) => `: ${valueAfter(found.slice(1).trim(), random)}`);
  }
  return lines.join("\n");
}

function flipped(text: string): string {
  if (text === "true") return "false";
  return text === "false" ? "true" : String(Number(text) + 1);
}

function valueAfter(text: string, random: Random): string {
  if (random.chance(0.1)) return "null";
  if (text === "") return random.pick(["", "{}", '"x"']);
  if (/^(?:true|false|\d+)$/.test(text)) return flipped(text);
  if (text === "[]") return random.pick(["[a]", "[{kind: E, name: '{{ .Release.Name }}'}]"]);
  if (text === "{}") return random.pick(["{a: b}", "{enabled: true}"]);
  return random.pick([`"x${random.below(3)}"`, `${text} # said`, `{a: ${random.below(3)}}`, text]);
}
