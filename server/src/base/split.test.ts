import { expect, test } from "vitest";
import { splitDocuments } from "./split.ts";

test.each([
  ["a\n---\nb", ["a\n", "b"]],
  ["a\r\n--- # c\r\nb", ["a\r\n", "b"]],
  ["---\n\n--- \t", ["", "\n", ""]],
  ["a\n--- b\nc", ["a\n--- b\nc"]],
  ["a\n ---\nb", ["a\n ---\nb"]],
  // Only a line feed ends a line for kubectl.
  ["a\r---\rb", ["a\r---\rb"]],
  ['{"a": 1}\n{"b": 2}', ['{"a": 1}', '\n{"b": 2}']],
  // An action of a template is not JSON.
  ["{{ $a := 1 }}\n{{ $b := 2 }}", ["{{ $a := 1 }}\n{{ $b := 2 }}"]],
  ["a: x\u2028---\nb", ["a: x\u2028---\nb"]],
])("%j", (text, parts) => {
  const chunks = splitDocuments(text);
  expect(chunks.map((chunk) => chunk.text)).toEqual(parts);
  for (const { start, text: part } of chunks) expect(text.startsWith(part, start)).toBe(true);
});
