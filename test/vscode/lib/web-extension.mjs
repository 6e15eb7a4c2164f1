/** Lets a page load an extension over HTTP as vscode.dev does, so that the web-worker host takes it as its own. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./cache.mjs";

/** Below the address of VS Code's own server: its page may connect to nothing else. */
const prefix = "/podns-web-extension";
const virtualPrefix = "/podns-virtual-files";
const virtualFiles = path.join(root, "test", "vscode", "virtual-files");

/** What opens the files of a sample that are on no disk. */
export const virtualFolder = "podns-memory:/workspace";

const mediaTypes = {
  ".png": "image/png",
  ".js": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".ttf": "font/ttf",
};

/**
 * Makes the browser find the extension's folder below the server's address, and tells the workbench of it.
 * An extension on the server's disk would not do: VS Code refuses it a Worker.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {{ url: string, port: number }} server
 * @param {string} folder
 * @param {string | undefined} sample a folder whose files an extension beside it serves, as `virtualFolder`
 * @returns {Promise<(file: string) => string>} the address of a file in the folder.
 */
export async function offerAsWebExtension(context, server, folder, sample) {
  const authority = `127.0.0.1:${server.port}`;
  // The page below comes from here, not from loopback: Chromium would keep it from connecting to loopback.
  await context.grantPermissions(["local-network-access"]);
  await context.route(`${server.url.slice(0, -1)}${prefix}/**`, async (route) => {
    const file = path.join(folder, new URL(route.request().url()).pathname.slice(prefix.length));
    try {
      await route.fulfill({ body: await readFile(file), contentType: mediaTypes[path.extname(file)] ?? "text/plain" });
    } catch {
      await route.fulfill({ status: 404 });
    }
  });
  if (sample !== undefined) await serveVirtualFiles(context, server, sample);
  const paths = sample === undefined ? [prefix] : [prefix, virtualPrefix];
  await context.route(
    (url) => url.host === authority && url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/data-settings="([^"]*)"/, (_, settings) => {
        const value = JSON.parse(unescapeHtml(settings));
        value.developmentOptions.extensions = paths.map((at) => ({ scheme: "http", authority, path: at }));
        return `data-settings="${escapeHtml(JSON.stringify(value))}"`;
      });
      await route.fulfill({ response, body });
    },
  );
  return (file) => `http://${authority}${prefix}${file}`;
}

/** The extension that has the files of a folder in its script. */
async function serveVirtualFiles(context, server, sample) {
  const entries = await readdir(sample, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(sample, file).split(path.sep).join("/"), await readFile(file, "utf8")];
    });
  const files = JSON.stringify(Object.fromEntries(await Promise.all(texts)));
  await context.route(`${server.url.slice(0, -1)}${virtualPrefix}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(virtualPrefix.length + 1);
    if (name !== "package.json" && name !== "extension.js") return route.fulfill({ status: 404 });
    const text = await readFile(path.join(virtualFiles, name), "utf8");
    const body = name === "package.json" ? text : `const files = ${files};\n${text}`;
    return route.fulfill({ body, contentType: mediaTypes[path.extname(name)] });
  });
}

function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

function unescapeHtml(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
