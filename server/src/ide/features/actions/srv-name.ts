/** Writes the name of an SRV record in place of a host and its port, where the record gives that port everywhere. */

import { clusterDomain } from "../../../dns/server/server.ts";
import { siteOf } from "../../../workspace/asking/mentions.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { meaningOf } from "../symbol/host-labels.ts";
import type { Action, HostPlace } from "./action.ts";
import { lookups } from "./same-answer.ts";

/** `db:5432` becomes `_sql._tcp.db.shop.svc.cluster.local`, for programs that ask for SRV records. */
export function srvAction(place: HostPlace): readonly Action[] {
  const { analysis, declaration, mention, uri } = place;
  const { port } = mention;
  const [first] = place.made;
  if (first === undefined || port === undefined || mention.form !== "host-port" || mention.expanded) return [];
  if (mention.absolute || declaration.rendered !== undefined) return [];
  const meaning = meaningOf(analysis, first.environment, first.declaration, mention);
  const declared = meaning?.service.ports.find((one) => one.port === port && one.name !== "");
  if (meaning === undefined || declared === undefined || meaning.serviceAt !== 0) return [];
  const { service } = meaning;
  const label = `_${declared.name}._${declared.protocol.toLowerCase()}`;
  const full = `${service.name}.${service.namespace}.svc.${clusterDomain(first.environment.server)}`;
  const name = [`${label}.${mention.host}`, `${label}.${full}`].find((one) => hasPort(place, one, port));
  const site = siteSpan(analysis, siteOf(declaration, mention));
  const text = analysis.files.get(uri)?.text;
  if (name === undefined || site?.uri !== uri || text === undefined) return [];
  const span = { start: site.span.start, end: site.span.end + `:${port}`.length };
  if (text.slice(span.start, span.end) !== `${mention.host}:${port}`) return [];
  const title = `Ask for the SRV record '${name}' in place of the port`;
  return [{ title, kind: "refactor.rewrite", edits: [{ uri, span, text: name }] }];
}

function hasPort(place: HostPlace, name: string, port: number): boolean {
  const found = lookups(place, { name, type: "SRV", client: "dig+search" });
  return (
    found.length > 0 &&
    found.every(({ records, outcome }) => {
      const ports = records.flatMap(({ record: { data } }) => (data.type === "SRV" ? [data.port] : []));
      return outcome === "resolved" && ports.length > 0 && ports.every((one) => one === port);
    })
  );
}
