import { expect, test } from "vitest";
import type { CompareResult } from "../../../server/src/protocol/environments.ts";
import { compareHtml, comparePage } from "./compare-page.ts";

const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 2 } };
const place = (label: string) => ({ uri: `file:///w/${label}`, range, label });
const result: CompareResult = {
  environments: [
    { id: "a", label: "a" },
    { id: "b", label: "b" },
  ],
  asked: [
    {
      name: `<img src="x">`,
      place: place("set.yaml:4"),
      differs: true,
      cells: [
        { text: "resolves, 1 address", resolves: true, place: place("service.yaml:4") },
        { text: "NXDOMAIN", resolves: false, place: null },
      ],
    },
  ],
  names: [
    {
      name: "db.default.svc.cluster.local",
      place: null,
      differs: false,
      cells: [
        { text: "headless (IPv4)", resolves: true, place: null },
        { text: "headless (IPv4)", resolves: true, place: null },
      ],
    },
  ],
  left: "2 more names",
};

test("tables with a caption, headers and links in the order of the text; no text becomes markup", () => {
  const { html, links } = comparePage(result, ["overlays/a", "<b>"]);
  expect(html).toContain("2 environments, 2 rows, 1 differs.");
  expect(html).toContain("<caption>Host names that manifests ask for</caption>");
  expect(html).toContain('<th scope="col">&#60;b&#62;</th>');
  expect(html).not.toContain("<img");
  expect(html).toContain('<tr class="same"><th scope="row"><code>db.default.svc.cluster.local</code></th>');
  expect(html).toContain("Not shown: 2 more names.");
  expect(links.map(({ label }) => label)).toEqual(["set.yaml:4", "service.yaml:4"]);
  expect(html.indexOf('data-open="0"')).toBeLessThan(html.indexOf('data-open="1"'));
});

test("the page loads nothing, and says so where there is nothing", () => {
  const { html } = comparePage({ environments: [], asked: [], names: [], left: "" }, []);
  expect(html).toContain("There is no environment to compare.");
  const page = compareHtml(html, "abc");
  expect(page).toContain("default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'");
  expect(page).not.toMatch(/\b(?:src|href)=/);
});
