/** Reads the lines in which the suite inside VS Code reports what happened, prints them as mocha would, and counts. */

/** The suite writes `podns-test <json>` with console.log; the extension host may put its own prefix before it. */
const marker = /podns-test (\{.*\})\s*$/s;

/** @returns {object | undefined} the event in one console line: {event: "pass"|"fail"|"skip"|"end"|"log", …}. */
export function eventOf(line) {
  const match = marker.exec(line);
  if (match === null) return undefined;
  try {
    return JSON.parse(match[1]);
  } catch {
    return undefined;
  }
}

/** Counts and prints the events of one host. */
export class Report {
  passed = 0;
  failed = 0;
  #suite = "";
  #failures = [];

  /** @param {string} title the host, printed above its tests. */
  constructor(title) {
    console.log(`\n${title}`);
  }

  /** @param {{ event: string, suite?: string, title?: string, ms?: number, error?: string }} what */
  add({ event, suite = "", title = "", ms = 0, error = "" }) {
    if (event === "log") return console.log(`    ${title}`);
    if (event !== "pass" && event !== "fail") return;
    if (suite !== this.#suite) console.log(`  ${suite}`);
    this.#suite = suite;
    if (event === "pass") this.passed++;
    else this.failed++;
    const number = `${this.failed})`;
    console.log(`    ${event === "pass" ? "✔" : number} ${title}${ms >= 200 ? ` (${ms} ms)` : ""}`);
    if (event === "fail") this.#failures.push(`  ${number} ${suite} › ${title}\n${indent(error)}`);
  }

  /** A failure of the host itself: nothing arrived, it died. */
  broken(message) {
    this.add({ event: "fail", suite: "the runner", title: "the host tells its outcome", error: message });
  }

  close() {
    console.log(`  ${this.passed} passing${this.failed > 0 ? `\n  ${this.failed} failing` : ""}`);
    for (const failure of this.#failures) console.log(failure);
    return { passed: this.passed, failed: this.failed };
  }
}

function indent(text) {
  return text.replaceAll(/^/gm, "       ");
}
