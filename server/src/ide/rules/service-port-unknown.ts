/** Reports ports written behind a Service's name that the Service does not have. */

import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ServiceObject } from "../../kubernetes/manifests/object.ts";
import type { HostMention, ServiceMention } from "../../kubernetes/mentions/mention.ts";
import type { Environment } from "../../workspace/analysis.ts";
import { mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import type { Site } from "../../workspace/places/site.ts";
import { type Declared, isJudged, isRefused, near } from "./evidence/reach.ts";
import { fullParts } from "./host-names/parts.ts";
import { servicesInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const servicePortUnknown: Rule = {
  id: "service-port-unknown",
  severity: "warning",
  needs: "workspace",
  why: "A ClusterIP takes connections only on the ports of its Service; the container's port or a nodePort is none of them. Headless Services lead to the Pods themselves, whose ports nobody has to declare.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  UPSTREAM: http://api:8080/v1
#                      ^^^^ warning: connections to the ClusterIP fail: Service 'api' has no port 8080; it has port 80, which leads to 8080 (service-port-unknown)
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
spec:
  defaultBackend:
    service:
      name: api
      port:
        name: web
#             ^^^ warning: this backend leads nowhere: Service 'api' has no port named 'web'; it has 'http' (service-port-unknown)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  UPSTREAM: http://api:80/v1
  DEFAULT: https://api/v1
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
spec:
  defaultBackend:
    service:
      name: api
      port:
        name: http
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (isRefused(declaration) || (environment.kind !== "plain" && environment.open.length > 0)) return;
    for (const mention of mentionsOf(analysis, declaration)) {
      if (mention.kind === "host-part" || mention.port === undefined) continue;
      const finding = judge(environment, declaration, mention);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge(
  environment: Environment,
  declaration: Declaration,
  mention: HostMention | ServiceMention,
): Finding | undefined {
  const { port } = mention;
  const named = serviceOf(environment, mention);
  if (port === undefined || named === undefined || (mention.kind === "host" && !isAddress(mention))) return undefined;
  const namespace = named.namespace ?? declaration.object.meta.namespace;
  const services = servicesInView(environment, named.service, namespace);
  const [service] = services;
  // A short name one folder further may be that of another application.
  const limit = named.namespace === undefined ? near - 1 : near;
  if (service === undefined || service.distance > limit || !services.every(isCertain)) return undefined;
  if (services.some(({ object }) => object.ports.some((own) => own.port === port || own.name === port)))
    return undefined;
  const what = typeof port === "number" ? `port ${port}` : `port named '${port}'`;
  const effect = mention.kind === "host" ? "connections to the ClusterIP fail" : "this backend leads nowhere";
  return {
    at: portSite(declaration, mention),
    message: `${effect}: Service '${named.service}' has no ${what}; it has ${portsOf(service.object, port)}`,
    related: [
      {
        at: { declaration: service.declaration, path: ["spec", "ports"], part: "key" },
        message: "the Service's ports",
      },
    ],
  };
}

/** `redis:7` may be an image, `app:1000` an owner: without a scheme only what has a port's usual size, and no scripts. */
function isAddress({ form, context, path, port = 0 }: HostMention): boolean {
  // What a certificate holds is an identity, not a connection.
  if (form === "url" || context.kind === "certificate") return context.kind !== "certificate";
  const words = [...path.slice(-2), context.kind === "env" ? context.name : ""].join(" ");
  return port >= 80 && !/image|tag|version/i.test(words) && !(context.kind === "argument" && context.script);
}

/** An Ingress may use a headless Service's port by number; those are not reported, and aliases are not either. */
function isCertain({ declaration, object }: Declared<ServiceObject>): boolean {
  return isJudged(declaration) && object.type !== "ExternalName" && !isHeadless(object) && object.ports.length > 0;
}

/** The Service that a mention means by its form: complete, or one or two labels with a port. */
function serviceOf(
  environment: Environment,
  mention: HostMention | ServiceMention,
): { readonly service: string; readonly namespace?: string } | undefined {
  if (mention.kind === "service") return mention;
  const full = fullParts(mention);
  if (full !== undefined) {
    const isOurs = full.domain === "" || full.domain === environment.podDns.clusterDomain;
    return isOurs && full.endpoint === undefined && full.srv === undefined ? full : undefined;
  }
  const [service, namespace, more] = mention.labels;
  if (service === undefined || more !== undefined) return undefined;
  return namespace === undefined ? { service } : { service, namespace };
}

function portSite(declaration: Declaration, mention: HostMention | ServiceMention): Site {
  if (mention.kind === "host") {
    const { path, portWithin } = mention satisfies HostMention;
    return portWithin === undefined ? siteOf(declaration, mention) : { declaration, path, within: portWithin };
  }
  const parent = mention.path.slice(0, -1);
  if (mention.path.at(-1) === "serviceName") return { declaration, path: [...parent, "servicePort"] };
  if (mention.from !== "Ingress") return { declaration, path: [...parent, "port"] };
  return { declaration, path: [...parent, "port", typeof mention.port === "string" ? "name" : "number"] };
}

function portsOf({ ports }: ServiceObject, wanted: number | string): string {
  return ports
    .slice(0, 4)
    .map(({ name, port, targetPort, nodePort }) => {
      if (typeof wanted === "string") return name === undefined ? `port ${port} without a name` : `'${name}'`;
      if (targetPort === wanted) return `port ${port}, which leads to ${wanted}`;
      return `port ${port}${nodePort === wanted ? `, whose nodePort is ${wanted}` : ""}`;
    })
    .join(", ");
}
