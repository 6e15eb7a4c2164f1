import { describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { defaultSettings } from "../../workspace/settings/settings.ts";
import { Workspace } from "../../workspace/workspace.ts";
import { wantedFiles } from "./wanted.ts";

const at = (path: string) => asUri(`file:///w/${path}`);
const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";

describe("files that kustomizations name", () => {
  test("follow kustomizations that come, change and go", () => {
    const workspace = new Workspace(defaultSettings);
    const wanted = (): readonly string[] => wantedFiles(workspace.analysis).map((uri) => uri.slice(10));
    expect(wanted()).toEqual([]);
    workspace.apply([{ uri: at("a/kustomization.yaml"), text: "resources: [web.yaml]\n" }]);
    expect(wanted()).toContain("a/web.yaml");
    workspace.apply([{ uri: at("a/kustomization.yaml"), text: "resources: [db.yaml]\n" }]);
    expect(wanted()).toContain("a/db.yaml");
    expect(wanted()).not.toContain("a/web.yaml");
    workspace.apply([{ uri: at("a/db.yaml"), text: service }]);
    expect(wanted()).toEqual([]);
    workspace.apply([{ uri: at("a/db.yaml"), text: null }]);
    expect(wanted()).toContain("a/db.yaml");
    workspace.apply([{ uri: at("a/kustomization.yaml"), text: null }]);
    expect(wanted()).toEqual([]);
  });

  test("are found without a look at each file of the workspace", () => {
    const workspace = new Workspace(defaultSettings);
    workspace.apply([
      { uri: at("a/kustomization.yaml"), text: "resources: [web.yaml, db.yaml]\n" },
      { uri: at("a/web.yaml"), text: service },
    ]);
    const blind = Object.defineProperty({ ...workspace.analysis }, "files", {
      get: () => {
        throw new Error("all files were looked at");
      },
    });
    const wanted = wantedFiles(blind);
    expect(wanted).toContain(at("a/db.yaml"));
    expect(wanted).not.toContain(at("a/web.yaml"));
  });
});
