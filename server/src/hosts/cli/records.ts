/** Prints the records that can be enumerated for `podns records`. It does not make them. */

import { visible } from "../../base/visible.ts";
import { relative } from "../../dns/data/name.ts";
import { formatData, formatRecord } from "../../dns/data/record.ts";
import { listRecordsUpTo, mostRecords } from "../../dns/server/list-records.ts";
import { originName } from "../../dns/server/origin-name.ts";
import type { ServedRecord } from "../../dns/server/response.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import type { CommandEnvironment } from "./command-environments.ts";
import { cutOff } from "./cut-off.ts";
import { controllerName } from "./object-name.ts";
import { type Source, sourceOf } from "./place.ts";
import type { Session } from "./session.ts";
import { type Shown, shownLines, shownTable, shownText } from "./shown.ts";
import { table } from "./table.ts";
import type { Look } from "./terminal.ts";

/** One record in JSON. */
export interface RecordRow {
  /** Absolute, with the final dot. */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** As in a zone file. */
  readonly data: string;
  /** What it points to: `Pod default/web-0`, `Service default/web`; null for the zone's own records. */
  readonly object: string | null;
  readonly controller: string | null;
  /** True when its address was made up. */
  readonly synthetic: boolean;
  readonly source: Source | null;
}

/**
 * The records of these clusters in the order of their zones, each once.
 * @param giveUp gets what is left out
 */
export function servedRecords(
  environments: readonly CommandEnvironment[],
  giveUp: (why: string) => void,
): readonly ServedRecord[] {
  const all: ServedRecord[] = [];
  const cut = cutOff(giveUp);
  for (const environment of environments) {
    if (cut.isPast(environment, all.length)) continue;
    const most = mostRecords(environment.cluster);
    const { records, isWhole } = listRecordsUpTo(environment.server, most);
    for (const served of records) all.push(served);
    if (!isWhole) giveUp(`there are more than ${most} records: the others are not listed`);
    for (const why of environment.cluster.endpointsLeftOut()) giveUp(why);
  }
  cut.end();
  if (environments.length === 1) return all;
  return [
    ...new Map(all.map((served) => [`${formatRecord(served.record)} ${originName(served.origin)}`, served])).values(),
  ];
}

export function recordRow(session: Session, analysis: Analysis, { record, origin }: ServedRecord): RecordRow {
  return {
    name: record.name,
    type: record.data.type,
    ttl: record.ttl,
    data: formatData(record.data),
    object: originName(origin),
    controller: controllerName(origin?.pod?.controller),
    synthetic: origin?.synthetic ?? false,
    source: sourceOf(session, analysis, origin?.declarations[0]),
  };
}

/** The table for people, `*` behind data that depends on a made-up address. */
export function recordTable(rows: readonly RecordRow[], look: Look = {}): Shown {
  if (rows.length === 0) return shownLines(["No records."]);
  const lines = table(
    ["NAME", "TTL", "TYPE", "DATA", "OBJECT", "SOURCE"],
    rows.map((row) => [
      relative(row.name),
      String(row.ttl),
      row.type,
      isMadeUp(row) ? `${row.data}*` : row.data,
      row.object ?? "-",
      row.source === null ? "-" : `${row.source.file}:${row.source.line}`,
    ]),
    look.columns,
  );
  return shownTable(
    rows.some(isMadeUp) ? [...lines, "", "* made up until the cluster assigns one"] : lines,
    look.paint,
  );
}

function isMadeUp(row: RecordRow): boolean {
  return row.synthetic && (row.type === "A" || row.type === "AAAA");
}

/** Master-file lines (RFC 1035 section 5). */
export function zoneText(records: readonly ServedRecord[]): Shown {
  return shownLines(records.map(({ record }) => formatRecord(record)));
}

/** Lines of /etc/hosts (hosts(5)): each address once, with all its names. */
export function hostsText(records: readonly ServedRecord[]): Shown {
  const names = new Map<string, Set<string>>();
  for (const { record } of records) {
    if (record.data.type !== "A" && record.data.type !== "AAAA") continue;
    const known = names.get(record.data.address) ?? new Set();
    names.set(record.data.address, known.add(relative(record.name)));
  }
  const lines = [...names].map(([address, found]) => `${address}\t${[...found].map(visible).join(" ")}\n`);
  return shownText(lines.join(""));
}
