/**
 * Speaks the Model Context Protocol over standard input and output with the official library. A bundle of its own: it is loaded
 * by `podns mcp` alone. What the tools do comes from outside.
 */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

export interface ServedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
}

export interface ServedTools {
  readonly version: string;
  readonly tools: readonly ServedTool[];
  readonly call: (
    name: string,
    given: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly text: string; readonly isError: boolean }>;
}

const instructions =
  "PodNS knows the DNS names of the Kubernetes cluster that the manifests of this repository would make. Check host names with resolve before you write them, try changes with what_if, and run lint afterwards. All tools only read.";

/** Serves until the client closes standard input. */
export async function serveTools({ version, tools, call }: ServedTools): Promise<void> {
  const server = new Server({ name: "podns", title: "PodNS", version }, { capabilities: { tools: {} }, instructions });
  const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({ ...tool, annotations: { ...annotations, title: tool.title } })),
  }));
  // One after the other: answers are worked out synchronously anyway.
  let last: Promise<unknown> = Promise.resolve();
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const before = last;
    // The client does not wait for what it cancelled in the meantime.
    const answer = before.then(() => {
      signal.throwIfAborted();
      return call(params.name, params.arguments ?? {});
    });
    last = answer.catch(() => undefined);
    const { text, isError } = await answer;
    return { content: [{ type: "text", text }], isError };
  });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once("end", () => void server.close());
    process.stdin.once("close", () => void server.close());
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await last;
}
