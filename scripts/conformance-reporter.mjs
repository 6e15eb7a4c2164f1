/** Makes a table of the counts of the replays (test/conformance/tally.ts counts what a test compared). */
/** A reporter for Vitest. */
export class ConformanceReporter {
  /** @type {Map<string, {file: string, mode: string, unit: string, total: number, right: number, leftOut: Map<string, number>}>} */
  #rows = new Map();
  #failed = 0;

  onTestCaseResult(testCase) {
    if (testCase.result().state === "failed") {
      this.#failed += 1;
      process.stdout.write(`FAILED ${testCase.fullName}\n`);
      for (const { message, diff } of testCase.result().errors ?? []) process.stdout.write(`${diff ?? message}\n`);
    }
    for (const { file, mode, unit, total, right, leftOut } of testCase.meta().tallies ?? []) {
      const key = `${file}\0${mode}\0${unit}`;
      const row = this.#rows.get(key) ?? { file, mode, unit, total: 0, right: 0, leftOut: new Map() };
      row.total += total;
      row.right += right;
      if (leftOut !== undefined)
        row.leftOut.set(leftOut.reason, (row.leftOut.get(leftOut.reason) ?? 0) + leftOut.count);
      this.#rows.set(key, row);
    }
  }

  onTestRunEnd(modules, errors) {
    const broken = modules.filter((module) => module.errors().length > 0);
    for (const module of broken)
      process.stdout.write(`FAILED to load ${module.moduleId}: ${module.errors()[0]?.message}\n`);
    for (const error of errors) process.stdout.write(`ERROR ${error.message}\n`);
    const rows = [...this.#rows.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
    const cells = rows.map(({ file, mode, unit, total, right }) => [
      file,
      mode,
      `${right} of ${total}`,
      unit,
      percent(right, total),
    ]);
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column].length), 0));
    for (const [index, row] of cells.entries()) {
      process.stdout.write(
        `${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd()}\n`,
      );
      for (const [reason, count] of rows[index].leftOut) process.stdout.write(`    ${count} left out: ${reason}\n`);
    }
    const [right, total] = [sum(rows, "right"), sum(rows, "total")];
    const left = rows.reduce((count, row) => count + [...row.leftOut.values()].reduce((a, b) => a + b, 0), 0);
    process.stdout.write(
      `\n${right} of ${total} answers are right, ${left} left out with a reason, ${this.#failed} tests failed\n`,
    );
  }
}

const sum = (rows, field) => rows.reduce((count, row) => count + row[field], 0);

/** Never rounded up to 100. */
function percent(right, total) {
  return total === 0 ? "-" : `${Math.floor((1000 * right) / total) / 10} %`;
}
