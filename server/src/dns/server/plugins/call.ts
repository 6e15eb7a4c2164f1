/** Defines how the plugins of a server block call each other: each answers, or asks the next. */
import type { Caches } from "../cache-store.ts";
import type { KubernetesView } from "../kube-view.ts";
import type { Asker, Outside, Question, Response } from "../response.ts";
import type { KubernetesPlugin, ServerBlock } from "../server-config.ts";

/** The rest of the chain behind a plugin. */
export type Next = (question: Question) => Response;

/** What a plugin may look at besides the question. */
export interface Call {
  readonly block: ServerBlock;
  readonly outside: Outside;
  readonly asker: Asker | undefined;
  /** What the cache plugins hold; undefined: they store nothing. */
  readonly caches?: Caches | undefined;
  /** Searches of the server's own resolv.conf (autopath). */
  readonly serverSearch: readonly string[];
  readonly viewOf: (plugin: KubernetesPlugin) => KubernetesView;
  /** Asks the whole server again, from the choice of the server block on. */
  readonly ask: Next;
}
