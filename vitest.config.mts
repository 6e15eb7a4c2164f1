import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Files that replace modules or globals, or measure the memory of their process: each has a process of its own. */
const apart = [
  "client/**/*.test.ts",
  "server/src/hosts/lsp/helm-charts.test.ts",
  "server/src/hosts/node/helm.test.ts",
  "test/memory.test.ts",
];

/**
 * Unit, protocol and command-line tests; the suite in a real VS Code has its own runner (test/vscode/run.mjs). Most files
 * share the processes that run them: loading the engine for each took four times as long as the tests themselves.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    exclude: ["test/vscode/**", "**/node_modules/**"],
    // Only what hangs: a busy machine takes many times what a quiet one does.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          isolate: false,
          include: ["server/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/vscode/**", "**/node_modules/**", ...apart],
        },
      },
      { extends: true, test: { name: "apart", include: apart } },
    ],
  },
});

export default config;
