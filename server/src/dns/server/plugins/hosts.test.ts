import { expect, test } from "vitest";
import { emptyReply } from "../reply.ts";
import type { Response } from "../response.ts";
import type { HostsPlugin } from "../server-config.ts";
import type { Call } from "./call.ts";
import { answerHosts } from "./hosts.ts";

const behind: Response = emptyReply("NXDOMAIN", { kind: "apex" });

test("thousands of entries are read once, not for each question", () => {
  let read = 0;
  const entries = Array.from({ length: 1000 }, (_, index) => ({
    get ip() {
      read++;
      return `10.0.${index >> 8}.${index & 255}`;
    },
    names: [`H${index}.example`, `h${index}.example`, "all.example"],
  }));
  const plugin: HostsPlugin = { kind: "hosts", zones: ["."], entries, ttl: 60, fallthrough: ["."] };
  // Only its zones are looked at, where the plugin has none.
  const call = { block: { zones: ["."] } } as unknown as Call;
  const ask = (name: string, type: string): readonly unknown[] => {
    const response = answerHosts(plugin, call, { name, type }, () => behind);
    return response.kind === "reply" ? response.answer.map(({ record }) => record.data) : [];
  };
  for (let index = 0; index < 100; index++)
    expect(ask(`h${index}.EXAMPLE.`, "A")).toEqual([{ type: "A", address: `10.0.0.${index}` }]);
  expect(ask("all.example.", "A")).toHaveLength(1000);
  expect(ask("nothing.example.", "A")).toEqual([]);
  expect(ask("7.0.0.10.in-addr.arpa.", "PTR")).toEqual(
    ["h7.example.", "h7.example.", "all.example."].map((target) => ({ type: "PTR", target })),
  );
  expect(read).toBe(1000);
});
