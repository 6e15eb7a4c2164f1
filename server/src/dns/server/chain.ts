/** Passes a question through the plugins of a server block in their order (CoreDNS plugin.cfg). */
import { answerKubernetes } from "./kubernetes.ts";
import { answerAutopath } from "./plugins/autopath.ts";
import { answerCache } from "./plugins/cache.ts";
import type { Call, Next } from "./plugins/call.ts";
import { answerForward, forwardFor } from "./plugins/forward.ts";
import { answerHosts } from "./plugins/hosts.ts";
import { answerLoadbalance } from "./plugins/loadbalance.ts";
import { answerRewrite } from "./plugins/rewrite.ts";
import { answerTransfer } from "./plugins/transfer.ts";
import { unwrittenFailure } from "./reply.ts";
import type { Question, Response } from "./response.ts";
import type { ForwardPlugin, Plugin, RewritePlugin, TransferPlugin } from "./server-config.ts";

/** CoreDNS's order of execution, whatever the order in the Corefile. */
const order: Readonly<Record<Plugin["kind"], number>> = {
  loadbalance: 0,
  cache: 1,
  rewrite: 2,
  autopath: 3,
  transfer: 4,
  hosts: 5,
  kubernetes: 6,
  forward: 7,
};

/** The plugins as CoreDNS runs them; plugins of one kind keep their order. */
export function inExecutionOrder(plugins: readonly Plugin[]): readonly Plugin[] {
  return [...plugins].sort((a, b) => order[a.kind] - order[b.kind]);
}

/** Runs the block's chain; its plugins must be in execution order. A question that no plugin takes is SERVFAIL (CoreDNS plugin.NextOrFailure). */
export function runChain(call: Call, question: Question): Response {
  return run(call, call.block.plugins, question);
}

function withoutCaches({ caches: _, ...call }: Call): Call {
  return call;
}

/** @param from the first plugin that sees the question */
function run(call: Call, plugins: readonly Plugin[], question: Question, from = 0): Response {
  const plugin = plugins[from];
  if (plugin === undefined) {
    return unwrittenFailure({ kind: "refused", message: "no plugin of the server block answers this name" });
  }
  const next: Next = (asked) => run(call, plugins, asked, from + 1);
  switch (plugin.kind) {
    case "loadbalance":
      return answerLoadbalance(question, next);
    case "cache": {
      // A transfer is passed on and never stored (CoreDNS plugin/pkg/response/typify.go Meta).
      const isTransfer = question.type === "AXFR" || question.type === "IXFR";
      return answerCache(plugin, isTransfer ? withoutCaches(call) : call, question, next);
    }
    case "rewrite": {
      const { rules, others } = rewritesIn(plugins, from);
      return answerRewrite(rules, question, (asked) => run(call, others, asked));
    }
    case "autopath":
      return answerAutopath(plugin, call, question, next);
    case "transfer": {
      const transfers = plugins.slice(from).filter((other): other is TransferPlugin => other.kind === "transfer");
      const others = plugins.slice(from).filter((other) => other.kind !== "transfer");
      return answerTransfer(transfers, call, question, (asked) => run(call, others, asked));
    }
    case "hosts":
      return answerHosts(plugin, call, question, next);
    case "kubernetes":
      return answerKubernetes(call.viewOf(plugin), question, call.ask, next);
    case "forward": {
      const forwards = plugins.slice(from).filter((other): other is ForwardPlugin => other.kind === "forward");
      const forward = forwardFor(forwards, question.name);
      return forward === undefined ? run(call, [], question) : answerForward(forward, call, question);
    }
  }
}

interface Rewrites {
  readonly from: number;
  readonly rules: readonly RewritePlugin[];
  readonly others: readonly Plugin[];
}

/** All rules of a block from an index on are one plugin. They are kept: each question goes through them. */
function rewritesIn(plugins: readonly Plugin[], from: number): Rewrites {
  const known = rewrites.get(plugins);
  if (known?.from === from) return known;
  const rest = plugins.slice(from);
  const made = {
    from,
    rules: rest.filter((other): other is RewritePlugin => other.kind === "rewrite"),
    others: rest.filter((other) => other.kind !== "rewrite"),
  };
  rewrites.set(plugins, made);
  return made;
}

const rewrites = new WeakMap<readonly Plugin[], Rewrites>();
