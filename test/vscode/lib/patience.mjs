/** How tests in VS Code wait: for what a person would see, never for a time, up to one limit that a busy machine does not reach. */

/** Milliseconds for anything that has to show itself. `PODNS_TEST_PATIENCE` (seconds) for machines that are slower still. */
export const patience = Number(process.env["PODNS_TEST_PATIENCE"] ?? 180) * 1000;

/** Milliseconds for a first try of what may have to be done again: a key that nobody heard. */
const firstTry = 8_000;

/** @throws {Error} when it does not hold within the limit. */
export async function eventually(holds, what) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not seen within ${patience / 1000} s: ${what}`);
}

/**
 * Does something until it has worked. Each try gets twice the time of the one before: the first is enough on a machine at
 * rest, and on a busy one no try interrupts what the one before has begun for long.
 *
 * @param {(ms: number) => Promise<void>} act gets the time that it will be given, and may be done again and again; what it throws counts as not worked.
 * @param {(ms: number) => Promise<boolean>} seen whether it has worked, as soon as it has, at the latest after `ms`.
 * @param {string} what
 */
export async function until(act, seen, what) {
  const end = Date.now() + patience;
  let last = "";
  for (let ms = firstTry; ; ms *= 2) {
    try {
      await act(ms);
      if (await seen(ms)) return;
    } catch (error) {
      last = `: ${error.message.split("\n")[0]}`;
    }
    if (Date.now() > end) throw new Error(`not seen within ${patience / 1000} s: ${what}${last}`);
  }
}

/** Whether it comes to be visible within so many milliseconds. @param {import("playwright-core").Locator} locator */
export function isVisible(locator, ms) {
  return locator.waitFor({ timeout: ms }).then(
    () => true,
    () => false,
  );
}
