/** Checks what the panel says and offers for a state, read from the view's plain values. */
import { expect, test } from "vitest";
import type { RecordView, SimulateResult } from "../../../server/src/protocol/simulate.ts";
import { byClass, byId } from "./panel.fixture.ts";
import { emptyResult, podResult, typoResult } from "./sample-results.ts";
import { type Action, initialState, type State } from "./state.ts";
import { view } from "./view.ts";
import { findAll, h, textOf, type VNode } from "./vnode.ts";

function showing(result: SimulateResult, more: Partial<State> = {}): VNode<Action> {
  const question = { name: result.name };
  const server = { phase: "running", message: "" } as const;
  return h("body", {}, view({ ...initialState, server, question, draft: result.name, result, ...more }));
}

const sectionTitles = (page: VNode<Action>): readonly string[] => findAll(page, ({ tag }) => tag === "h2").map(textOf);

test("the bar holds the Pod with its workload and namespace, the name, type and program", () => {
  const page = showing(podResult);
  expect(byId(page, "pod-input")?.props.value).toBe("web-0");
  expect(byId(page, "pod-input")?.props["aria-label"]).toBe("Pod that asks: web-0, StatefulSet web · default");
  expect(byId(page, "name-input")?.props.value).toBe(podResult.name);
  expect(findAll(page, ({ tag }) => tag === "option").map(textOf)).toContain("default: A, AAAA");
  expect(findAll(page, ({ tag }) => tag === "option").map(textOf)).toContain("auto: nslookup (BIND)");
});

test("environments are offered only where there are several", () => {
  expect(byId(showing(podResult), "environment-input")).toBeUndefined();
  const environments = [...podResult.environments, { id: "b", label: "overlays/dev" }];
  expect(byId(showing({ ...podResult, environments }), "environment-input")?.props.value).toBe("app");
});

test("an answer shows verdict, terminal, why and records in words", () => {
  const page = showing(podResult);
  expect(byClass(page, "words").map(textOf)).toEqual(["resolves to Pod web-1 at 10.244.71.13*"]);
  expect(sectionTitles(page)).toEqual(["Over time", "Terminal", "Why", "Records", "Next"]);
  expect(findAll(page, ({ tag }) => tag === "pre").map(textOf)[0]).toBe(`$ ${podResult.command}\n${podResult.stdout}`);
  expect(byClass(page, "candidate").map(textOf)).toEqual([
    `${podResult.name}.default.svc.cluster.local`,
    `${podResult.name}.svc.cluster.local`,
    `${podResult.name}.cluster.local`,
  ]);
});

test("the search domain is set apart, and ordinary misses are not coloured: the row that decided is", () => {
  const page = showing(podResult);
  expect(findAll(page, ({ tag }) => tag === "b").map(textOf)[0]).toBe(".default.svc.cluster.local");
  expect(byClass(page, "outcome").map(({ props }) => props.class)).toEqual([
    "outcome passed-by",
    "outcome passed-by",
    "outcome found",
  ]);
  expect(byClass(showing(typoResult), "outcome").map(({ props }) => props.class)).toEqual([
    "outcome nxdomain",
    "outcome passed-by",
    "outcome passed-by",
  ]);
});

test("places are buttons that open them, told to screen readers", () => {
  const links = byClass(showing(podResult), "link").filter(({ props }) => props["aria-label"] !== undefined);
  expect(links[0]?.props).toMatchObject({
    "aria-label": "web-1, web.yaml:34",
    on: { click: { kind: "open", link: { label: "web.yaml:34" } } },
  });
});

test("quick fixes are buttons, the exit status is told when it is not 0", () => {
  const page = showing(typoResult);
  expect(byClass(page, "button").map(textOf)).toEqual([
    "Ask web-headless",
    ...typoResult.fixes.map((fix) => fix.title),
  ]);
  expect(textOf(page)).toContain("exit status 1");
  expect(textOf(showing(podResult))).not.toContain("exit status");
});

test("the verdict alone is a live region", () => {
  const live = findAll(showing(typoResult), ({ props }) => props["role"] === "status");
  expect(live).toHaveLength(1);
  expect(live.flatMap((node) => byClass(node, "button"))).toEqual([]);
});

test("records of one name stand under it, long answers are cut until asked for", () => {
  const [first] = podResult.records;
  const record = (index: number): RecordView => ({ ...(first as RecordView), data: `10.0.0.${index}` });
  const records = Array.from({ length: 30 }, (_, index) => record(index));
  const short = showing({ ...podResult, records });
  expect(byClass(short, "owner").map(textOf)).toEqual([`${podResult.name}.cluster.local`]);
  expect(byClass(short, "data").filter(({ tag }) => tag === "td")).toHaveLength(12);
  expect(textOf(short)).toContain("Show 18 more");
  const long = showing({ ...podResult, records }, { allRecords: true });
  expect(byClass(long, "data").filter(({ tag }) => tag === "td")).toHaveLength(30);
  expect(textOf(long)).not.toContain("Show");
});

test("lines that puzzle have a tooltip, and the same words for the keyboard and a screen reader", () => {
  const page = showing(typoResult);
  const [line] = byClass(page, "puzzle");
  expect(line?.props["title"]).toBe("nslookup reports the last candidate that it tried.");
  expect(byClass(page, "terminal-notes").map(textOf).join()).toContain(String(line?.props["title"]));
  // The terminal's text is what the program prints, to the byte.
  expect(findAll(page, ({ tag }) => tag === "pre").map(textOf)[0]).toBe(
    `$ ${typoResult.command}\n${typoResult.stdout}`,
  );
  expect(byClass(showing(podResult), "terminal-notes")).toEqual([]);
});

test("the terminal breaks behind dots of names, never in an address or at a hyphen", () => {
  const [screen] = findAll(
    showing({ ...podResult, stdout: "Name:\tweb-1.web.default\nAddress: 10.244.71.13#53\n" }),
    ({ tag }) => tag === "pre",
  );
  const kept = screen === undefined ? [] : byClass(screen, "word").map(textOf);
  expect(kept.slice(-4)).toEqual(["web-1.", "web.", "default", "10.244.71.13#53"]);
});

test("where PodNS goes no further it says so behind the output", () => {
  const stopped = "PodNS stops here: the upstream is not asked";
  expect(byClass(showing({ ...podResult, stopped }), "stopped").map(textOf)).toEqual([stopped]);
  expect(byClass(showing(podResult), "stopped")).toEqual([]);
});

test("the environment comes first, type and program stand on one row of options", () => {
  const environments = [...podResult.environments, { id: "b", label: "overlays/dev" }];
  const fields = findAll(showing({ ...podResult, environments }), ({ props }) => /^field /.test(props.class ?? ""));
  expect(fields.map(({ props }) => props.class?.slice("field field-".length))).toEqual([
    ...["environment", "pod", "name", "type", "client"],
  ]);
  const [options] = byClass(showing({ ...podResult, environments }), "options");
  expect(options?.children).toHaveLength(2);
});

test("what is made up is said once: an asterisk leads to it", () => {
  expect(textOf(showing(podResult)).split("made up").length - 1).toBe(1);
});

test("a made-up address is marked and explained, a given one is not", () => {
  expect(textOf(showing(podResult))).toContain("* made up until");
  const given = podResult.records.map((record) => ({ ...record, synthetic: false }));
  const verdict = { ...podResult.verdict, text: podResult.verdict.text.filter(({ text }) => text !== "*") };
  expect(textOf(showing({ ...podResult, records: given, verdict }))).not.toContain("*");
});

test("an open list tells the marked row to the field", () => {
  const page = showing(podResult, { list: { field: "name", active: 1, typed: false } });
  expect(byId(page, "name-input")?.props).toMatchObject({
    role: "combobox",
    "aria-expanded": "true",
    "aria-activedescendant": "name-option-1",
  });
  expect(findAll(page, ({ props }) => props["aria-selected"] === "true").map(({ props }) => props["id"])).toEqual([
    "name-option-1",
  ]);
  expect(byId(showing(podResult), "name-input")?.props["aria-expanded"]).toBe("false");
});

test("keys of the combobox; Ctrl and letters stay the browser's", () => {
  const keydown = byId(showing(podResult), "name-input")?.props.on?.keydown;
  const press = (key: string, ctrl = false): Action | undefined => keydown?.({ key, ctrl, alt: false, shift: false });
  expect(press("ArrowDown")).toEqual({ kind: "move", field: "name", by: 1 });
  expect(press("Enter")).toEqual({ kind: "enter", field: "name" });
  expect(press("a")).toBeUndefined();
  expect(press("Enter", true)).toBeUndefined();
});

test("nothing asked yet: names that work from this Pod", () => {
  const names = [{ name: "web", fqdn: "web.default.svc.cluster.local", about: "ClusterIP" }];
  const page = showing(emptyResult, { names });
  expect(sectionTitles(page)).toEqual(["Names that work from web-0"]);
  expect(textOf(page)).toContain("Type a name to see what nslookup prints in web-0");
});

test.each<readonly [string, Partial<State>, string]>([
  ["loading", {}, "Reading the manifests"],
  ["no server", { server: { phase: "failed", message: "gone" } }, "could not start its language server"],
  ["error", { failure: "closed" }, "could not be answered"],
  ["no Pods", { result: { ...emptyResult, pods: [], from: null } }, "No manifest that belongs to app makes a Pod."],
  [
    "no manifests",
    { result: { ...emptyResult, pods: [], from: null, environments: [], environment: null } },
    "There are no Kubernetes manifests in this workspace.",
  ],
])("%s is said in plain words", (_, state, words) => {
  const page = h<Action>("body", {}, view({ ...initialState, ...state }));
  expect(textOf(page)).toContain(words);
});

test("why the manifests may not be all is said beside the verdict", () => {
  const open = ["kustomization.yaml renders these files"];
  const page = showing({ ...podResult, environment: { id: "app", label: "app", open } });
  expect(textOf(page)).toContain("may hold more than these manifests: kustomization.yaml renders these files.");
});

test("no text can become markup", () => {
  const evil = "<img src=x onerror=alert(1)>";
  const page = showing({ ...podResult, stdout: evil });
  expect(findAll(page, ({ tag }) => tag === "img")).toEqual([]);
  expect(textOf(page)).toContain(evil);
});
