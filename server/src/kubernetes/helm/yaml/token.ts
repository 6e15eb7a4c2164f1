/** The tokens that YAML text is made of (go-yaml v2 yamlh.go). */

export type TokenType =
  | "version"
  | "tag-directive"
  | "document-start"
  | "document-end"
  | "stream-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "?"
  | ":"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/** A token; offsets are UTF-16 code units, `line` is that of its start, from 0. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Of a scalar, alias or anchor; a tag's handle; the version, as `1.1`. */
  readonly value?: string;
  /** A tag's suffix, a tag directive's prefix. */
  readonly suffix?: string;
  readonly style?: ScalarStyle;
}
