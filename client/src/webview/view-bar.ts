/** Shows the bar: among which manifests, who asks, what, of which type, with which program. */
import type { Action, Field, State } from "./state.ts";
import { askingPod } from "./state.ts";
import { type Suggestion, suggestions } from "./suggestions.ts";
import { icon, iconButton } from "./view-parts.ts";
import { h, type KeyPress, type VNode } from "./vnode.ts";

/** The bar above everything. */
export function bar(state: State): VNode<Action> {
  return h("div", { key: "bar", class: "bar", role: "search", "aria-label": "Question" }, [
    environmentField(state),
    podField(state),
    nameField(state),
    options(state),
  ]);
}

/** What is seldom changed: one row below what is asked. */
function options(state: State): VNode<Action> | null {
  const fields = [typeField(state), clientField(state)];
  return fields.every((one) => one === null) ? null : h("div", { key: "options", class: "options" }, fields);
}

function podField(state: State): VNode<Action> {
  const pod = askingPod(state);
  const about = pod === null ? "" : `${pod.workload} · ${pod.namespace}`;
  const box = comboBox(state, "pod", {
    value: state.podDraft ?? pod?.name ?? "",
    placeholder: state.result === null ? "" : "no Pod here",
    label: pod === null ? "Pod that asks" : `Pod that asks: ${pod.name}, ${about}`,
    end: h("span", { class: "field-end", on: { press: { kind: "open-list", field: "pod" } } }, icon("chevron-down")),
  });
  return field("pod", "From", about, box);
}

function nameField(state: State): VNode<Action> {
  const box = comboBox(state, "name", {
    value: state.draft,
    placeholder: "a name, e.g. web or web-0.web-headless",
    label: "Name to look up",
    end: iconButton("search", "Ask (Enter)", { kind: "enter", field: "name" }, "field-end"),
  });
  return field("name", "Name", "", box);
}

function typeField(state: State): VNode<Action> | null {
  const types = state.result?.types ?? [];
  if (types.length === 0) return null;
  const usual = state.result?.type === null ? [...new Set(state.result.steps.flatMap((step) => step.types))] : [];
  const standard = usual.length === 0 ? "default" : `default: ${usual.join(", ")}`;
  const options = [option("", standard), ...types.map((type) => option(type, type))];
  return field("type", "Type", "", select("type", state.question.type ?? "", "Record type", options));
}

function clientField(state: State): VNode<Action> | null {
  const clients = state.result?.clients ?? [];
  if (clients.length === 0) return null;
  const chosen = clients.find(({ id }) => id === state.result?.client);
  const standard = state.question.client === undefined && chosen !== undefined ? `auto: ${chosen.label}` : "auto";
  const options = [option("", standard), ...clients.map(({ id, label }) => option(id, label))];
  return field("client", "Program", "", select("client", state.question.client ?? "", "Program that asks", options));
}

function environmentField(state: State): VNode<Action> | null {
  const environments = state.result?.environments ?? [];
  if (environments.length < 2) return null;
  const current = state.result?.environment ?? null;
  const options = environments.map(({ id, label }) => option(id, label === "" ? "(workspace folder)" : label));
  // A workspace may have manifests elsewhere and none that belong to this file.
  const none = current === null ? [option("", "none")] : [];
  return field(
    "environment",
    "Manifests",
    "",
    select("environment", current?.id ?? "", "Manifests that are applied together", [...none, ...options]),
  );
}

function field(key: string, label: string, about: string, control: VNode<Action>): VNode<Action> {
  const caption = h<Action>(
    "label",
    { for: `${key}-input` },
    h("span", { class: "caption" }, label),
    about === "" ? null : h("span", { class: "about", title: about }, about),
  );
  return h("div", { key, class: `field field-${key}` }, caption, control);
}

function option(value: string, label: string): VNode<Action> {
  return h("option", { key: value, value }, label);
}

function select(
  what: "type" | "client" | "environment",
  value: string,
  label: string,
  options: readonly VNode<Action>[],
): VNode<Action> {
  const on = { change: (chosen: string): Action => ({ kind: "choose", what, value: chosen }) };
  const control = h<Action>(
    "select",
    { id: `${what}-input`, "aria-label": label, title: label, value, on },
    ...options,
  );
  return h("div", { class: "control select" }, control, h("span", { class: "field-end" }, icon("chevron-down")));
}

interface ComboBox {
  readonly value: string;
  readonly placeholder: string;
  readonly label: string;
  readonly end: VNode<Action>;
}

/** A field with a list (ARIA's combobox pattern): the focus stays in the field, the marked row is given by its id. */
function comboBox(state: State, name: Field, box: ComboBox): VNode<Action> {
  const rows = state.list?.field === name ? suggestions(state, name) : [];
  const active = state.list?.field === name ? state.list.active : -1;
  const isOpen = rows.length > 0;
  const input = h<Action>("input", {
    key: "input",
    id: `${name}-input`,
    class: name === "name" ? "code" : "",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: box.placeholder,
    "aria-label": box.label,
    "aria-autocomplete": "list",
    "aria-expanded": isOpen ? "true" : "false",
    "aria-controls": `${name}-list`,
    "aria-activedescendant": isOpen && active >= 0 ? `${name}-option-${active}` : undefined,
    value: box.value,
    on: {
      input: (text) => ({ kind: "typed", field: name, text }),
      keydown: (press) => actionOf(press, name, isOpen),
      blur: { kind: "close-list", field: name },
      // The Pod is chosen from what there is: pressing the field is enough to see it.
      ...(name === "pod" ? { click: { kind: "open-list", field: name } } : {}),
    },
  });
  return h("div", { class: "control combo" }, input, box.end, isOpen ? listBox(name, rows, active) : null);
}

function actionOf(press: KeyPress, field: Field, isOpen: boolean): Action | undefined {
  if (press.ctrl) return undefined;
  switch (press.key) {
    case "ArrowDown":
      return press.alt && !isOpen ? { kind: "open-list", field } : { kind: "move", field, by: 1 };
    case "ArrowUp":
      return press.alt && isOpen ? { kind: "escape", field } : { kind: "move", field, by: -1 };
    case "Enter":
      return { kind: "enter", field };
    case "Escape":
      return { kind: "escape", field };
    default:
      return undefined;
  }
}

function listBox(field: Field, rows: readonly Suggestion[], active: number): VNode<Action> {
  const label = field === "pod" ? "Pods" : "Names";
  const list = rows.map((row, index) =>
    h<Action>(
      "li",
      {
        key: `${row.group} ${index}`,
        id: `${field}-option-${index}`,
        role: "option",
        class: `${index === active ? "active" : ""}${startsGroup(rows, index) ? " group-start" : ""}`.trim(),
        "aria-selected": index === active ? "true" : "false",
        title: row.detail === "" ? row.label : `${row.label}\n${row.detail}`,
        on: { press: { kind: "pick", field, index } },
      },
      icon(iconOf(row.group)),
      h("span", { class: field === "name" ? "label code" : "label" }, row.label),
      h("span", { class: "detail" }, row.detail),
    ),
  );
  return h("ul", { key: "list", id: `${field}-list`, class: "list", role: "listbox", "aria-label": label }, ...list);
}

function startsGroup(rows: readonly Suggestion[], index: number): boolean {
  return index > 0 && rows[index - 1]?.group !== rows[index]?.group;
}

function iconOf(group: Suggestion["group"]): string {
  switch (group) {
    case "Next":
      return "arrow-right";
    case "Recent":
      return "history";
    case "Names":
      return "symbol-field";
    case "Pods":
      return "vm";
  }
}
