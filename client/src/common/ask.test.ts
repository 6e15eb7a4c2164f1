import { expect, test } from "vitest";
import type { BaseLanguageClient } from "vscode-languageclient";
import { changedNotification, recordsRequest } from "../../../server/src/protocol/request.ts";
import { listen } from "./ask.ts";

/** As vscode-languageclient has it: the last handler of a method replaces the one before. */
function clientOfOneHandler() {
  const handlers = new Map<string, (params: unknown) => void>();
  const client = {
    onNotification: (method: string, handler: (params: unknown) => void) => {
      handlers.set(method, handler);
      return { dispose: () => handlers.delete(method) };
    },
  };
  return {
    // Nothing else of it is used.
    client: client as unknown as BaseLanguageClient,
    notify: (method: string, params: unknown) => handlers.get(method)?.(params),
    methods: () => [...handlers.keys()],
  };
}

test("everybody hears a notification, until each stops", () => {
  const { client, notify, methods } = clientOfOneHandler();
  const heard: string[] = [];
  const first = listen(client, changedNotification, ({ revision }) => heard.push(`first ${revision}`));
  const second = listen(client, changedNotification, ({ revision }) => heard.push(`second ${revision}`));
  notify("podns/changed", { revision: 1 });
  first.dispose();
  first.dispose();
  notify("podns/changed", { revision: 2 });
  second.dispose();
  notify("podns/changed", { revision: 3 });
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
  expect(methods()).toEqual([]);
  listen(client, changedNotification, ({ revision }) => heard.push(`again ${revision}`));
  notify("podns/changed", { revision: 4 });
  expect(heard.at(-1)).toBe("again 4");
});

test("methods and clients are apart", () => {
  const [one, other] = [clientOfOneHandler(), clientOfOneHandler()];
  const heard: string[] = [];
  listen(one.client, changedNotification, () => heard.push("one"));
  listen(other.client, changedNotification, () => heard.push("other"));
  listen(one.client, { method: recordsRequest.method }, () => heard.push("records"));
  one.notify("podns/changed", { revision: 1 });
  expect(heard).toEqual(["one"]);
  one.notify("podns/records", {});
  other.notify("podns/changed", { revision: 1 });
  expect(heard).toEqual(["one", "records", "other"]);
});
