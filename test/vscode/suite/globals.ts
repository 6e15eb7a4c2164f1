/** Defines `suite` and `test` in an extension host without Node: mocha's browser build, loaded first. */
import "mocha/mocha.js";

/** The one mocha of this bundle; the test files register with it while they are imported. */
export const mocha: Mocha = new Mocha({ ui: "tdd", timeout: 150_000, reporter: Mocha.reporters.Base });
mocha.suite.emit("pre-require", globalThis, "", mocha);
