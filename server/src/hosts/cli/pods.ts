/** Prints the Pods that will exist for `podns pods`. It does not predict them. */

import { byName } from "../../base/natural-order.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { isBeforeItsTime } from "../../cluster/state/pods.ts";
import { namesOfPod } from "../../dns/server/list-records.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import type { CommandEnvironment } from "./command-environments.ts";
import { cutOff } from "./cut-off.ts";
import { controllerName } from "./object-name.ts";
import { type Source, sourceOf } from "./place.ts";
import type { Session } from "./session.ts";
import { type Shown, shownLines, shownTable } from "./shown.ts";
import { table } from "./table.ts";
import type { Look } from "./terminal.ts";

/** One Pod in JSON. */
export interface PodRow {
  /** `namespace/pod`. */
  readonly name: string;
  /** `StatefulSet default/web`; null for a Pod without controller. */
  readonly controller: string | null;
  readonly hostname: string;
  readonly subdomain: string;
  /** Every DNS name that leads to it, without final dot. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly ready: boolean;
  /** True when an address was made up. */
  readonly synthetic: boolean;
  readonly source: Source | null;
}

/**
 * All Pods that manifests make, by namespace and name, those of several environments once where they are the same. Pods
 * that every cluster has anyway (the DNS server's own) are left out.
 * @param giveUp gets what is left out
 */
export function podRows(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  giveUp: (why: string) => void,
): readonly PodRow[] {
  const rows = new Map<string, PodRow>();
  const cut = cutOff(giveUp);
  let listed = 0;
  for (const environment of environments) {
    if (cut.isPast(environment, listed)) continue;
    for (const pod of environment.cluster.pods.values()) {
      if (pod.declaration === undefined || isBeforeItsTime(pod)) continue;
      const row = podRow(session, analysis, environment, pod);
      rows.set(JSON.stringify(row), row);
      listed += 1;
    }
    for (const why of environment.cluster.endpointsLeftOut()) giveUp(why);
  }
  cut.end();
  return [...rows.values()].sort((a, b) => byName(a.name, b.name));
}

function podRow(session: Session, analysis: Analysis, environment: CommandEnvironment, pod: PodModel): PodRow {
  return {
    name: `${pod.namespace}/${pod.name}`,
    controller: controllerName(pod.controller),
    hostname: pod.hostname,
    subdomain: pod.subdomain,
    names: namesOfPod(environment.server, pod),
    addresses: pod.addresses.map(({ ip }) => ip),
    ready: pod.ready,
    synthetic: pod.addresses.some(({ synthetic }) => synthetic),
    source: sourceOf(session, analysis, pod.declaration),
  };
}

/** The table for people: a line for each name, `*` behind addresses that are made up. */
export function podTable(rows: readonly PodRow[], look: Look = {}): Shown {
  if (rows.length === 0) return shownLines(["No Pods."]);
  const lines = table(
    ["POD", "CONTROLLER", "HOSTNAME", "SUBDOMAIN", "ADDRESS", "READY", "NAMES", "SOURCE"],
    rows.map((row) => [
      row.name,
      row.controller ?? "-",
      row.hostname || "-",
      row.subdomain || "-",
      row.addresses.length === 0 ? "-" : row.addresses.map((ip) => (row.synthetic ? `${ip}*` : ip)),
      row.ready ? "yes" : "no",
      row.names.length === 0 ? "-" : row.names,
      row.source === null ? "-" : `${row.source.file}:${row.source.line}`,
    ]),
    look.columns,
  );
  return shownTable(
    rows.some((row) => row.synthetic) ? [...lines, "", "* made up until the cluster assigns one"] : lines,
    look.paint,
  );
}
