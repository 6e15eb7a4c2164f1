/** Breaks lines so that they fit a width; what is in them is not looked at. */

/** Columns that a text takes, a character each. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** True for a text of at most so many columns. One with fewer code units has no more characters: those are not counted. */
export function fits(text: string, width: number): boolean {
  return text.length <= width || widthOf(text) <= width;
}

/**
 * The text in lines of at most `width` characters: broken at blanks, a long word behind a dot, comma, slash, colon or dash,
 * and anywhere where it has none. One line for a text that fits.
 * @param width at least 1
 */
export function wrapped(text: string, width: number): readonly string[] {
  if (fits(text, width)) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => piecesOf(part, width))) {
    const joined = word.isStart && line !== "" ? `${line} ${word.text}` : `${line}${word.text}`;
    if (line === "" || fits(joined, width)) line = joined;
    else {
      lines.push(line);
      line = word.text;
    }
  }
  return [...lines, line];
}

interface Word {
  readonly text: string;
  /** A blank stands in front of it. */
  readonly isStart: boolean;
}

/** A word that is too long, in pieces that are not. */
function piecesOf(word: string, width: number): readonly Word[] {
  if (fits(word, width)) return [{ text: word, isStart: true }];
  const parts = word.match(/[^.,/:-]*[.,/:-]|[^.,/:-]+/g) ?? [word];
  const short = parts.flatMap((part) => cutUp(part, width));
  return short.map((text, index) => ({ text, isStart: index === 0 }));
}

function cutUp(text: string, width: number): readonly string[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, at) => characters.slice(at * width, (at + 1) * width).join(""));
}
