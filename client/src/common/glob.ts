/** Knows the globs of settings (`**`, `*`, `?`, `{a,b}`), for file systems that no search engine covers. */

/**
 * True when the path matches the glob. Both use slashes; the path is relative to the workspace folder. A folder is
 * matched with a slash at its end, so that a whole folder can be left out without entering it. Never throws: a glob
 * that cannot be read matches nothing.
 */
export function matchesGlob(glob: string, path: string): boolean {
  try {
    return new RegExp(`^${expression(glob)}$`).test(path);
  } catch {
    return false;
  }
}

/** VS Code's one exclude pattern for several; undefined for none, which means its own defaults alone. */
export function joinGlobs(globs: readonly string[]): string | undefined {
  const given = globs.filter((glob) => glob !== "");
  return given.length > 1 ? `{${given.join(",")}}` : given[0];
}

function expression(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (token) => {
    switch (token) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "{":
        depth += 1;
        return "(?:";
      case "}":
        depth -= 1;
        return ")";
      case ",":
        return depth > 0 ? "|" : ",";
      default:
        return `\\${token}`;
    }
  });
}
