/** Shows the map as a table: every edge with what its names lead to, the same states and the same links as the picture. */
import type { MapListRow, MapResult, MapState as State } from "../../../server/src/protocol/map.ts";
import type { WireLink } from "../../../server/src/protocol/simulate.ts";
import type { MapAction } from "./map-state.ts";
import { breakable, icon } from "./view-parts.ts";
import { type Child, h, type VNode } from "./vnode.ts";

/** The table. */
export function mapList({ rows }: MapResult): VNode<MapAction> | null {
  if (rows.length === 0) return null;
  const head = ["From", "Name", "Leads to", "Result"].map((title) => h<MapAction>("th", { scope: "col" }, title));
  const table = h<MapAction>(
    "table",
    {},
    h("caption", { class: "hidden" }, "Names, who asks for them, and where they lead"),
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...rows.map(rowLine)),
  );
  return h(
    "div",
    { key: "list", class: "list-box", role: "region", tabindex: 0, "aria-label": "List of names" },
    table,
  );
}

const signs: Readonly<Record<State, readonly [icon: string, look: string]>> = {
  resolves: ["pass", "good"],
  fails: ["error", "bad"],
  outside: ["link-external", "neutral"],
  blocked: ["circle-slash", "warning"],
  behind: ["dash", "neutral"],
};

function rowLine(row: MapListRow): VNode<MapAction> {
  const [sign, look] = signs[row.state];
  const uses = row.uses.map(({ name, why, place }, index) =>
    h<MapAction>("li", { key: `${index}`, title: why }, placed(name, place), place === null ? null : ` ${place.label}`),
  );
  const more = row.moreUses > 0 ? h<MapAction>("li", { key: "more", class: "note" }, `and ${row.moreUses} more`) : null;
  const why = row.state === "fails" || row.state === "blocked" ? (row.uses[0]?.why ?? "") : "";
  return h(
    "tr",
    { key: row.id },
    h("th", { scope: "row" }, placed(row.from, row.fromPlace)),
    h("td", {}, h("ul", {}, ...uses, more)),
    h("td", {}, row.to === "" ? "" : placed(row.to, row.toPlace)),
    h(
      "td",
      {},
      h("span", { class: look }, icon(sign), ` ${row.words}`),
      why === "" ? null : h("p", { class: "note" }, why),
    ),
  );
}

/** A text that leads to its place. */
function placed(text: string, link: WireLink | null): Child<MapAction> {
  if (link === null) return h("span", {}, ...breakable<MapAction>(text));
  const props = { type: "button", class: "link", title: `Open ${link.label}`, "aria-label": `${text}, ${link.label}` };
  return h("button", { ...props, on: { click: { kind: "open", link } } }, ...breakable<MapAction>(text));
}
