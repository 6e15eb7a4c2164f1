/** What happens to a workspace: concrete operations, chosen at random, that can be written down and played again. */

import type { Random } from "./random.ts";
import { edited, places, textFor } from "./samples.ts";

/** Files are relative to the folder; texts are whole, so that any part of a list can be played. */
export type Operation =
  | { readonly do: "open" | "close"; readonly file: string }
  | { readonly do: "type" | "replace"; readonly file: string; readonly text: string }
  | { readonly do: "write"; readonly file: string; readonly text: string }
  | { readonly do: "delete"; readonly file: string }
  | { readonly do: "rename"; readonly file: string; readonly to: string }
  | { readonly do: "burst"; readonly events: readonly Operation[] }
  | { readonly do: "settings"; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly do: "folders"; readonly folders: readonly string[] }
  | {
      readonly do: "ask";
      readonly method: string;
      readonly file: string;
      readonly at: number;
      readonly cancel: boolean;
    }
  | { readonly do: "pause"; readonly ms: number };

/** What a choice is made from. */
export interface Scene {
  readonly files: readonly string[];
  readonly open: ReadonlyMap<string, string>;
  readonly textOf: (file: string) => string;
  /** Texts of a document before its last edits, oldest first. */
  readonly history: Map<string, string[]>;
}

/** Files at most, so that a long run compares what a short one does. */
const mostFiles = 400;
const longestText = 40_000;

export const questions: readonly string[] = [
  "textDocument/hover",
  "textDocument/completion",
  "textDocument/definition",
  "textDocument/references",
  "textDocument/documentHighlight",
  "textDocument/documentSymbol",
  "textDocument/codeLens",
  "textDocument/codeAction",
  "textDocument/diagnostic",
  "workspace/symbol",
  "podns/simulate",
  "podns/names",
  "podns/records",
];

const settings: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { clusterDomain: "corp.test" },
  { defaultNamespace: "shop", rules: { ordering: "error" } },
  { exclude: ["**/old/**"] },
  { ipFamilies: ["IPv6", "IPv4"], codeLens: false },
  { dnsServer: "spec", namespaces: ["shop", "default"] },
  { clusterDomain: 7, exclude: "wrong" },
];

/** One step of a person, a program or the editor; some are several operations in a row. */
export function chooseStep(scene: Scene, random: Random): readonly Operation[] {
  const open = [...scene.open.keys()];
  const dice = random.below(100);
  if (dice < 45 && open.length > 0) return typing(scene, random.pick(open), random);
  if (dice < 52) return openOrClose(scene, random);
  if (dice < 66) return [diskEvent(scene, random)];
  if (dice < 68)
    return [{ do: "burst", events: Array.from({ length: 5 + random.below(20) }, () => diskEvent(scene, random)) }];
  if (dice < 69) return [{ do: "settings", settings: random.pick(settings) }];
  if (dice < 70)
    return [{ do: "folders", folders: random.pick([["."], ["."], [".", "k"], ["plain", "k", "envs"], ["envs", "."]]) }];
  if (dice < 72) return [{ do: "pause", ms: random.below(40) }];
  return [question(scene, random)];
}

function question(scene: Scene, random: Random): Operation {
  const file = random.chance(0.02) ? "not/there.yaml" : random.pick([...scene.files, ...scene.open.keys(), "web.yaml"]);
  const text = scene.textOf(file);
  return {
    do: "ask",
    method: random.pick(questions),
    file,
    at: random.below(text.length + 20),
    cancel: random.chance(0.2),
  };
}

function typing(scene: Scene, file: string, random: Random): readonly Operation[] {
  const text = scene.open.get(file) ?? "";
  const history = scene.history.get(file) ?? [];
  scene.history.set(file, history);
  const before = history.at(-1);
  if (before !== undefined && random.chance(0.25)) {
    history.pop();
    return [{ do: "type", file, text: before }];
  }
  history.push(text);
  if (history.length > 50) history.shift();
  if (text.length > longestText || random.chance(0.08)) return [{ do: "replace", file, text: textFor(file, random) }];
  if (random.chance(0.3)) return wordTyped(file, text, random);
  return [{ do: random.chance(0.9) ? "type" : "replace", file, text: edited(text, random) }];
}

/** Key by key, with a question in between, as a person types. */
function wordTyped(file: string, text: string, random: Random): readonly Operation[] {
  const at = random.below(text.length + 1);
  const word = random.pick([
    "web-headless",
    "replicas: 3",
    "\n---\n",
    "  name: db\n",
    "serviceName: ",
    "# podns-ignore ordering: x",
  ]);
  const steps: Operation[] = [];
  for (let length = 1; length <= word.length; length++) {
    steps.push({ do: "type", file, text: text.slice(0, at) + word.slice(0, length) + text.slice(at) });
    if (random.chance(0.3))
      steps.push({ do: "ask", method: random.pick(questions), file, at: at + length, cancel: random.chance(0.5) });
  }
  return steps;
}

function openOrClose(scene: Scene, random: Random): readonly Operation[] {
  const open = [...scene.open.keys()];
  if (open.length > 8 || (open.length > 0 && random.chance(0.4))) return [{ do: "close", file: random.pick(open) }];
  const closed = scene.files.filter((file) => !scene.open.has(file) && /\.(ya?ml|json)$/i.test(file));
  const file = closed.length > 0 && random.chance(0.95) ? random.pick(closed) : "not/on/disk.yaml";
  return scene.open.has(file) ? [] : [{ do: "open", file }];
}

function diskEvent(scene: Scene, random: Random): Operation {
  const known = scene.files.length > 0 ? random.pick(scene.files) : "web.yaml";
  const dice = random.below(10);
  if (dice < 4 || scene.files.length > mostFiles) {
    if (scene.files.length > mostFiles) return { do: "delete", file: known };
    const file = random.chance(0.7)
      ? random.pick(places)
      : `new-${random.below(30)}/${random.pick(["web.yaml", "service.yaml", "kustomization.yaml", "x.json"])}`;
    return { do: "write", file, text: textFor(file, random) };
  }
  if (dice < 7) return { do: "write", file: known, text: edited(scene.textOf(known).slice(0, longestText), random) };
  if (dice < 8) return { do: "delete", file: known };
  if (dice < 9)
    return { do: "rename", file: known, to: `moved-${random.below(8)}/${known.split("/").at(-1) ?? known}` };
  // A whole folder.
  const folder = known.includes("/") ? known.slice(0, known.indexOf("/")) : "old";
  return {
    do: "rename",
    file: folder,
    to: random.chance(0.5) ? `moved-${random.below(8)}/${folder}` : random.pick(["plain", "envs", "k", "dns"]),
  };
}
