/**
 * Writes the document that shows every record of an environment: zone-file text, with what is behind each as a comment.
 */

import { largest } from "../../base/long-lists.ts";
import { memoize } from "../../base/memo.ts";
import { visible, visibleLines } from "../../base/visible.ts";
import { formatData } from "../../dns/data/record.ts";
import { listRecords } from "../../dns/server/list-records.ts";
import type { ServedRecord } from "../../dns/server/response.ts";
import type { DnsServer } from "../../dns/server/server.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { chooseEnvironment } from "./asking-pod.ts";

interface RecordsParams {
  readonly uri?: string;
  readonly environment?: string;
}

/** Master-file text (RFC 1035 section 5); each name once per block, what is made up is said behind the record. */
export function recordsText(analysis: Analysis, params: RecordsParams): { readonly text: string } {
  const environment = chooseEnvironment(analysis, params);
  if (environment === undefined) return { text: "; There are no Kubernetes manifests in this workspace.\n" };
  const { count, hasMadeUp, blocks } = written(environment.server);
  const where = environment.label === "" ? "the workspace folder" : environment.label;
  const head = [
    `; All ${count} records that the cluster's DNS server would have with the manifests of ${where}.`,
    ...(hasMadeUp ? ["; Addresses that no manifest gives are made up until the cluster assigns them."] : []),
    ...environment.open.map((reason) => `; There may be more: ${reason}.`),
  ];
  return { text: `${head.map(visible).join("\n")}\n\n${blocks}` };
}

/** The records, written once for each server: the document is asked for again after every edit of anything. */
const written = memoize((server: DnsServer) => {
  const records = listRecords(server);
  return {
    count: records.length,
    hasMadeUp: records.some(isMadeUp),
    blocks: visibleLines(byService(records).map(blockText).join("\n")),
  };
});

/** Groups neighbours that come from one Service: its own records and those of the names below it. */
function byService(records: readonly ServedRecord[]): readonly (readonly ServedRecord[])[] {
  const blocks: ServedRecord[][] = [];
  for (const served of records) {
    const last = blocks.at(-1);
    if (last !== undefined && serviceOf(last[0]) === serviceOf(served)) last.push(served);
    else blocks.push([served]);
  }
  return blocks;
}

/** The zone's own records are one block, and so are reverse names, of which many Services stand side by side. */
function serviceOf(served: ServedRecord | undefined): unknown {
  if (served === undefined) return undefined;
  const { name, data } = served.record;
  if (data.type === "PTR") return "reverse";
  return name.includes(".svc.") ? served.origin?.service : "zone";
}

function blockText(block: readonly ServedRecord[]): string {
  const width = (text: (served: ServedRecord) => string): number => largest(block.map((served) => text(served).length));
  const name = width(({ record }) => record.name);
  const ttl = width(({ record }) => String(record.ttl));
  const type = width(({ record }) => record.data.type);
  const address = width(({ record }) =>
    record.data.type === "A" || record.data.type === "AAAA" ? formatData(record.data) : "",
  );
  const lines = block.map((served) => {
    const { record } = served;
    const about = aboutRecord(served);
    const fields = [record.name.padEnd(name), String(record.ttl).padStart(ttl), "IN", record.data.type.padEnd(type)];
    const data = formatData(record.data);
    return `${fields.join(" ")} ${about === "" ? data : `${data.padEnd(address)} ; ${about}`}\n`;
  });
  return lines.join("");
}

function aboutRecord(served: ServedRecord): string {
  const { origin } = served;
  const pod = origin?.pod;
  const service = origin?.service;
  const object = pod !== undefined ? `Pod ${pod.name}` : service !== undefined ? `Service ${service.name}` : "";
  return [object, ...(pod?.ready === false ? ["not ready"] : []), ...(isMadeUp(served) ? ["made up"] : [])]
    .filter((word) => word !== "")
    .join(", ");
}

function isMadeUp({ record, origin }: ServedRecord): boolean {
  return origin?.synthetic === true && (record.data.type === "A" || record.data.type === "AAAA");
}
