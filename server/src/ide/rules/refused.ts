/**
 * Reports API-server validation errors, with the API server's own field and reason, at the place where the field is
 * written.
 */

import { declaredNamespaces, isStored, namespaceOf } from "../../cluster/state/identity.ts";
import { familyDefect } from "../../cluster/state/service-families.ts";
import type { Declaration, Refusal } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { refusalsAt } from "../../kubernetes/manifests/refusals.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { type Site, siteSpan } from "../../workspace/places/site.ts";
import { isFinal } from "./evidence/reach.ts";
import { refusalFixes } from "./fixes/accept-value.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const refused: Rule = {
  id: "refused",
  severity: "error",
  needs: "document",
  why: "An object that the API server refuses is never created: no name of it exists, and Services that it would have backed stay empty. Field, reason and message are those of the API server; what it accepts is never told here.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: Web
#       ^^^ 💡 error: metadata.name: Invalid value: "Web": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?'); the object is refused (FieldValueInvalid), so none of its names exists (refused)
spec:
  selector:
    app: web
  ports:
    - port: 80
#     ^^^^^^^^ 💡 error: spec.ports[0].name: Required value; the object is refused (FieldValueRequired), so none of its names exists (refused)
    - port: 81
      name: admin
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      name: http
    - port: 81
      name: admin
`,
  *check({ analysis, declaration, environment }): Iterable<Finding> {
    // What a kustomization owns exists as it is rendered, and a template when its holes are filled.
    if (declaration.templated || !isFinal(environment, declaration)) return;
    const stored = analysis.snapshot && isStored(declaration.object);
    const refusals = stored ? [] : refusalsAt(declaration.refusals, analysis.settings.kubernetesVersion);
    yield* refusedByOlder(declaration);
    for (const refusal of [...refusals, ...refusedBy(analysis, environment, declaration)]) {
      const { field, path, reason, message } = refusal;
      // A defect of the text itself (a key that is written twice) is reported as such.
      if (field === "") continue;
      const at = siteOf(analysis, declaration, path);
      if (isPlaceholder(writtenIn(analysis, at))) continue;
      yield {
        at,
        message: `${field}: ${message}; the object is refused (${reason})${consequence(declaration)}`,
        fixes: () => refusalFixes(analysis, declaration, refusal),
      };
    }
  },
};

/** An Ingress and a NetworkPolicy make no DNS names. */
function consequence({ object }: Declaration): string {
  return object.kind === "Ingress" || object.kind === "Other" ? "" : ", so none of its names exists";
}

/** What older API servers refuse: the newest one decides (KEP-5311, RelaxedServiceNameValidation). */
function* refusedByOlder(declaration: Declaration): Iterable<Finding> {
  const { object, refusals } = declaration;
  if (object.kind !== "Service" || refusals.length > 0 || !/^[0-9]/.test(object.meta.name)) return;
  yield {
    at: { declaration, path: ["metadata", "name"] },
    severity: "information",
    message: `a Service's name may begin with a digit from Kubernetes 1.36 on; an older API server refuses '${object.meta.name}'`,
  };
}

/** What this cluster refuses and another would take: its IP families where the settings say them, its namespaces. */
function refusedBy({ settings, snapshot }: Analysis, environment: Environment, { object }: Declaration): Refusal[] {
  const refusals: Refusal[] = [];
  const defect =
    object.kind === "Service" && settings.families.length > 0 ? familyDefect(object, settings.families) : undefined;
  if (defect !== undefined) refusals.push({ ...defect, reason: "FieldValueInvalid" });
  const known = snapshot && object.kind !== "Other" ? declaredNamespaces(environment.declarations) : undefined;
  const namespace = namespaceOf(object, settings);
  if (known !== undefined && namespace !== "" && !known.has(namespace)) {
    const message = `namespaces "${namespace}" not found`;
    refusals.push({ path: ["metadata", "namespace"], field: "metadata.namespace", reason: "NotFound", message });
  }
  return refusals;
}

/** A value of several lines is marked by its key. */
function siteOf(analysis: Analysis, declaration: Declaration, path: Path): Site {
  const at: Site = { declaration, path, part: "value" };
  return writtenIn(analysis, at).includes("\n") ? { ...at, part: "key" } : at;
}

function writtenIn(analysis: Analysis, site: Site): string {
  const written = siteSpan(analysis, site);
  return (written && analysis.files.get(written.uri)?.text.slice(written.span.start, written.span.end)) ?? "";
}

/** `db-<number>`, `db.YOUR_ZONE.svc`, `__NAME__`, `@name@`, `%NAME%`: a person or a script writes something else there. */
function isPlaceholder(text: string): boolean {
  return /<[\w .-]+>|__\w+__|@\w+@|%\w+%|\$\w|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/.test(text);
}
