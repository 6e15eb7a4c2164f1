/** sprig's hashes, passwords that are derived, and encrypted texts (crypto.go). */

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { decodeBase64, encodeBase64 } from "../../../base/base64.ts";
import { fromBytes, toBytes } from "../template/bytes.ts";
import { randomText } from "../template/pieces.ts";
import { types } from "../template/types.ts";
import { GoError } from "../template/value.ts";
import { decodedText } from "./base64.ts";
import { define, type FunctionTable, int, text } from "./define.ts";
import { derivePassword } from "./derive-password.ts";

declare const require: (id: "@noble/ciphers/aes.js") => typeof import("@noble/ciphers/aes.js");

const { string, uint32 } = types;

function hash(sum: (bytes: Uint8Array) => Uint8Array) {
  return define([string], ([value], { spend }) => {
    spend(text(value).length >> 4);
    return toHex(sum(toBytes(text(value))));
  });
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** By name. */
export const hashFunctions: FunctionTable = {
  sha1sum: hash(sha1),
  sha256sum: hash(sha256),
  sha512sum: hash(sha512),
  adler32sum: define([string], ([value]) => {
    let [a, b] = [1, 0];
    for (const byte of toBytes(text(value))) {
      a = (a + byte) % 65521;
      b = (b + a) % 65521;
    }
    return String(b * 65536 + a);
  }),
  derivePassword: define(
    [uint32, string, string, string, string],
    ([counter, type, password, user, site], { spend }) => {
      spend(2_000_000);
      return derivePassword(int(counter), text(type), text(password), text(user), text(site));
    },
  ),
  encryptAES: define([string, string], ([password, value]) => {
    if (text(value) === "") return "";
    const content = toBytes(text(value));
    const missing = 16 - (content.length % 16);
    const padded = new Uint8Array(content.length + missing).fill(missing);
    padded.set(content);
    const iv = new Uint8Array(16);
    const encrypted = cipher(text(password), iv).encrypt(padded);
    return randomText(encodeBase64(Uint8Array.from([...iv, ...encrypted])));
  }),
  decryptAES: define([string, string], ([password, value]) => decrypt(text(password), text(value))),
};

function cipher(password: string, iv: Uint8Array) {
  const key = new Uint8Array(32);
  key.set(toBytes(password).subarray(0, 32));
  return require("@noble/ciphers/aes.js").cbc(key, iv, { disablePadding: true });
}

function decrypt(password: string, value: string): string {
  if (value === "") return "";
  const decoded = decodeBase64(value);
  if (!("bytes" in decoded)) throw new GoError(decodedText(decoded, "base64"));
  const { bytes } = decoded;
  if (bytes.length < 16)
    throw new GoError(`runtime error: slice bounds out of range [:16] with capacity ${bytes.length}`);
  const content = bytes.subarray(16);
  if (content.length % 16 !== 0) throw new GoError("crypto/cipher: input not full blocks");
  if (content.length === 0) throw new GoError("runtime error: index out of range [-1]");
  const decrypted = cipher(password, bytes.subarray(0, 16)).decrypt(content);
  const end = decrypted.length - (decrypted.at(-1) ?? 0);
  if (end < 0) throw new GoError(`runtime error: slice bounds out of range [:${end}]`);
  return fromBytes(decrypted.subarray(0, end));
}
