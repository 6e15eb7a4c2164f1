/** All that a server says of its workspace, as text by question, so that two servers can be compared. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { SoakEditor } from "./editor.ts";
import type { Random } from "./random.ts";

/** Answers as JSON, by what was asked. */
export type Said = ReadonlyMap<string, string>;

/** One question. */
export interface Inquiry {
  readonly label: string;
  readonly method: string;
  readonly params: unknown;
}

/** How much is asked: files (all where there are fewer), and places in each. */
export interface Extent {
  readonly files: number;
  readonly places: number;
}

/** What to ask of a state of the editor: chosen once, asked of both servers. */
export function inquiries(editor: SoakEditor, random: Random, { files, places }: Extent): readonly Inquiry[] {
  const list: Inquiry[] = [];
  const add = (label: string, method: string, params: unknown): void => void list.push({ label, method, params });
  add("problems of all files", "workspace/diagnostic", { previousResultIds: [] });
  add("names", "workspace/symbol", { query: "" });
  add("environments", "podns/simulate", { name: "" });
  const manifests = [
    ...new Set([...editor.files.filter((file) => /\.(ya?ml|json)$/i.test(file)), ...editor.open.keys()]),
  ];
  const chosen = manifests.length <= files ? manifests : Array.from({ length: files }, () => random.pick(manifests));
  for (const file of new Set(chosen)) {
    const uri = editor.uriOf(file);
    const textDocument = { uri };
    for (const method of ["textDocument/diagnostic", "textDocument/documentSymbol", "textDocument/codeLens"])
      add(`${method} ${file}`, method, { textDocument });
    add(`records ${file}`, "podns/records", { uri });
    add(`simulate ${file}`, "podns/simulate", {
      uri,
      name: random.pick(["web-0.web-headless", "web", "db-0.db.shop", "api"]),
    });
    const text = editor.textOf(file);
    const document = TextDocument.create(uri, "yaml", 0, text);
    for (let count = 0; count < places; count++) {
      const position = document.positionAt(placeIn(text, random));
      const at = `${file}:${position.line + 1}:${position.character + 1}`;
      for (const method of ["hover", "completion", "definition", "references", "documentHighlight"])
        add(`${method} ${at}`, `textDocument/${method}`, {
          textDocument,
          position,
          context: { includeDeclaration: true, triggerKind: 1 },
        });
      add(`fixes ${at}`, "textDocument/codeAction", {
        textDocument,
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
    }
  }
  return list;
}

/** Asks a server. Errors are answers, too. */
export async function ask(editor: SoakEditor, list: readonly Inquiry[]): Promise<Said> {
  const said = new Map<string, string>();
  for (const { label, method, params } of list) {
    const answer: unknown = await editor.request(method, params).catch((error: unknown) => ({ error: String(error) }));
    said.set(label, JSON.stringify(plain(answer)));
  }
  return said;
}

/** The questions with other answers. */
export function differences(a: Said, b: Said): readonly string[] {
  return [...a.keys()].filter((label) => a.get(label) !== b.get(label));
}

/** The middle of a word more often than not: there something can be asked. */
function placeIn(text: string, random: Random): number {
  const at = random.below(text.length + 1);
  const word = /[\w.-]{3,}/.exec(text.slice(at));
  return word === null || random.chance(0.2) ? at : at + word.index + random.below(word[0].length);
}

/** Without what counts changes, and with the files of a report in an order of their own. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value).filter(([key]) => key !== "revision" && key !== "version");
  const items: unknown = Reflect.get(value, "items");
  if (Array.isArray(items) && items.every((item) => typeof item === "object" && item !== null && "resultId" in item)) {
    // Files with nothing to say are reported where they had something before.
    const reports = items.filter(
      (item: { readonly items?: unknown }) => !Array.isArray(item.items) || item.items.length > 0,
    );
    return {
      items: reports
        .map(plain)
        .map((item) => JSON.stringify(item))
        .sort(),
    };
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
