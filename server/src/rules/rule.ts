/** Knows what a rule, a finding and a fix are; one file per rule says the rest. */
import type { Analysis, Environment } from "../analysis/analysis.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import type { Edit } from "../text/edit.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** A place by name: the field `path` of a declaration's object. `part` says what to underline. */
export interface Site {
  readonly declaration: Declaration;
  readonly path: Path;
  /** Default "value"; an empty value falls back to its key. */
  readonly part?: "key" | "value";
}

export interface Fix {
  readonly title: string;
  /** True for the one that a person most likely wants. */
  readonly preferred?: boolean;
  readonly edits: readonly Edit[];
}

export interface Finding {
  readonly at: Site;
  /** What, why, what to do; names in 'quotes', no full stop. */
  readonly message: string;
  /** Absent: the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly at: Site; readonly message: string }[];
  /** Computed only when a person asks for fixes. */
  readonly fixes?: () => readonly Fix[];
}

export interface RuleContext {
  readonly analysis: Analysis;
  readonly environment: Environment;
  /** The declaration to judge. The rule is called once for each declaration of a judged file. */
  readonly declaration: Declaration;
}

export interface Rule {
  /** The file's name. Stable: settings and suppressions hold it. */
  readonly id: string;
  readonly severity: Severity;
  /** "workspace": silent until the first scan is complete. */
  readonly needs: "document" | "workspace";
  /** One sentence for RULES.md and the settings. */
  readonly why: string;
  /** Fixtures in the annotated form of test/fixture; executed as tests and printed in RULES.md. */
  readonly bad: string;
  readonly good: string;
  readonly check: (context: RuleContext) => Iterable<Finding>;
}
