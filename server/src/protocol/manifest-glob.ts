/** What both ends call a file that may hold manifests or a kustomization: a glob of VS Code and of the LSP. */
export const manifestGlob = "**/{*.yaml,*.yml,*.json,*.YAML,*.YML,*.JSON,Kustomization}";
