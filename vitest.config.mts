import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Unit, protocol and command-line tests; the suite in a real VS Code has its own runner (test/vscode/run.mjs). */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["server/**/*.test.ts", "client/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/vscode/**", "**/node_modules/**"],
    // A limit against tests that hang, not a claim: the machine may be busy with something else.
    testTimeout: 120_000,
  },
});

export default config;
