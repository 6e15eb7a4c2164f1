/** sprig's derivePassword: the Master Password algorithm. */
import { toBytes } from "../template/bytes.ts";

declare const require: {
  (id: "@noble/hashes/scrypt.js"): typeof import("@noble/hashes/scrypt.js");
  (id: "@noble/hashes/hmac.js"): typeof import("@noble/hashes/hmac.js");
  (id: "@noble/hashes/sha2.js"): typeof import("@noble/hashes/sha2.js");
};

const templates: Readonly<Record<string, readonly string[]>> = {
  maximum: ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
  long: [
    "CvcvnoCvcvCvcv",
    "CvcvCvcvnoCvcv",
    "CvcvCvcvCvcvno",
    "CvccnoCvcvCvcv",
    "CvccCvcvnoCvcv",
    "CvccCvcvCvcvno",
    "CvcvnoCvccCvcv",
    "CvcvCvccnoCvcv",
    "CvcvCvccCvcvno",
    "CvcvnoCvcvCvcc",
    "CvcvCvcvnoCvcc",
    "CvcvCvcvCvccno",
    "CvccnoCvccCvcv",
    "CvccCvccnoCvcv",
    "CvccCvccCvcvno",
    "CvcvnoCvccCvcc",
    "CvcvCvccnoCvcc",
    "CvcvCvccCvccno",
    "CvccnoCvcvCvcc",
    "CvccCvcvnoCvcc",
    "CvccCvcvCvccno",
  ],
  medium: ["CvcnoCvc", "CvcCvcno"],
  short: ["Cvcn"],
  basic: ["aaanaaan", "aannaaan", "aaannaaa"],
  pin: ["nnnn"],
};

const characters: Readonly<Record<string, string>> = {
  V: "AEIOU",
  C: "BCDFGHJKLMNPQRSTVWXYZ",
  v: "aeiou",
  c: "bcdfghjklmnpqrstvwxyz",
  A: "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
  a: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
  n: "0123456789",
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
};

const seedName = toBytes("com.lyndir.masterpassword");

/** The password, or what is wrong. */
export function derivePassword(counter: number, type: string, password: string, user: string, site: string): string {
  const choices = Object.hasOwn(templates, type) ? templates[type] : undefined;
  if (choices === undefined) return `cannot find password template ${type}`;
  const { scrypt } = require("@noble/hashes/scrypt.js");
  const { hmac } = require("@noble/hashes/hmac.js");
  const { sha256 } = require("@noble/hashes/sha2.js");
  const [userBytes, siteBytes] = [toBytes(user), toBytes(site)];
  const salt = Uint8Array.from([...seedName, ...bigEndian(userBytes.length), ...userBytes]);
  const key = scrypt(toBytes(password), salt, { N: 32768, r: 8, p: 2, dkLen: 64 });
  const message = [...seedName, ...bigEndian(siteBytes.length), ...siteBytes, ...bigEndian(counter)];
  const seed = hmac(sha256, key, Uint8Array.from(message));
  const template = choices[(seed[0] ?? 0) % choices.length] ?? "";
  return Array.from(template, (element, index) => {
    const choice = characters[element] ?? "";
    return choice[(seed[index + 1] ?? 0) % choice.length] ?? "";
  }).join("");
}

function bigEndian(value: number): readonly number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
