/** Texts with gaps: fixed parts in their order, and anything between them. Matching takes time linear in the text. */

/**
 * Tells whether a text begins with the first part, ends with the last and holds the others between them in order.
 * @param least the characters that stand at least between two parts
 */
export function fitsParts(text: string, parts: readonly string[], least: 0 | 1): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at + least);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + least <= text.length - last.length;
}
