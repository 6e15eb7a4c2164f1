/** Installs a Debian package when this runs as root on Debian, and otherwise says plainly what is missing. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Whether a program of that name stands on PATH. */
export function hasProgram(name) {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));
}

/** Whether the dynamic linker finds a library, e.g. `libexpat.so.1`. True where that cannot be asked. */
export function hasLibrary(name) {
  const ldconfig = ["/sbin/ldconfig", "/usr/sbin/ldconfig"].find((file) => existsSync(file));
  if (ldconfig === undefined) return true;
  return spawnSync(ldconfig, ["-p"], { encoding: "utf8" }).stdout.includes(name);
}

/**
 * Installs a Debian package unless `present()`; needs apt-get and root.
 *
 * @param {string} name the package. @param {() => boolean} present @param {string} purpose what is lost without it.
 * @returns {boolean} whether it is there now. When it is not, one line on standard error says so and what to do.
 */
export function ensurePackage(name, present, purpose) {
  if (present()) return true;
  if (hasProgram("apt-get") && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = () =>
      spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], { env, encoding: "utf8" });
    // A fresh image has no package lists; one with lists needs no update.
    if (install().status !== 0) {
      spawnSync("apt-get", ["update", "-q"], { env });
      install();
    }
    if (present()) return true;
  }
  console.error(`${name} is missing: ${purpose} (install it with: apt-get install ${name})`);
  return false;
}
