import { expect, test } from "vitest";
import { table } from "./table.ts";
import { widthOf, wrapped } from "./wrap.ts";

test("lines are broken at blanks, then inside of names, then anywhere", () => {
  expect(wrapped("no Service 'db' here", 20)).toEqual(["no Service 'db' here"]);
  expect(wrapped("no Service 'db' here", 11)).toEqual(["no Service", "'db' here"]);
  expect(wrapped("at web-0.web.shop.svc", 9)).toEqual(["at web-0.", "web.shop.", "svc"]);
  expect(wrapped("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  expect(wrapped("", 3)).toEqual([""]);
});

const headings = ["POD", "NAMES", "SOURCE"];
const rows = [
  ["shop/web-0", ["web-0.web.shop.svc.cluster.local", "10-0-0-1.web.shop.svc.cluster.local"], "k8s/web.yaml:1"],
  ["shop/web-1", ["web-1.web.shop.svc.cluster.local"], "k8s/web.yaml:1"],
] as const;

test("a table that fits is as it is without a width", () => {
  expect(table(headings, rows, 200)).toEqual(table(headings, rows));
});

test("a wide column is broken to fit", () => {
  const lines = table(headings, rows, 55);
  expect(lines.slice(0, 3)).toEqual([
    "POD         NAMES                        SOURCE",
    "shop/web-0  web-0.web.shop.svc.cluster.  k8s/web.yaml:1",
    "            local",
  ]);
  expect(lines.every((line) => widthOf(line) <= 55)).toBe(true);
});

test("blocks have an empty line between them, none at the end", () => {
  expect(table(headings, rows, 30).filter((line) => line === "")).toHaveLength(1);
  expect(table(headings, rows, 30).at(-1)).toBe("SOURCE  k8s/web.yaml:1");
});

test("where columns would be too narrow each row becomes lines of its own", () => {
  const lines = table(headings, rows, 30);
  expect(lines.slice(0, 7)).toEqual([
    "POD     shop/web-0",
    "NAMES   web-0.web.shop.svc.",
    "        cluster.local",
    "        10-0-0-1.web.shop.svc.",
    "        cluster.local",
    "SOURCE  k8s/web.yaml:1",
    "",
  ]);
  expect(lines.every((line) => widthOf(line) <= 30)).toBe(true);
});
