/** Defines the capabilities of an editor that answers depend on. Reading them from LSP is done elsewhere. */

export interface ClientSupport {
  /** Links and code lenses may run the commands of protocol/commands.ts: the editor has them. */
  readonly commands: boolean;
  /** Hovers and documentation may be Markdown. */
  readonly markdown: boolean;
  /** Definitions may say which text they were asked for. */
  readonly definitionLinks: boolean;
  /** Edits may say what kind of place they change, and be confirmed by kind. */
  readonly changeAnnotations: boolean;
  /** Document symbols may hold others. */
  readonly hierarchicalSymbols: boolean;
  /** Edits may make files. */
  readonly createsFiles: boolean;
}

/** An editor that can do everything. */
export const fullSupport: ClientSupport = {
  commands: true,
  markdown: true,
  definitionLinks: true,
  changeAnnotations: true,
  hierarchicalSymbols: true,
  createsFiles: true,
};
