/**
 * Reports a file that defines one object twice. It does not compare files: two files with one object are alternatives.
 */

import { memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { identityOf } from "../../workspace/environments/plain-view.ts";
import { isJudged } from "./evidence/reach.ts";
import { removeDocument } from "./fixes/move-document.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const duplicateObject: Rule = {
  id: "duplicate-object",
  severity: "warning",
  needs: "document",
  why: "kubectl applies a file's documents in order: of two that define the same object the last one wins, and what only the first one says never exists.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
#       ^^^ 💡 warning: Service 'web' is defined twice in this file: this definition replaces the earlier one, whose clusterIP, ports or selector are lost (duplicate-object)
spec:
  selector:
    app: web
  ports:
    - port: 80
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`,
  *check({ analysis, declaration }): Iterable<Finding> {
    if (declaration.rendered !== undefined || !isJudged(declaration)) return;
    const file = analysis.files.get(declaration.uri);
    const earlier = file === undefined ? undefined : earlierDefinitions(file).get(declaration);
    if (earlier === undefined) return;
    const isCopy = sameText(analysis, earlier, declaration);
    yield {
      at: { declaration, path: ["metadata", "name"] },
      severity: isCopy ? "information" : "warning",
      message: `${nameOf(declaration)} is defined twice in this file: ${
        isCopy ? "both definitions say the same" : `this definition replaces the earlier one, ${lost(declaration)}`
      }`,
      related: [{ at: { declaration: earlier, path: ["metadata", "name"] }, message: "the earlier definition" }],
      fixes: () => removeDocument(analysis, earlier, "Remove the earlier definition"),
    };
  },
};

/** For each definition the one before it. Only what is written counts: an object without namespace goes wherever it is applied to. */
const earlierDefinitions = memoize((file: AnalysedFile): ReadonlyMap<Declaration, Declaration> => {
  const last = new Map<string, Declaration>();
  const found = new Map<Declaration, Declaration>();
  for (const declaration of file.manifests.flatMap(({ manifest }) => manifest.declarations)) {
    if (declaration.object.meta.name === "") continue;
    const key = identityOf(declaration.object);
    const earlier = last.get(key);
    if (earlier !== undefined) found.set(declaration, earlier);
    last.set(key, declaration);
  }
  return found;
});

function sameText(analysis: Analysis, a: Declaration, b: Declaration): boolean {
  const left = analysis.place(a);
  const right = analysis.place(b);
  return left !== undefined && left.manifest.text.trim() === right?.manifest.text.trim();
}

function nameOf({ object }: Declaration): string {
  return `${object.kind === "Other" ? object.otherKind : object.kind} '${object.meta.name}'`;
}

function lost({ object }: Declaration): string {
  return object.kind === "Service"
    ? "whose clusterIP, ports or selector are lost"
    : "and what only that one says is lost";
}
