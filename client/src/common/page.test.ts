/** Checks that the page may load what it needs and nothing else. */
import { expect, test } from "vitest";
import { newNonce, pageHtml } from "./page.ts";

const files = {
  title: "Simulate nslookup",
  script: "https://x/dist/webview.js",
  styles: ["https://x/a.css", 'https://x/"b".css'],
  source: "https://x",
};

test("the policy allows our styles, font and the one script only", () => {
  const html = pageHtml(files, "n0nce");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe("default-src 'none'; style-src https://x; font-src https://x; script-src 'nonce-n0nce'");
  expect(html).toContain('<script nonce="n0nce" src="https://x/dist/webview.js"></script>');
  expect(html).not.toContain("unsafe");
});

test("an address cannot leave its attribute", () => {
  expect(pageHtml(files, "n")).toContain('href="https://x/&quot;b&quot;.css"');
});

test("a nonce is new each time and has 128 bits", () => {
  expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
  expect(newNonce()).not.toBe(newNonce());
});
