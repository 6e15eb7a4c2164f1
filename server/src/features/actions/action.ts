/** Defines what every action on the text at a cursor is made from. */
import type { Analysis, Environment } from "../../analysis/analysis.ts";
import type { Declaration } from "../../manifests/manifest.ts";
import type { HostMention } from "../../mentions/mention.ts";
import type { Edit } from "../../text/edit.ts";
import type { Uri } from "../../text/source.ts";

/** A change that somebody may ask for, with its edits computed. */
export interface Action {
  readonly title: string;
  /** LSP's CodeActionKind. */
  readonly kind: "refactor.rewrite" | "refactor.extract";
  readonly edits: readonly Edit[];
}

/** A host name under the cursor, and everything that must stay as it is. */
export interface HostPlace {
  readonly analysis: Analysis;
  readonly uri: Uri;
  /** As a file holds it. */
  readonly declaration: Declaration;
  readonly mention: HostMention;
  /** All environments that make something of the declaration, with what each makes. */
  readonly made: readonly { readonly environment: Environment; readonly declaration: Declaration }[];
}

/** Environments that an action is proved in; where there are more, none is offered. */
export const mostEnvironments = 20;
