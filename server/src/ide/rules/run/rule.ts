/** Defines the types of a rule, a finding and a fix. Each rule has a file of its own. */

import type { Edit } from "../../../base/edit.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import type { Site } from "../../../workspace/places/site.ts";

export type Severity = "error" | "warning" | "information" | "hint";

export interface Fix {
  readonly title: string;
  /** True for the one that a person most likely wants. */
  readonly preferred?: boolean;
  readonly edits: readonly Edit[];
}

export interface Finding {
  readonly at: Site;
  /**
   * The declaration that is judged as a whole, where the finding follows from several of its fields: JSON rows of the
   * command line span the object, while an editor underlines `at`.
   */
  readonly about?: Declaration;
  /** What, why, what to do; names in 'quotes', no full stop. */
  readonly message: string;
  /** Absent: the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly at: Site; readonly message: string }[];
  /**
   * The name that does not resolve, and why: overlays may have different reasons for the same name. `also`: more names of which
   * the same finding says so.
   */
  readonly unresolved?: { readonly name: string; readonly why: string; readonly also?: readonly string[] };
  /** The message says in which environments of the file this is so. */
  readonly namesEnvironments?: true;
  /** Computed only when a person asks for fixes. */
  readonly fixes?: () => readonly Fix[];
}

export interface RuleContext {
  readonly analysis: Analysis;
  readonly environment: Environment;
  /**
   * The declaration to judge, as it is in the environment: the one that a file holds, or what a kustomization made of
   * it. The rule is called once for each of them.
   */
  readonly declaration: Declaration;
}

export interface Rule {
  /** The file's name. Stable: settings and suppressions hold it. */
  readonly id: string;
  readonly severity: Severity;
  /** "workspace": reports nothing until the first scan is complete. */
  readonly needs: "document" | "workspace";
  /** One sentence for RULES.md and the settings. */
  readonly why: string;
  /** True when its findings may say that a name is `unresolved`. */
  readonly reportsNames?: true;
  /** Fixtures in the annotated form of test/fixture; executed as tests and printed in RULES.md. */
  readonly bad: string;
  readonly good: string;
  readonly check: (context: RuleContext) => Iterable<Finding>;
}
