import { expect, test } from "vitest";
import { decodeBase64, encodeBase64, utf8Text } from "./base64.ts";

test.each(["", "a", "ab", "abc", "ä€😀", "ж".repeat(10_000)])(
  "'%.10s' becomes what Node makes of it, and comes back",
  (text) => {
    const bytes = Buffer.from(text);
    const encoded = encodeBase64(bytes);
    expect(encoded).toBe(bytes.toString("base64"));
    const decoded = decodeBase64(encoded);
    expect("bytes" in decoded && utf8Text(decoded.bytes)).toBe(text);
  },
);

/** Go's encoding/base64 counts the offsets in bytes. */
test.each([
  ["YQ==", [97]],
  ["Y\r\nQ=\n=", [97]],
  ["YQ", { wrongAt: 0 }],
  ["YQ=", { wrongAt: 3 }],
  ["YQ=a", { wrongAt: 2 }],
  ["YQ==YQ==", { wrongAt: 4 }],
  ["Y Q=", { wrongAt: 1 }],
  ["Yä==", { wrongAt: 1 }],
])("decodes %j as Go does", (text, expected) => {
  const decoded = decodeBase64(text);
  expect("bytes" in decoded ? [...decoded.bytes] : decoded).toEqual(expected);
});

test("bytes that are not UTF-8 are not text", () => {
  expect([utf8Text(Uint8Array.of(0xff)), utf8Text(Uint8Array.of(0xc3, 0xa9))]).toEqual([undefined, "é"]);
});
