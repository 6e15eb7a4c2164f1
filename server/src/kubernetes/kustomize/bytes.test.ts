import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256, utf8 } from "./bytes.ts";

test.each(["", "a", "ä€😀", "\ud800x", "a".repeat(55), "b".repeat(56), "c".repeat(64), "ж".repeat(10_000)])(
  "octets and hash of '%.10s' are those of Node",
  (text) => {
    const bytes = utf8(text);
    // Node writes U+FFFD for half a character, which no file holds.
    if (!text.startsWith("\ud800")) {
      expect([...bytes]).toEqual([...Buffer.from(text)]);
    } else expect(bytes).toHaveLength(4);
    expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  },
);
