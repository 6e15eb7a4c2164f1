/** Provides a few assertions that need no Node. Their messages show what was there. */

/** @throws {Error} unless both have the same JSON. */
export function equal(actual: unknown, expected: unknown, what = "value"): void {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) throw new Error(`${what}: expected ${wanted}, got ${is}`);
}

/** @throws {Error} unless the text holds every part. */
export function includes(text: string, ...parts: readonly string[]): void {
  for (const part of parts) {
    if (!text.includes(part)) throw new Error(`expected '${part}' in:\n${text}`);
  }
}

/** The value, when it is there. @throws {Error} naming `what` when it is not. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`${what} is missing`);
  return value;
}

/**
 * Asks again until the answer is there: an editor's answers come when they are ready.
 *
 * @param ask undefined means not yet; an exception is kept and asked again.
 * @throws {Error} with the last exception after `ms` milliseconds.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  ms = 100_000,
): Promise<T> {
  const end = Date.now() + ms;
  let last = "nothing arrived";
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: ${last}`);
}
