/** Knows globs as VS Code's settings write them (`**`, `*`, `?`, `{a,b}`, `[a-z]`); refuses to know file systems. */

/** Tells whether a path, relative and with forward slashes, matches any of the globs. Unclosed brackets are themselves. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(`^${translate(glob.replace(/^\.?\//, ""))}$`, "u"));
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/**
 * Tells whether everything below a folder is excluded, so that it need not be walked: a glob such as `vendor/**`
 * matches a file of any name there.
 */
export function folderMatcher(globs: readonly string[]): (path: string) => boolean {
  const whole = globs.flatMap((glob) =>
    glob.endsWith("/**") ? [glob.slice(0, -3)] : glob.endsWith("/**/*") ? [glob.slice(0, -5)] : [],
  );
  return matcher([...whole, ...globs]);
}

function translate(glob: string): string {
  let pattern = "";
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? "";
    if (glob.startsWith("**/", at)) {
      pattern += "(?:[^/]+/)*";
      at += 2;
    } else if (glob.startsWith("/**", at) && at + 3 === glob.length) {
      pattern += "(?:/.*)?";
      at += 2;
    } else if (glob.startsWith("**", at)) {
      pattern += ".*";
      at += 1;
    } else if (character === "*") pattern += "[^/]*";
    else if (character === "?") pattern += "[^/]";
    else if (character === "{" || character === "[") {
      const close = glob.indexOf(character === "{" ? "}" : "]", at);
      if (close < 0) pattern += `\\${character}`;
      else {
        const inside = glob.slice(at + 1, close);
        pattern += character === "{" ? `(?:${inside.split(",").map(translate).join("|")})` : charactersOf(inside);
        at = close;
      }
    } else pattern += character.replace(/[\\^$.|+()[\]{}/]/, "\\$&");
  }
  return pattern;
}

/** A bracket expression; `!` or `^` in front negates it. A range that is none matches its own characters. */
function charactersOf(inside: string): string {
  const isNegated = /^[!^]/.test(inside);
  const text = (isNegated ? inside.slice(1) : inside).replace(/[\\\]^[]/g, "\\$&");
  const isRange = [...text.matchAll(/(.)-(.)/gu)].every(([, from = "", to = ""]) => from <= to);
  return `[${isNegated ? "^" : ""}${isRange ? text : text.replace(/-/g, "\\-")}]`;
}
