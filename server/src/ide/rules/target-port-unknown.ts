/** Reports a Service's named targetPort that no container of the selected Pods declares. */

import { append } from "../../base/collections.ts";
import { memoize } from "../../base/memo.ts";
import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ContainerPort, PodSpec, ServiceObject, ServicePort } from "../../kubernetes/manifests/object.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { called, makersSelectedBy, podTemplateOf, type SelectedMaker } from "./evidence/pod-template.ts";
import { isFinal, isJudged, near } from "./evidence/reach.ts";
import { insertAfter, replaceValue } from "./fixes/edit-fields.ts";
import { isAnyUsed } from "./host-names/used-ports.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";

export const targetPortUnknown: Rule = {
  id: "target-port-unknown",
  severity: "warning",
  needs: "workspace",
  why: "A named `targetPort` is looked up in each selected Pod's containers (and sidecar init containers) by name and protocol; where none has it, the port is silently left out: connections to it fail, and its SRV record does not exist.",
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
      targetPort: htpp
#                 ^^^^ 💡 warning: connections fail to port 80 of Service 'api', which is left out of its endpoints: no container of Deployment 'api' has a TCP port named 'htpp'; did you mean 'http'? (target-port-unknown)
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
          ports:
            - name: http
              containerPort: 8080
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
      targetPort: http
    - name: number
      port: 81
      targetPort: 9999
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
          ports:
            - name: http
              containerPort: 8080
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const { object } = declaration;
    if (object.kind !== "Service" || object.type === "ExternalName" || !isJudged(declaration)) return;
    if (!isFinal(environment, declaration)) return;
    const named = [...object.ports.entries()].filter(([, { targetPort }]) => typeof targetPort === "string");
    if (named.length === 0) return;
    const makers = nearestMakers(analysis, environment, object);
    for (const [index, port] of named) {
      const { targetPort } = port;
      if (typeof targetPort !== "string" || targetPort === "" || injected.has(targetPort)) continue;
      const [maker] = makers;
      if (maker === undefined || mayAnyHave(makers, targetPort, port)) continue;
      const isQuiet = isHeadless(object) && !isUsed(analysis, environment, declaration, port);
      yield {
        ...findingFor(analysis, { declaration, service: object, port, index, targetPort }, maker),
        ...(isQuiet ? { severity: "information" } : {}),
      };
    }
  },
};

/**
 * True where something asks for a port of a headless Service by its name: an SRV record, a backend, a ServiceMonitor.
 * Connections go to the Pods themselves; the Service's targetPort does not matter.
 */
function isUsed(
  analysis: Analysis,
  environment: Environment,
  service: Declaration,
  { name, port }: ServicePort,
): boolean {
  const own = service.object.meta.name;
  const asked = [`port ${own} ${port}`];
  if (name !== undefined) asked.push(`srv ${own} ${name}`, `port ${own} ${name}`, `monitor ${name}`);
  return isAnyUsed(analysis, environment, asked);
}

/** Ports of containers that meshes put into Pods. */
const injected: ReadonlySet<string> = new Set([
  "http-envoy-prom",
  "linkerd-admin",
  "linkerd-proxy",
  "dapr-http",
  "dapr-grpc",
  "dapr-internal",
  "dapr-metrics",
]);

/** Those in the same file, else in the same folder, else one level up: several are variants, and one that fits is enough. */
function nearestMakers(analysis: Analysis, environment: Environment, service: ServiceObject): readonly Declaration[] {
  return nearestOf(makersSelectedBy(analysis, environment, service));
}

const nearestOf = memoize((selected: readonly SelectedMaker[]): readonly Declaration[] => {
  // A Job's Pods often carry the labels of the application that they prepare, and serve nothing.
  const makers = selected.filter(({ declaration: { object } }) => object.kind !== "Job" && object.kind !== "CronJob");
  const distance = makers[0]?.distance ?? Number.POSITIVE_INFINITY;
  if (distance > near) return [];
  return makers.filter((maker) => maker.distance === distance).map((maker) => maker.declaration);
});

/** For each list of makers, whether one may have a port: `TCP http`. */
const havers = memoize((_: readonly Declaration[]) => new Map<string, boolean>());

function mayAnyHave(makers: readonly Declaration[], name: string, port: ServicePort): boolean {
  const known = havers(makers);
  const key = `${protocolOf(port)} ${name}`;
  const found = known.get(key) ?? makers.some((maker) => mayHave(maker, name, port));
  known.set(key, found);
  return found;
}

/** Also true for what cannot be judged. */
function mayHave(maker: Declaration, name: string, port: ServicePort): boolean {
  const pod = podTemplateOf(maker.object);
  if (pod === undefined || !isJudged(maker) || pod.spec.containers.length === 0) return true;
  return namedPorts(pod.spec).has(`${protocolOf(port)} ${name}`);
}

const namedPorts = memoize(
  (spec: PodSpec): ReadonlySet<string> => new Set(portsOf(spec).map((port) => `${protocolOf(port)} ${port.name}`)),
);

/** FindPort looks at containers, then at sidecar init containers (k8s.io/endpointslice, pkg/api/v1/pod FindPort). */
function portsOf(spec: PodSpec): readonly ContainerPort[] {
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...spec.containers, ...sidecars].flatMap(({ ports }) => ports);
}

function protocolOf({ protocol }: { readonly protocol?: string }): string {
  return protocol ?? "TCP";
}

interface NamedPort {
  readonly declaration: Declaration;
  readonly service: ServiceObject;
  readonly port: ServicePort;
  readonly index: number;
  readonly targetPort: string;
}

function findingFor(analysis: Analysis, named: NamedPort, maker: Declaration): Finding {
  const { declaration, service, port, index, targetPort } = named;
  const pod = podTemplateOf(maker.object);
  const { ports, names } = pod === undefined ? noPorts : portTable(pod.spec);
  const known = names.get(protocolOf(port)) ?? [];
  const similar = nearestNames(targetPort, known);
  const other = ports.get(targetPort);
  const hint =
    other !== undefined
      ? `; it has a ${protocolOf(other)} port of that name`
      : similar[0] !== undefined
        ? `; did you mean '${similar[0]}'?`
        : "";
  return {
    at: { declaration, path: ["spec", "ports", index, "targetPort"] },
    about: declaration,
    message: `${isHeadless(service) ? "no SRV record leads to" : "connections fail to"} port ${port.port} of Service '${service.meta.name}', which is left out of its endpoints: no container of ${called(maker.object)} has a ${protocolOf(port)} port named '${targetPort}'${hint}`,
    related: [
      {
        at: { declaration: maker, path: [...(pod?.path ?? []), "spec", "containers"], part: "key" },
        message: `the containers that Service '${service.meta.name}' selects`,
      },
    ],
    fixes: () => fixesFor(analysis, named, maker, similar.length > 0 ? similar : known.length === 1 ? known : []),
  };
}

interface PortTable {
  /** The first one of each name. */
  readonly ports: ReadonlyMap<string, ContainerPort>;
  /** The names by protocol. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const noPorts: PortTable = { ports: new Map(), names: new Map() };

const portTable = memoize((spec: PodSpec): PortTable => {
  const ports = new Map<string, ContainerPort>();
  const names = new Map<string, string[]>();
  for (const port of portsOf(spec)) {
    if (port.name === undefined) continue;
    if (!ports.has(port.name)) ports.set(port.name, port);
    append(names, protocolOf(port), port.name);
  }
  return { ports, names };
});

function fixesFor(
  analysis: Analysis,
  { declaration, port, index, targetPort }: NamedPort,
  maker: Declaration,
  names: readonly string[],
): readonly Fix[] {
  const path = ["spec", "ports", index, "targetPort"];
  const fixes = names.map(
    (name, at): Fix => ({
      title: `Change targetPort to '${name}'`,
      ...(at === 0 ? { preferred: true } : {}),
      edits: replaceValue(analysis, declaration, path, name),
    }),
  );
  return [...fixes, ...nameThePort(analysis, maker, targetPort, port)].filter(({ edits }) => edits.length > 0);
}

/** Offered where one container port has no name and the number that the Service would lead to. */
function nameThePort(analysis: Analysis, maker: Declaration, name: string, port: ServicePort): readonly Fix[] {
  const pod = podTemplateOf(maker.object);
  const unnamed = (pod?.spec.containers ?? []).flatMap(({ name: container, ports }, at) =>
    ports.flatMap((own, index) =>
      own.name === undefined && protocolOf(own) === protocolOf(port) ? [{ container, own, at, index }] : [],
    ),
  );
  const isAlone = unnamed.length === 1 && pod?.spec.containers.length === 1;
  const fitting = isAlone ? unnamed : unnamed.filter(({ own }) => own.containerPort === port.port);
  const [only] = fitting;
  if (pod === undefined || only === undefined || fitting.length > 1) return [];
  const path = [...pod.path, "spec", "containers", only.at, "ports", only.index, "containerPort"];
  return [
    {
      title: `Name port ${only.own.containerPort} of container '${only.container}' '${name}' (rolls out ${called(maker.object)})`,
      edits: insertAfter(analysis, maker, path, `name: ${name}`),
    },
  ];
}
