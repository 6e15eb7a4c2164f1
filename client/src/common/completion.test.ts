/** Checks the order of offered names. */
import { expect, test } from "vitest";
import { namesFor } from "./completion.ts";
import type { NameChoice } from "./messages.ts";

const domain = "default.svc.cluster.local";
const names: readonly NameChoice[] = [
  { name: "web-0.web-headless", fqdn: `web-0.web-headless.${domain}`, about: "Pod web-0" },
  { name: "web", fqdn: `web.${domain}`, about: "ClusterIP of Service web" },
  { name: "api.shop", fqdn: "api.shop.svc.cluster.local", about: "ClusterIP of Service api" },
  { name: "cobweb", fqdn: `cobweb.${domain}`, about: "" },
];

const offered = (text: string, limit = 10): readonly string[] => namesFor(names, text, limit).map(({ name }) => name);

test("nothing typed offers everything in the server's order", () => {
  expect(offered("")).toEqual(["web-0.web-headless", "web", "api.shop", "cobweb"]);
  expect(offered("  ", 2)).toEqual(["web-0.web-headless", "web"]);
});

test("what begins with the text stands before what only contains it", () => {
  expect(offered("web")).toEqual(["web-0.web-headless", "web", "cobweb"]);
});

test("a label inside counts more than letters inside, case does not count", () => {
  expect(offered("SHOP")).toEqual(["api.shop"]);
  expect(offered("web.default")).toEqual(["web", "cobweb"]);
});

test("the description is searched as well", () => {
  expect(offered("service api")).toEqual(["api.shop"]);
  expect(offered("nothing like it")).toEqual([]);
});
