/** Checks that text in the encodings of YAML is read, and that nothing else is. */
import { expect, test } from "vitest";
import { decodeText } from "./decode.ts";

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

test("UTF-8 with and without byte order mark", () => {
  expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
  expect(decodeText(bytes(0xc3, 0xa9))).toBe("é");
  expect(decodeText(bytes())).toBe("");
});

test("UTF-16 with byte order mark, both ways round", () => {
  expect(decodeText(bytes(0xff, 0xfe, 0x61, 0x00))).toBe("a");
  expect(decodeText(bytes(0xfe, 0xff, 0x00, 0x61))).toBe("a");
});

test("a zero byte is not text", () => {
  expect(decodeText(bytes(0x61, 0x00, 0x62))).toBeNull();
});

test("bytes that are not UTF-8 do not throw", () => {
  expect(decodeText(bytes(0x61, 0xff))).toBe("a\ufffd");
});
