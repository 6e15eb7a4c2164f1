/** Shows the table of records, with the Pod or Service behind each. */
import type { RecordView, SimulateResult } from "../../../server/src/protocol/simulate.ts";
import type { Action, State } from "./state.ts";
import { breakable, icon, section, sentence } from "./view-parts.ts";
import { h, type VNode } from "./vnode.ts";

/** Rows before "Show all". */
const shortLength = 12;

/** The records of the answer; null when it has none. */
export function records(result: SimulateResult, state: State): VNode<Action> | null {
  if (result.records.length === 0) return null;
  const shown = state.allRecords ? result.records : result.records.slice(0, shortLength);
  const all = h<Action>(
    "button",
    { type: "button", class: "link quiet", on: { click: { kind: "open-records" } } },
    "All records",
  );
  const head = h<Action>(
    "tr",
    {},
    ...["Type", "TTL", "Data", "Behind it"].map((title) =>
      h<Action>("th", { scope: "col", class: title.toLowerCase() }, title),
    ),
  );
  const table = h<Action>(
    "table",
    { "aria-labelledby": "records-title" },
    h("thead", {}, head),
    ...byOwner(shown).map((group, index) => ownerRows(group, `${index}`)),
  );
  return section("records", "Records", all, table, more(result, shown.length), footnote(shown));
}

/** Neighbours of one name together: its name is shown once. */
export function byOwner(shown: readonly RecordView[]): readonly (readonly RecordView[])[] {
  const groups: RecordView[][] = [];
  for (const record of shown) {
    const last = groups.at(-1);
    if (last?.[0]?.name === record.name) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

function ownerRows(group: readonly RecordView[], key: string): VNode<Action> {
  const owner = h<Action>("th", { colspan: 4, scope: "rowgroup", class: "owner" }, breakable(group[0]?.name ?? ""));
  return h("tbody", { key }, h("tr", { key: "owner" }, owner), ...group.map(row));
}

function row(record: RecordView, index: number): VNode<Action> {
  const mark = record.synthetic
    ? h<Action>("span", { class: "mark", title: "made up until the cluster assigns one" }, "*")
    : null;
  return h(
    "tr",
    { key: `${index}` },
    h("td", { class: "type" }, record.type),
    h("td", { class: "ttl", title: `may be cached for ${record.ttl} seconds` }, `${record.ttl}`),
    h("td", { class: "code data" }, isAddress(record) ? record.data : breakable(record.data), mark),
    h("td", { class: "behind" }, ...sentence(record.behind), readiness(record)),
  );
}

function isAddress({ type }: RecordView): boolean {
  return type === "A" || type === "AAAA";
}

function readiness({ ready }: RecordView): VNode<Action> | null {
  if (ready === null) return null;
  return h(
    "span",
    { class: ready ? "readiness ready" : "readiness" },
    icon(ready ? "pass" : "circle-slash"),
    ready ? "ready" : "not ready",
  );
}

function more(result: SimulateResult, shown: number): VNode<Action> | null {
  const hidden = result.records.length - shown;
  if (hidden === 0) return null;
  const words = `Show ${hidden} more`;
  return h(
    "button",
    { key: "more", type: "button", class: "link", on: { click: { kind: "show-all-records" } } },
    words,
  );
}

function footnote(shown: readonly RecordView[]): VNode<Action> | null {
  if (!shown.some((record) => record.synthetic)) return null;
  return h("p", { key: "footnote", class: "note" }, "* made up until the cluster assigns one");
}
