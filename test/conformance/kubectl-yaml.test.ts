/** Replays how kubectl reads YAML: scalars and small documents, and how a stream is cut (kubectl-yaml.json). */
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { splitDocuments } from "../../server/src/base/split.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { readYaml } from "../../server/src/kubernetes/manifests/read-yaml.ts";
import { recordedJson } from "./recorded.ts";
import { tallyEach } from "./tally.ts";

interface Recorded {
  readonly values: readonly {
    readonly yaml: string;
    readonly json?: unknown;
    readonly error?: string;
    readonly strict_error?: string;
  }[];
  readonly streams: readonly {
    readonly stream: string;
    readonly documents: readonly string[];
    readonly error?: string;
  }[];
}

const recorded = recordedJson<Recorded>("kubectl-yaml.json");

describe("kubectl-yaml.json", () => {
  tallyEach({ file: "kubectl-yaml.json", mode: "engine", unit: "documents" });

  test.each(recorded.values.map((value) => [JSON.stringify(value.yaml), value] as const))("%s", (_, value) => {
    const result = readYaml(value.yaml);
    if (value.error !== undefined) {
      expect(result.kind).toBe("error");
      return;
    }
    if (result.kind === "error") throw new Error(result.message);
    expect(result.kind === "empty" ? null : result.value).toEqual(value.json);
    expect(result.kind === "value" && result.strict.length > 0).toBe(value.strict_error !== undefined);
  });

  test.each(recorded.streams.map((stream) => [JSON.stringify(stream.stream), stream] as const))(
    "stream %s",
    (_, { stream, documents, error }) => {
      const chunks = splitDocuments(stream);
      const results = chunks.map(({ text }) => readYaml(text));
      if (error !== undefined) {
        // kubectl gives up on the whole stream; here the document is broken and its neighbours keep working.
        const broken = chunks.some(({ text }) => parseManifest(asUri("file:///a.yaml"), text).problems.length > 0);
        expect(broken).toBe(true);
        return;
      }
      const values = results.flatMap((result) =>
        result.kind === "value"
          ? [JSON.stringify(result.value)]
          : result.kind === "empty"
            ? []
            : [`error: ${result.message}`],
      );
      // A document of comments only is an empty document to kubectl and none here.
      expect(values).toEqual(documents.filter((document) => document !== ""));
    },
  );
});
