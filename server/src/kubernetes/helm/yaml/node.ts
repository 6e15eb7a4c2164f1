/** The nodes of a YAML document, each with its place. */

interface Placed {
  /** Offsets in UTF-16 code units; of a scalar, without anchor and tag. */
  readonly start: number;
  readonly end: number;
  /** From 0. */
  readonly line: number;
}

export interface ScalarNode extends Placed {
  readonly kind: "scalar";
  readonly value: string;
  /** Long form (`tag:yaml.org,2002:str`); "": none. */
  readonly tag: string;
  /** Written without quotes: its form decides on its type. */
  readonly implicit: boolean;
}

export interface MapNode extends Placed {
  readonly kind: "map";
  readonly entries: readonly { readonly key: YamlNode; readonly value: YamlNode }[];
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface AliasNode extends Placed {
  readonly kind: "alias";
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | MapNode | ListNode | AliasNode;
