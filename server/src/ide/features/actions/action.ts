/** Defines what every action on the text at a cursor is made from. */

import type { Edit } from "../../../base/edit.ts";
import type { Uri } from "../../../base/source.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";

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
