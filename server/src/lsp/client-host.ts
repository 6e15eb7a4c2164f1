/** Knows how to ask the client for files, and whom to ask when it does not answer such questions (other editors). */
import type { Connection } from "vscode-languageserver";
import type { Host } from "../host/host.ts";
import { findFilesRequest, readFilesRequest } from "../protocol/request.ts";
import { asUri, type Uri } from "../text/source.ts";

/** Larger files are no manifests that a person keeps in a repository. */
const maxBytes = 16 * 1024 * 1024;

/** A host that also says whether the files of the workspace can be known at all. */
export interface WorkspaceHost extends Host {
  /** True once neither the client nor the fallback could list files: what is not open is unknown. */
  readonly isBlind: () => boolean;
  /** True once the fallback was used: the client tells of no file changes by itself either. */
  readonly usesFallback: () => boolean;
}

/** @param fallback of the workspace folders of now, undefined where there is none (a browser) */
export function clientHost(connection: Connection, fallback: () => Host | undefined): WorkspaceHost {
  let refused = false;
  const instead = (why: unknown): Host | undefined => {
    if (!refused) connection.console.log(`The client does not serve files (${messageOf(why)}); reading them directly.`);
    refused = true;
    return fallback();
  };
  return {
    isBlind: () => refused && fallback() === undefined,
    usesFallback: () => refused && fallback() !== undefined,
    findFiles: async (exclude) => {
      if (refused) return fallback()?.findFiles(exclude) ?? [];
      try {
        const answer: unknown = await connection.sendRequest(findFilesRequest.method, { exclude });
        return uris(answer);
      } catch (error) {
        return instead(error)?.findFiles(exclude) ?? [];
      }
    },
    readFiles: async (asked) => {
      if (asked.length === 0) return [];
      if (refused) return fallback()?.readFiles(asked) ?? asked.map(() => null);
      try {
        const answer: unknown = await connection.sendRequest(readFilesRequest.method, { uris: asked, maxBytes });
        return texts(answer, asked.length);
      } catch (error) {
        return instead(error)?.readFiles(asked) ?? asked.map(() => null);
      }
    },
  };
}

/** @throws Error for anything but the answer that PROTOCOL.md describes */
function uris(answer: unknown): readonly Uri[] {
  const list = field(answer, "uris");
  return list.filter((item) => typeof item === "string").map(asUri);
}

function texts(answer: unknown, count: number): readonly (string | null)[] {
  const list = field(answer, "texts");
  return Array.from({ length: count }, (_, index) => {
    const text = list[index];
    return typeof text === "string" ? text : null;
  });
}

function field(answer: unknown, key: "uris" | "texts"): readonly unknown[] {
  const value = typeof answer === "object" && answer !== null ? Reflect.get(answer, key) : undefined;
  if (!Array.isArray(value)) throw new Error(`no '${key}' in its answer`);
  return value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
