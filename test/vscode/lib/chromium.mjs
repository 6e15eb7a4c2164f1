/** Finds or installs a Chromium, with the libraries and fonts that a bare Debian lacks. */
import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensurePackage, hasLibrary } from "../../../scripts/system-packages.mjs";
import { cached } from "./cache.mjs";
import { nodeBinary } from "./code-server.mjs";
import { installPackages } from "./npm.mjs";
import { patience } from "./patience.mjs";
import { run } from "./process.mjs";

const playwrightVersion = "1.65.1";
const chromiumVersion = "153.0.0";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
];

/** Chromium of Debian where it is installed, else the one inside an npm package, unpacked once. */
async function chromium() {
  const executablePath = installed.find(existsSync);
  if (executablePath !== undefined) return { executablePath, env: process.env };
  // The package brings its other libraries along (NSS), but not these two.
  ensurePackage("libexpat1", () => hasLibrary("libexpat.so.1"), "Chromium cannot start");
  ensurePackage("fonts-dejavu-core", hasFonts, "screenshots have no monospace font");
  const node = await nodeBinary();
  const folder = await cached(`chromium-${chromiumVersion}`, async (partial) => {
    await installPackages(partial, { "@sparticuz/chromium": chromiumVersion });
    // It unpacks into the folder for temporary files; naming a Lambda makes it unpack its libraries as well.
    const env = { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
    const unpack = 'import("@sparticuz/chromium").then((module) => module.default.executablePath())';
    await run(node, ["-e", unpack], { cwd: partial, env });
    await rename(path.join(partial, "fonts", "fonts.conf"), path.join(partial, "fonts", "packaged-fonts.conf"));
    await writeFile(path.join(partial, "fonts", "fonts.conf"), fontsConfiguration);
  });
  const libraries = path.join(folder, "al2023", "lib");
  const env = {
    ...process.env,
    // The system's libraries come first: the packaged ones only fill what is missing.
    LD_LIBRARY_PATH: [process.env["LD_LIBRARY_PATH"], ...(hasLibrary("libnss3.so") ? [] : [libraries])]
      .filter(Boolean)
      .join(":"),
    FONTCONFIG_FILE: path.join(folder, "fonts", "fonts.conf"),
  };
  return { executablePath: path.join(folder, "chromium"), env };
}

function hasFonts() {
  return existsSync("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf");
}

const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

/** @returns {Promise<import("playwright-core").Browser>} a headless Chromium that is told to fetch nothing by itself. */
export async function launchBrowser() {
  const { executablePath, env } = await chromium();
  const folder = await cached(`playwright-${playwrightVersion}`, (partial) =>
    installPackages(partial, { "playwright-core": playwrightVersion }),
  );
  const entry = path.join(folder, "node_modules/playwright-core/index.mjs");
  const playwright = await import(pathToFileURL(entry).href);
  return playwright.chromium.launch({ executablePath, args: flags, env, timeout: patience });
}
