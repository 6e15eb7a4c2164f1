/** What each cache on the way from a Pod to the answer keeps. */
import { expect, test } from "vitest";
import { namespace, serverOf } from "../../../../test/conformance/coredns-ask.ts";
import { answerThrough, coldCaches, type DnsPath } from "./dns-path.ts";
import { readCorefile } from "./read-corefile.ts";

test("a failure that the server's own cache never saw is stored by the one on the node", () => {
  const server = serverOf([namespace("default")], ".:53 {\ncache 30\nforward . 192.0.2.53\n}");
  const asked = (path: DnsPath): readonly (string | undefined)[] => {
    const caches = coldCaches();
    return [0, 1].map((now) => {
      const question = { name: "www.example.com.", type: "A" };
      const reply = answerThrough(path, question, { outside: () => "unreachable", caches, now });
      return reply.kind === "reply" ? `${reply.rcode} from ${reply.cached?.cache ?? "the server"}` : undefined;
    });
  };
  expect(asked({ server })).toEqual(["SERVFAIL from the server", "SERVFAIL from the server"]);
  expect(asked({ server, nodeLocal: readCorefile(".:53 {\ncache 30\n}").blocks })).toEqual([
    "SERVFAIL from the server",
    "SERVFAIL from node-local",
  ]);
});
