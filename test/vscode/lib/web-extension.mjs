/** Lets a page load an extension over HTTP as vscode.dev does, so that the web-worker host takes it as its own. */
import { readFile } from "node:fs/promises";
import path from "node:path";

/** Below the address of VS Code's own server: its page may connect to nothing else. */
const prefix = "/podns-web-extension";

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
 * @returns {Promise<(file: string) => string>} the address of a file in the folder.
 */
export async function offerAsWebExtension(context, server, folder) {
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
  await context.route(
    (url) => url.host === authority && url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/data-settings="([^"]*)"/, (_, settings) => {
        const value = JSON.parse(unescapeHtml(settings));
        value.developmentOptions.extensions = [{ scheme: "http", authority, path: prefix }];
        return `data-settings="${escapeHtml(JSON.stringify(value))}"`;
      });
      await route.fulfill({ response, body });
    },
  );
  return (file) => `http://${authority}${prefix}${file}`;
}

function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

function unescapeHtml(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
