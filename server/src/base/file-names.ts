/** Tells which names are one file on a disk: one set of rules for each kind of disk, on any machine. */

/** The rules of one disk. */
export interface NameRules {
  /** The same text for all spellings of one path, and another one for every other path. Only to compare. */
  readonly keyOf: (path: string) => string;
  /** True where every spelling is a file of its own. */
  readonly exact: boolean;
}

/** Linux, and files that are on no disk. */
export const exactNames: NameRules = { keyOf: (path) => path, exact: true };

/** Windows (NTFS): letters in both cases are the same. */
export const windowsNames: NameRules = { keyOf: withoutCase, exact: false };

/** macOS (APFS and HFS+ as they are set up): so are an accented letter and the letter with the accent behind it. */
export const macNames: NameRules = { keyOf: (path) => withoutCase(path.normalize("NFC")), exact: false };

/** Disks fold letter by letter (NTFS `$UpCase`): `ß` stays apart from `ss`, `İ` from `i`. */
function withoutCase(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins there.
  if (/^[\x00-\x7f]*$/.test(path)) return path.toLowerCase();
  return Array.from(path, folded).join("");
}

function folded(letter: string): string {
  const upper = letter.toUpperCase();
  const lower = (upper.length === letter.length ? upper : letter).toLowerCase();
  return lower.length === letter.length ? lower : letter;
}
