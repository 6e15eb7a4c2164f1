/** Asks the client for files, or the disk where the client does not answer such questions (other editors). */

import type { Connection } from "vscode-languageserver";
import { valueAt } from "../../base/json.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { pathOf, shownPathOf } from "../../base/uri-path.ts";
import { visible } from "../../base/visible.ts";
import { findFilesRequest, readFilesRequest } from "../../protocol/request.ts";
import type { Host, Remark } from "../files/host.ts";
import { type OnSkipped, skippedOnce } from "../files/skipped.ts";

/** Larger files are not manifests that a person keeps in a repository. */
const maxBytes = 16 * 1024 * 1024;

/** A host that also says whether the files of the workspace can be known at all. */
export interface WorkspaceHost extends Host {
  /** True once neither the client nor the fallback could list files: what is not open is unknown. */
  readonly isBlind: () => boolean;
}

export interface ClientHostInput {
  readonly connection: Connection;
  /** Of the workspace folders of now, undefined where there is none (a browser). @param onSkipped told in paths */
  readonly fallback: (onSkipped: OnSkipped) => Host | undefined;
  /** Waited for once, before the fallback reads anything: from then on its files are watched. */
  readonly beforeFallback: () => Promise<void>;
  /** False for files that lie in none of the workspace folders: nobody is asked for them. */
  readonly isInside: (uri: Uri) => boolean;
}

/** What is known of a file that was asked for. */
interface Answer {
  readonly text: string | null;
  readonly remark?: Remark | undefined;
}

const outside: Answer = { text: null, remark: { unread: { why: "it lies outside of the workspace", outside: true } } };

export function clientHost({
  connection,
  fallback: makeFallback,
  beforeFallback,
  isInside,
}: ClientHostInput): WorkspaceHost {
  let refused = false;
  const remarks = new Map<Uri, Remark>();
  const skipped = skippedOnce((path, why) => connection.console.log(`${visible(path)}: not read: ${visible(why)}`));
  const fallback = (): Host | undefined => makeFallback(skipped);
  const instead = async (why: unknown): Promise<Host | undefined> => {
    if (!refused) {
      refused = true;
      connection.console.log(`The client does not serve files (${messageOf(why)}); reading them directly.`);
      if (fallback() !== undefined) await beforeFallback();
    }
    return fallback();
  };
  const readInside = async (asked: readonly Uri[]): Promise<readonly Answer[]> => {
    if (asked.length === 0) return [];
    if (refused) return readFrom(fallback(), asked);
    try {
      const answer: unknown = await connection.sendRequest(readFilesRequest.method, { uris: asked, maxBytes });
      return answersIn(answer, asked.length);
    } catch (error) {
      return readFrom(await instead(error), asked);
    }
  };
  return {
    isBlind: () => refused && fallback() === undefined,
    findFiles: async (exclude) => {
      if (refused) return fallback()?.findFiles(exclude) ?? [];
      try {
        const answer: unknown = await connection.sendRequest(findFilesRequest.method, { exclude });
        return uris(answer);
      } catch (error) {
        return (await instead(error))?.findFiles(exclude) ?? [];
      }
    },
    readFiles: async (asked) => {
      const inside = asked.filter(isInside);
      const answers = await readInside(inside);
      const found = new Map(inside.map((uri, index) => [uri, answers[index]]));
      return asked.map((uri) => {
        const { text, remark } = found.get(uri) ?? outside;
        if (remark === undefined) remarks.delete(uri);
        else remarks.set(uri, remark);
        if (remark?.unread !== undefined) skipped(shownPathOf(pathOf(uri)), remark.unread.why, false);
        return text;
      });
    },
    remarkOn: (uri) => remarks.get(uri),
  };
}

async function readFrom(host: Host | undefined, asked: readonly Uri[]): Promise<readonly Answer[]> {
  const texts = (await host?.readFiles(asked)) ?? [];
  return asked.map((uri, index) => ({ text: texts[index] ?? null, remark: host?.remarkOn?.(uri) }));
}

/** @throws Error for anything but the answer that PROTOCOL.md describes */
function uris(answer: unknown): readonly Uri[] {
  const found = list(answer, "uris");
  if (found === undefined) throw new Error("no 'uris' in its answer");
  return found.filter((item) => typeof item === "string").map(asUri);
}

/** @throws Error for anything but the answer that PROTOCOL.md describes; what is optional in it is taken where it fits */
function answersIn(answer: unknown, count: number): readonly Answer[] {
  const texts = list(answer, "texts");
  if (texts === undefined) throw new Error("no 'texts' in its answer");
  const links = list(answer, "links") ?? [];
  const unread = list(answer, "unread") ?? [];
  return Array.from({ length: count }, (_, index) => {
    const text = texts[index];
    if (typeof text !== "string") return { text: null, remark: unreadIn(unread[index]) };
    return { text, remark: linksIn(links[index]) };
  });
}

function linksIn(value: unknown): Remark | undefined {
  const [folder, file] = [valueAt(value, ["folder"]), valueAt(value, ["file"])];
  if (typeof folder !== "string" || typeof file !== "string") return undefined;
  return { links: { folder: pathOf(folder), file: pathOf(file) } };
}

function unreadIn(value: unknown): Remark | undefined {
  const why = valueAt(value, ["why"]);
  return typeof why === "string" ? { unread: { why, outside: valueAt(value, ["outside"]) === true } } : undefined;
}

function list(answer: unknown, key: "uris" | "texts" | "links" | "unread"): readonly unknown[] | undefined {
  const value = valueAt(answer, [key]);
  return Array.isArray(value) ? value : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
