/** Shortens what a message repeats of a file. */

/** No name that can be asked for is longer. */
const longestWord = 260;

const longestMessage = 700;
const head = 260;
const tail = 400;

/**
 * The message with … in place of most of a long word, and of its middle where it is long as a whole: it repeats at most
 * about a line of a file, and what is said of that stays at its end.
 */
export function shortened(message: string): string {
  if (message.length <= longestWord) return message;
  const words = message.split(" ").map((word) => (word.length > longestWord ? `${cut(word, 0, 80)}…` : word));
  const text = words.join(" ");
  return text.length <= longestMessage ? text : `${cut(text, 0, head)} … ${cut(text, text.length - tail, text.length)}`;
}

/** The beginning of a text, with … in place of the rest. @param most its UTF-16 code units */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${cut(text, 0, most - 1)}…`;
}

/** A part of a text that has no half of a surrogate pair at its ends. */
function cut(text: string, start: number, end: number): string {
  return text.slice(isLow(text, start) ? start + 1 : start, isLow(text, end) ? end - 1 : end);
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
