/**
 * sprig's functions that give something else each time: here they give fixed values of the same type and length, known
 * as random (strings.go, crypto.go).
 */
import { encodeBase64 } from "../../../base/base64.ts";
import { byteLength } from "../template/bytes.ts";
import { printed, randomText, TextBuilder } from "../template/pieces.ts";
import { types } from "../template/types.ts";
import { GoError, Int, Traced } from "../template/value.ts";
import { define, type FunctionTable, int, text } from "./define.ts";

const { string, int: intType } = types;

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

/** `count` characters, over and over. */
function cycled(characters: string, count: number): string {
  return characters.repeat(Math.ceil(count / characters.length)).slice(0, count);
}

function characters(alphabet: string) {
  return define([intType], ([count], { spend }) => {
    const length = Math.max(0, int(count));
    spend(Math.ceil(length / 16));
    return length === 0 ? "" : randomText(cycled(alphabet, length));
  });
}

/** By name. */
export const randomFunctions: FunctionTable = {
  randAlphaNum: characters(letters + digits),
  randAlpha: characters(letters),
  randAscii: characters(letters + digits),
  randNumeric: characters("1234567890"),
  randBytes: define([intType], ([count], { spend }) => {
    const length = int(count);
    if (length < 0) throw new GoError("runtime error: makeslice: len out of range");
    spend(Math.ceil(length / 16));
    return randomText(encodeBase64(Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 255)));
  }),
  randInt: define([intType, intType], ([min, max]) => {
    if (int(max) - int(min) <= 0) throw new GoError("invalid argument to Intn");
    const value = new Int(BigInt(int(min)));
    return new Traced(value, undefined, [{ length: value.value.toString().length, random: true }]);
  }),
  shuffle: define([string], ([value]) => (text(value).length < 2 ? value : randomText(text(value)))),
  uuidv4: define([], () => randomText("6f1c2b3a-4d5e-4f60-8a7b-9c0d1e2f3a4b")),
  bcrypt: define([string], ([value]) => bcrypt(text(value))),
  htpasswd: define([string, string], ([user, password]) => {
    if (text(user).includes(":")) return `invalid username: ${text(user)}`;
    const out = new TextBuilder();
    for (const part of [printed(user, text(user)), ":", bcrypt(text(password))]) {
      if (typeof part === "string") out.add(part);
      else out.addValue(part, text(part));
    }
    return out.value();
  }),
};

/** A hash of cost 10. */
function bcrypt(password: string): string | Traced {
  if (byteLength(password) > 72)
    return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
  return randomText(`$2a$10$${cycled(`${letters}ABCDEFGHIJKLMNOPQRSTUVWXYZ`, 53)}`);
}
