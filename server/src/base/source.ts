/** Describes one file's text at one moment, wherever it came from. */

/** A document's URI exactly as the client wrote it: never rebuilt, compared as a string. */
export type Uri = string & { readonly __uri: true };

/** Brands a string as a URI. Only this function does that. */
export function asUri(uri: string): Uri {
  return uri as Uri;
}

/** A file's text. */
export interface Source {
  readonly uri: Uri;
  readonly text: string;
}
