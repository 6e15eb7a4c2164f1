import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Unit, protocol and command-line tests; the suite in a real VS Code has its own runner (test/vscode/run.mjs). */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["server/**/*.test.ts", "client/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/vscode/**", "**/node_modules/**"],
    testTimeout: 30_000,
  },
});

export default config;
