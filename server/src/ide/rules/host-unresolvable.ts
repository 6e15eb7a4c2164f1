/** Reports names of Pods and Services, in strings and references, that provably do not resolve. */

import { getOrAdd, memoize } from "../../base/memo.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import { isDns1123Label } from "../../dns/data/name.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import type { HostMention, ServiceMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostPartsOf, hostsOf, mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { isRefused } from "./evidence/reach.ts";
import { askedOnNode } from "./host-names/asked-on-node.ts";
import { byPlace, changeTo } from "./host-names/change-host.ts";
import { type HostVerdict, judgeHost } from "./host-names/host-verdict.ts";
import { judgeImpossiblePart } from "./host-names/impossible.ts";
import { fullParts } from "./host-names/parts.ts";
import { isInPeerList } from "./host-names/peer-lists.ts";
import { unknownPeers } from "./host-names/unknown-peers.ts";
import { compatible, mayMean } from "./host-names/view.ts";
import { hasReleases, isOurNamespace, mayExistUnseen } from "./host-names/workspace-names.ts";
import type { Finding, Rule, Severity } from "./run/rule.ts";

export const hostUnresolvable: Rule = {
  id: "host-unresolvable",
  severity: "warning",
  needs: "workspace",
  reportsNames: true,
  why: "A name of a Service or of a StatefulSet's Pod that nothing in its environment makes is NXDOMAIN for whoever uses it. Complete names, names of Pods and references to Services are judged, and hosts of one label where another namespace has the Service, a near name has the port, or a chart makes the name as those of its own Services; other words may be anything. The host of a probe that kubelet makes itself (httpGet, tcpSocket) is looked up on the node, where no name of the cluster resolves.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: shop
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  app.yaml: |
    primary: postgres://app@db-0.dbs:5432/app
#                           ^^^^^^^^ 💡 warning: 'db-0.dbs' does not resolve: no Service 'dbs' in namespace 'shop'; did you mean 'db-0.db'? (host-unresolvable)
    replica: db-2.db.shop.svc
#            ^^^^^^^^^^^^^^^^ warning: 'db-2.db.shop.svc' does not resolve: StatefulSet 'db' has 2 replicas, its last Pod is 'db-1' (host-unresolvable)
    backup: bd.shop.svc.cluster.local
#           ^^^^^^^^^^^^^^^^^^^^^^^^^ warning: 'bd.shop.svc.cluster.local' does not resolve: no Service 'bd' in namespace 'shop' (host-unresolvable)
    metrics: http://db-0:9187/metrics
#                   ^^^^ 💡 warning: 'db-0' does not resolve: a Pod of StatefulSet 'db' has no name without its Service; did you mean 'db-0.db'? (host-unresolvable)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: shop
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  app.yaml: |
    primary: postgres://app@db-0.db:5432/app
    replica: db-1.db.shop.svc
    backup: db.shop.svc.cluster.local
    elsewhere: registry-1.example.com
    another: cache:6379
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (!canBeJudged(declaration)) return;
    yield* endsThatCannotExist(analysis, environment, declaration);
    yield* askedOnNode(analysis, environment, declaration);
    const mentions = mentionsOf(analysis, declaration);
    const hosts = hostsOf(analysis, declaration);
    const judge = judging(analysis, environment, declaration);
    for (const place of byPlace(hosts)) {
      const finding = firstOf(analysis, environment, declaration, place, hosts, judge);
      if (finding !== undefined) yield finding;
    }
    if (environment.open.length > 0) return;
    for (const list of unknownPeers(analysis, environment, declaration, hosts)) {
      const { mention, more, set, service, meant, beside } = list;
      const why = `there is no StatefulSet '${set}' and no Service '${service}'`;
      yield {
        at: siteOf(declaration, mention),
        severity: "information",
        message: `'${mention.host}' (and ${more} more of the list) does not resolve: ${why}; did you mean '${meant}'?`,
        unresolved: { name: mention.host, why },
        related: [{ at: { declaration: beside, path: ["metadata", "name"] }, message: "the StatefulSet beside" }],
      };
    }
    for (const mention of mentions) {
      if (mention.kind !== "service") continue;
      const finding = backend(analysis, environment, declaration, mention);
      if (finding !== undefined) yield finding;
    }
  },
};

function* endsThatCannotExist(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
): Iterable<Finding> {
  for (const part of hostPartsOf(analysis, declaration)) {
    const why = judgeImpossiblePart(part, environment.podDns.clusterDomain);
    if (why === undefined) continue;
    const name = `….${part.labels.join(".")}`;
    yield { at: siteOf(declaration, part), message: `'${name}' does not resolve: ${why}`, unresolved: { name, why } };
  }
}

/** A refused object proves nothing, and one with holes in its name or namespace may be anywhere. */
function canBeJudged(declaration: Declaration): boolean {
  const { name, namespace = "" } = declaration.object.meta;
  return !isRefused(declaration) && !isTemplated(name) && !isTemplated(namespace);
}

type Judge = (mention: HostMention) => HostVerdict | undefined;

/** Judges each name once, however many strings have it. */
function judging(analysis: Analysis, environment: Environment, declaration: Declaration): Judge {
  const known = new Map<string, { readonly verdict: HostVerdict | undefined }>();
  return (mention) => {
    const { within: _, portWithin: _of, ...said } = mention;
    return getOrAdd(known, JSON.stringify(said), () => ({
      verdict: judgeHost(analysis, environment, declaration, mention),
    })).verdict;
  };
}

/** The first of the names at a place that does not resolve; reported once, with the number of the others. */
function firstOf(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  place: readonly HostMention[],
  hosts: readonly HostMention[],
  judge: Judge,
): Finding | undefined {
  const bad = place.flatMap((mention) => {
    const verdict = judge(mention);
    return verdict === undefined ? [] : [{ mention, verdict }];
  });
  const [first] = bad;
  if (first === undefined) return undefined;
  const { mention, verdict } = first;
  // peer-list-drift reports the list as a whole.
  if (verdict.kind === "beyond-replicas" && isInPeerList(environment, declaration, mention, hosts)) return undefined;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more that it stands for)` : "";
  return {
    at: siteOf(declaration, mention),
    message: `'${mention.host}'${more} does not resolve: ${verdict.why}${suggestion(verdict)}`,
    severity: severityOf(analysis, environment, declaration, mention, verdict),
    unresolved: { name: mention.host, why: verdict.why },
    related: verdict.related.map(({ declaration: other, message }) => ({
      at: { declaration: other, path: ["metadata", "name"] },
      message,
    })),
    fixes: () => verdict.meant.flatMap((name) => changeTo(analysis, declaration, mention, name)),
  };
}

/**
 * Replicas are changed by overlays and by hand: beyond them only the same file is certain. A Service that is missing
 * from another namespace than the own one, without a similar one there, may belong to another team; one that is missing
 * where charts are installed may belong to a chart.
 */
function severityOf(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  verdict: HostVerdict,
): Severity {
  // Without an address around it, it may be an end for other names.
  if (verdict.kind === "impossible") return mention.isHost || verdict.meant.length > 0 ? "warning" : "information";
  // A short name may belong to something that no manifest shows.
  if (verdict.kind === "short-name") return "information";
  if (verdict.kind === "beyond-replicas") {
    const [set] = verdict.related;
    if (environment.kind !== "plain") return "hint";
    return set !== undefined && environment.distance(set.declaration) === 0 ? "warning" : "information";
  }
  if (verdict.kind !== "no-service" || verdict.meant.length > 0) return "warning";
  const namespace = fullParts(mention)?.namespace;
  if (namespace !== undefined && hasReleases(analysis, namespace)) return "information";
  return namespace === undefined || namespace === namespaceOf(declaration.object, analysis.settings)
    ? "warning"
    : "information";
}

function suggestion({ meant }: HostVerdict): string {
  return meant[0] === undefined ? "" : `; did you mean '${meant[0]}'?`;
}

/** A reference by the API's own structure: judged where Services of the same application are at hand. */
function backend(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: ServiceMention,
): Finding | undefined {
  const { service } = mention;
  const namespace = mention.namespace ?? declaration.object.meta.namespace;
  if (!isDns1123Label(service) || (namespace !== undefined && !isDns1123Label(namespace))) return undefined;
  if (mayMean(analysis, environment, declaration, service, namespace)) return undefined;
  if (mayExistUnseen(analysis, service, namespace)) return undefined;
  if (mention.namespace !== undefined && !isOurNamespace(analysis, mention.namespace)) return undefined;
  const beside = servicesBeside(analysis, environment, declaration, namespace);
  const similar = nearestNames(service, beside.names);
  if (!beside.isApplication && similar.length === 0) return undefined;
  const where = namespace ?? namespaceOf(declaration.object, analysis.settings);
  const hint = similar[0] === undefined ? "" : `; did you mean '${similar[0]}'?`;
  return {
    at: siteOf(declaration, mention),
    severity: similar.length > 0 ? "warning" : "information",
    message: `no Service '${service}' in namespace '${where}': this ${called[mention.from]} leads nowhere${hint}`,
    fixes: () => similar.flatMap((name) => changeTo(analysis, declaration, mention, name)),
  };
}

const called: Readonly<Record<ServiceMention["from"], string>> = {
  Ingress: "backend",
  Route: "backendRef",
  webhook: "webhook",
  APIService: "APIService",
};

/**
 * The Services that lie in the same file, else the same folder. A folder whose files define one object twice is a
 * collection of examples, not an application.
 */
function servicesBeside(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  namespace: string | undefined,
): Beside {
  const folder = folderOf(pathOf(declaration.uri));
  const known = besides(analysis)(environment);
  const key = `${folder}\n${namespace ?? ""}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const all = environment.nearby.filter(
    (other) => other.object.kind === "Service" && compatible(other.object.meta.namespace, namespace),
  );
  const inFile = all.filter((other) => environment.distance(other) === 0);
  const beside = inFile.length > 0 ? inFile : all.filter((other) => environment.distance(other) <= 1);
  const isCollection = inFile.length === 0 && hasVariants(analysis, folder);
  const made = {
    names: beside.map(({ object }) => object.meta.name),
    isApplication: beside.length > 0 && !isCollection,
  };
  known.set(key, made);
  return made;
}

interface Beside {
  readonly names: readonly string[];
  readonly isApplication: boolean;
}

/** By folder and namespace: a file may name as many Services that are missing as it likes. */
const besides = memoize((_: Analysis) => memoize((_of: Environment) => new Map<string, Beside>()));

function hasVariants(analysis: Analysis, folder: string): boolean {
  const seen = new Map<string, string>();
  for (const { uri, object } of analysis.declarationsIn(folder)) {
    if (!/^(Service|StatefulSet|Deployment)$/.test(object.kind)) continue;
    const key = `${object.kind} ${object.meta.namespace ?? ""}/${object.meta.name}`;
    const before = seen.get(key);
    if (before !== undefined && before !== uri) return true;
    seen.set(key, uri);
  }
  return false;
}
