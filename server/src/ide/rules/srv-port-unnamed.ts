/** Reports SRV names that ask for a port which their Service does not name. */

import { memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ServiceObject, ServicePort } from "../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { isJudged, isRefused, near } from "./evidence/reach.ts";
import { byPlace, changeTo } from "./host-names/change-host.ts";
import { fullParts, type HostParts, writeHost } from "./host-names/parts.ts";
import { compatible, servicesInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const srvPortUnnamed: Rule = {
  id: "srv-port-unnamed",
  severity: "warning",
  needs: "workspace",
  why: "An SRV name `_port._protocol.service…` exists for named ports of the Service only: the name is that of the Service's port, not the container's.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: store
spec:
  clusterIP: None
  selector:
    app: store
  ports:
    - port: 10901
      targetPort: grpc
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: query
data:
  STORE: dnssrv+_grpc._tcp.store.default.svc.cluster.local
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: no SRV record '_grpc._tcp': port 10901 of Service 'store' has no name; name it 'grpc' (srv-port-unnamed)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: store
spec:
  clusterIP: None
  selector:
    app: store
  ports:
    - name: grpc
      port: 10901
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: query
data:
  STORE: dnssrv+_grpc._tcp.store.default.svc.cluster.local
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (isRefused(declaration)) return;
    const hosts = hostsOf(analysis, declaration);
    for (const [mention] of byPlace(hosts)) {
      const finding = judge(analysis, environment, declaration, mention);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): Finding | undefined {
  const parts = srvParts(mention);
  const { srv } = parts ?? {};
  if (parts === undefined || srv === undefined || (srv.protocol !== "tcp" && srv.protocol !== "udp")) return undefined;
  const { domain = "" } = parts;
  if (domain !== "" && domain !== environment.podDns.clusterDomain) return undefined;
  const namespace = parts.namespace ?? declaration.object.meta.namespace;
  const services = servicesInView(environment, parts.service, namespace);
  const [service] = services;
  if (service === undefined || service.distance > near || !isJudged(service.declaration)) return undefined;
  if (service.object.type === "ExternalName") return undefined;
  if (services.some(({ object }) => object.ports.some((port) => isCalled(port, srv)))) return undefined;
  const { names, unnamed } = portsOf(service.object)(srv.protocol);
  // A port of exactly that name over the same Pods is meant rather than one that is called alike.
  const sibling = siblingWith(environment, service.object, (port) => isCalled(port, srv));
  const similar = names.length === 1 && sibling === undefined ? names : nearestNames(srv.port, names);
  const why =
    unnamed === undefined
      ? `Service '${parts.service}' has no ${srv.protocol.toUpperCase()} port of that name${names.length === 0 ? "" : ` (it has ${listed(names)})`}`
      : `port ${unnamed.port} of Service '${parts.service}' has no name; name it '${srv.port}'`;
  const meant = sibling && writeHost({ ...parts, service: sibling });
  return {
    at: siteOf(declaration, mention),
    message: `no SRV record '_${srv.port}._${srv.protocol}': ${why}${meant === undefined ? "" : `; Service '${sibling}' has one: did you mean '${meant}'?`}`,
    related: [
      {
        at: { declaration: service.declaration, path: ["spec", "ports"], part: "key" },
        message: "the Service's ports",
      },
    ],
    fixes: () => [
      ...similar.flatMap((port) =>
        changeTo(analysis, declaration, mention, writeHost({ ...parts, srv: { ...srv, port } })),
      ),
      ...(meant === undefined ? [] : changeTo(analysis, declaration, mention, meant)),
    ],
  };
}

/** Another Service near over the same Pods that has the port: the headless one beside the one with a ClusterIP. */
function siblingWith(
  environment: Environment,
  service: ServiceObject,
  has: (port: ServicePort) => boolean,
): string | undefined {
  const selector = Object.entries(service.selector ?? {});
  const found = environment.nearby.find(({ object }) => {
    if (object.kind !== "Service" || object === service || !compatible(object.meta.namespace, service.meta.namespace))
      return false;
    const isOverSame = selector.length > 0 && selector.every(([key, value]) => object.selector?.[key] === value);
    return isOverSame && object.ports.some(has);
  });
  return found?.object.meta.name;
}

/** `_port._proto.service[.namespace][.svc…]`. */
function srvParts(mention: HostMention): HostParts | undefined {
  const full = fullParts(mention);
  if (full !== undefined) return full;
  const [port, protocol, service, namespace, more] = mention.labels;
  if (port?.startsWith("_") !== true || protocol?.startsWith("_") !== true) return undefined;
  if (service === undefined || more !== undefined) return undefined;
  const srv = { port: port.slice(1), protocol: protocol.slice(1) };
  return { srv, service, ...(namespace === undefined ? {} : { namespace }) };
}

function isCalled(port: ServicePort, srv: { readonly port: string; readonly protocol: string }): boolean {
  return port.name === srv.port && protocolOf(port) === srv.protocol;
}

function protocolOf({ protocol }: ServicePort): string {
  return (protocol ?? "TCP").toLowerCase();
}

interface Ports {
  readonly names: readonly string[];
  /** The first one without a name. */
  readonly unnamed: ServicePort | undefined;
}

/** A Service's ports by protocol: thousands of names may ask for thousands of them. */
const portsOf = memoize(({ ports }: ServiceObject) => {
  const made = new Map<string, Ports>();
  return (protocol: string): Ports => {
    const known = made.get(protocol);
    if (known !== undefined) return known;
    const own = ports.filter((port) => protocolOf(port) === protocol);
    const found = { names: own.flatMap(({ name }) => name ?? []), unnamed: own.find(({ name }) => name === undefined) };
    made.set(protocol, found);
    return found;
  };
});

/** The first few, in quotes. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `'${name}'`);
  return shown.join(", ") + (names.length > mostNames ? ` and ${names.length - mostNames} more` : "");
}

const mostNames = 10;
