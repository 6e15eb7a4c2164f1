/** Lists whose items may hold lists in parentheses. */

/** The parts between the commas of a text; a comma whose next parenthesis closes stands inside of them and parts nothing. */
export function splitOutsideParentheses(text: string): readonly string[] {
  const parts: string[] = [];
  let inside = false;
  let end = text.length;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at];
    if (character === ")") inside = true;
    else if (character === "(") inside = false;
    else if (character === "," && !inside) {
      parts.push(text.slice(at + 1, end));
      end = at;
    }
  }
  parts.push(text.slice(0, end));
  return parts.reverse();
}
