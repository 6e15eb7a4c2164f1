/** Draws the icon: a name above, three Pods below, the middle one found. Writes media/icon.png with Chromium. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../test/vscode/lib/chromium.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** A hexagon that stands on its tip, as a path with this centre and radius. */
function hexagon(x, y, radius) {
  const corners = [0, 1, 2, 3, 4, 5].map((corner) => {
    const angle = (Math.PI / 3) * corner - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(1)},${(y + radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${corners.join("L")}Z`;
}

const pods = [
  { x: 56, found: false },
  { x: 128, found: true },
  { x: 200, found: false },
];

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#1d3557"/><stop offset="1" stop-color="#0e1b30"/></linearGradient>
  </defs>
  <rect width="256" height="256" rx="52" fill="url(#sky)"/>
  <g fill="none" stroke="#7f97b8" stroke-width="13" stroke-linecap="round" stroke-linejoin="round">
    <path d="M56 164V140Q56 124 72 124H184Q200 124 200 140V164"/>
  </g>
  <path d="M128 76V160" stroke="#5ee6a8" stroke-width="17" stroke-linecap="round"/>
  <circle cx="128" cy="66" r="32" fill="#fff"/>
  ${pods
    .map(({ x, found }) => {
      const [fill, edge] = found ? ["#5ee6a8", "#5ee6a8"] : ["#0f1e35", "#7f97b8"];
      return `<path d="${hexagon(x, 188, found ? 37 : 27)}" fill="${fill}" stroke="${edge}" stroke-width="11" stroke-linejoin="round"/>`;
    })
    .join("\n  ")}
</svg>`;

/** Draws it `size` pixels wide into a file. */
async function draw(browser, size, file) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  await page.screenshot({ path: file, omitBackground: true });
  await page.close();
}

const browser = await launchBrowser();
await draw(browser, 256, path.join(root, "media", "icon.png"));
// `node scripts/icon.mjs FILE` also writes the small size, to look at.
const small = process.argv[2];
if (small !== undefined) await draw(browser, 32, small);
await browser.close();
