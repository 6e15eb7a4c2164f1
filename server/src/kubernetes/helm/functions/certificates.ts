/**
 * sprig's functions of keys and certificates (crypto.go). What they make up in helm is fixed here, known as random, and of
 * the usual length; what they refuse is refused.
 */

import { decodeBase64 } from "../../../base/base64.ts";
import { formatValue } from "../template/fmt.ts";
import { randomText } from "../template/pieces.ts";
import { type GoType, types } from "../template/types.ts";
import { GoError, GoList, plain, Struct, type Value } from "../template/value.ts";
import { decodedText } from "./base64.ts";
import { define, type FunctionTable, text } from "./define.ts";
import { isIpv4, isIpv6 } from "./ip.ts";
import { decodePem, madeUpPem } from "./pem.ts";

const { string, int, anyList } = types;

/** sprig's certificate. */
const certificateType: GoType = {
  name: "sprig.certificate",
  kind: "struct",
  fields: [
    { name: "Cert", type: string },
    { name: "Key", type: string },
  ],
};

/** By name. */
export const certificateFunctions: FunctionTable = {
  genPrivateKey: define([string], ([type]) => {
    switch (text(type)) {
      case "":
      case "rsa":
        return randomText(madeUpPem("RSA PRIVATE KEY", 2349));
      case "dsa":
        return randomText(madeUpPem("DSA PRIVATE KEY", 848));
      case "ecdsa":
        return randomText(madeUpPem("EC PRIVATE KEY", 121));
      case "ed25519":
        return randomText(madeUpPem("PRIVATE KEY", 48));
      default:
        return `Unknown type ${text(type)}`;
    }
  }),
  genCA: define([string, int], () => certificate(rsaKey())),
  genCAWithKey: define([string, int, string], ([, , key]) => certificate(givenKey(key, "parsing private key"))),
  genSelfSignedCert: define([string, anyList, anyList, int], ([, ips, names]) => {
    checkNames(ips, names);
    return certificate(rsaKey());
  }),
  genSelfSignedCertWithKey: define([string, anyList, anyList, int, string], ([, ips, names, , key]) => {
    const given = givenKey(key, "parsing private key");
    checkNames(ips, names);
    return certificate(given);
  }),
  genSignedCert: define([string, anyList, anyList, int, certificateType], ([, ips, names, , ca]) => {
    checkSigner(ca);
    checkNames(ips, names);
    return certificate(rsaKey());
  }),
  genSignedCertWithKey: define(
    [string, anyList, anyList, int, certificateType, string],
    ([, ips, names, , ca, key]) => {
      const given = givenKey(key, "parsing private key");
      checkSigner(ca);
      checkNames(ips, names);
      return certificate(given);
    },
  ),
  buildCustomCert: define([string, string], ([cert, key]) => custom(text(cert), text(key))),
};

function rsaKey(): Value {
  return randomText(madeUpPem("RSA PRIVATE KEY", 1192));
}

function certificate(key: Value): Struct {
  const cert = randomText(madeUpPem("CERTIFICATE", 800));
  return new Struct(
    certificateType,
    new Map([
      ["Cert", cert],
      ["Key", key],
    ]),
  );
}

/** A key that the chart brings; helm writes it anew, in the same words. */
function givenKey(key: Value, fault: string): Value {
  const problem = keyProblem(text(key));
  if (problem !== undefined) throw new GoError(`${fault}: ${problem}`);
  return key;
}

function keyProblem(pem: string): string | undefined {
  const block = decodePem(pem);
  if (block === undefined) return "no PEM data in input";
  const { type } = block;
  if (type === "PRIVATE KEY" || /^(RSA|EC|DSA) PRIVATE KEY$/.test(type)) return undefined;
  if (!type.endsWith(" PRIVATE KEY")) return `no private key data in PEM block of type ${type}`;
  return `invalid private key type ${type.slice(0, -12)}`;
}

function checkSigner(ca: Value): void {
  const field = (name: string): string => (ca instanceof Struct ? text(ca.fields.get(name)) : "");
  const block = decodePem(field("Cert"));
  if (block === undefined) throw new GoError("unable to decode certificate");
  if (block.bytes[0] !== 0x30)
    throw new GoError("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate");
  const problem = keyProblem(field("Key"));
  if (problem !== undefined) throw new GoError(`error parsing private key: ${problem}`);
}

function checkNames(ips: Value, names: Value): void {
  for (const ip of itemsOf(ips)) {
    const bare = plain(ip);
    if (typeof bare !== "string") throw new GoError(`error parsing ip: ${formatValue(bare)} is not a string`);
    if (!isIpv4(bare) && !isIpv6(bare)) throw new GoError(`error parsing ip: ${bare}`);
  }
  for (const name of itemsOf(names)) {
    const bare = plain(name);
    if (typeof bare !== "string")
      throw new GoError(`error processing alternate dns name: ${formatValue(bare)} is not a string`);
  }
}

function itemsOf(value: Value): readonly Value[] {
  return value instanceof GoList ? value.items : [];
}

function custom(cert: string, key: string): Struct {
  const read = (encoded: string, name: string): string => {
    const decoded = decodeBase64(encoded);
    if (!("bytes" in decoded)) throw new GoError(`unable to decode base64 ${name}`);
    return decodedText(decoded, "base64");
  };
  const [certText, keyText] = [read(cert, "certificate"), read(key, "private key")];
  const block = decodePem(certText);
  if (block === undefined) throw new GoError("unable to decode certificate");
  if (block.bytes[0] !== 0x30)
    throw new GoError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate");
  const problem = keyProblem(keyText);
  if (problem !== undefined) throw new GoError(`error parsing private key: ${problem}`);
  return new Struct(
    certificateType,
    new Map([
      ["Cert", certText],
      ["Key", keyText],
    ]),
  );
}
