/**
 * Reports ExternalName Services whose target no resolver finds: an address, a name that only a search list completes,
 * or a missing Service.
 */

import { namespaceOf } from "../../cluster/state/identity.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ServiceObject } from "../../kubernetes/manifests/object.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { isOurs } from "./evidence/our-namespaces.ts";
import { isFinal, isJudged } from "./evidence/reach.ts";
import { mayMakeService } from "./evidence/unseen.ts";
import { replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const externalNameNotAHost: Rule = {
  id: "external-name-not-a-host",
  severity: "warning",
  needs: "workspace",
  why: "An ExternalName Service is an alias (CNAME) for a complete domain name: an IP address or a name such as `db.other-namespace` is accepted by the API server, and never resolves.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  type: ExternalName
  externalName: 192.0.2.10
#               ^^^^^^^^^^ warning: 'database' does not resolve: '192.0.2.10' is an address, and the alias leads to the domain name '192.0.2.10.', which does not exist; use a Service without selector and an EndpointSlice with this address (external-name-not-a-host)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  type: ExternalName
  externalName: db.example.com
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const { object } = declaration;
    if (object.kind !== "Service" || object.type !== "ExternalName" || !isJudged(declaration)) return;
    const target = (object.externalName ?? "").replace(/\.$/, "");
    if (target === "" || target === "localhost") return;
    const problem = problemOf(analysis, environment, declaration, object, target);
    if (problem === undefined) return;
    const path = ["spec", "externalName"];
    yield {
      at: { declaration, path },
      about: declaration,
      message: problem.message,
      related:
        problem.service === undefined
          ? []
          : [
              {
                at: { declaration: problem.service, path: ["metadata", "name"] },
                message: "the Service that is meant",
              },
            ],
      fixes: () => {
        if (problem.instead === undefined) return [];
        const edits = replaceValue(analysis, declaration, path, problem.instead);
        return edits.length === 0
          ? []
          : [{ title: `Change externalName to '${problem.instead}'`, preferred: true, edits }];
      },
    };
  },
};

interface ProblemFound {
  readonly message: string;
  readonly instead?: string;
  readonly service?: Declaration;
}

function problemOf(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  object: ServiceObject,
  target: string,
): ProblemFound | undefined {
  const { name } = object.meta;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(target)) {
    return {
      message: `'${name}' does not resolve: '${target}' is an address, and the alias leads to the domain name '${target}.', which does not exist; use a Service without selector and an EndpointSlice with this address`,
    };
  }
  const labels = target.split(".");
  const domain = analysis.settings.clusterDomain;
  const inZone = target.endsWith(`.svc.${domain}`) ? target.slice(0, -`.svc.${domain}`.length).split(".") : undefined;
  if (inZone !== undefined) return inZoneProblem(analysis, environment, declaration, object, inZone);
  const [service = "", namespace = namespaceOf(object, analysis.settings), third, ...rest] = labels;
  const isShort = labels.length === 1 || (third === "svc" && rest.length === 0);
  const meant = serviceIn(analysis, service, namespace);
  // Two labels may be a domain such as 'example.com': they are a Service only where there is one, in a namespace of ours.
  if (!isShort && (labels.length !== 2 || meant === undefined || !isOurs(analysis, namespace))) return undefined;
  const full = `${service}.${namespace}.svc.${domain}`;
  return {
    message: `'${name}' does not resolve: no search list completes the target of an alias, and it leads to '${target}.', which does not exist${meant === undefined ? "" : `; write '${full}'`}`,
    ...(meant === undefined ? {} : { instead: full, service: meant }),
  };
}

/** A target among the cluster's own names: itself, or a Service that does not exist. */
function inZoneProblem(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  object: ServiceObject,
  labels: readonly string[],
): ProblemFound | undefined {
  const [service = "", namespace = ""] = labels;
  if (labels.length !== 2) return undefined;
  if (service === object.meta.name && namespace === namespaceOf(object, analysis.settings)) {
    return { message: `'${service}' is an alias for itself and never resolves` };
  }
  if (environment.open.length > 0 || !isFinal(environment, declaration) || !isOurs(analysis, namespace))
    return undefined;
  if (
    serviceIn(analysis, service, namespace) !== undefined ||
    mayMakeService(analysis, service, namespace) !== undefined
  )
    return undefined;
  if (service === "kubernetes" && namespace === "default") return undefined;
  return {
    message: `'${object.meta.name}' does not resolve: it is an alias for Service '${service}' in namespace '${namespace}', which does not exist`,
  };
}

/** Anywhere in the workspace; a namespace that is not written matches any. */
function serviceIn(analysis: Analysis, name: string, namespace: string): Declaration | undefined {
  return analysis
    .declarationsNamed("Service", name)
    .find(({ object }) => object.meta.namespace === undefined || object.meta.namespace === namespace);
}
