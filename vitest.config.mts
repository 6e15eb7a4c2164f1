import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Unit, protocol and command-line tests; the suite in a real VS Code has its own runner (test/vscode/run.mjs). */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["server/**/*.test.ts", "client/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/vscode/**", "**/node_modules/**"],
    // Only what hangs: a busy machine takes many times what a quiet one does.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

export default config;
