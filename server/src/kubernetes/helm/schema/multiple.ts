/** Exact division of decimal numbers. */

/** True if the quotient is whole, taking both as the decimals that they are written as. */
export function isMultiple(value: number, of: number): boolean {
  const a = decimal(value);
  const b = decimal(of);
  if (b.digits === 0n) return false;
  const shift = a.exponent - b.exponent;
  if (Math.abs(shift) > 1000) return shift > 0 || a.digits === 0n;
  const [left, right] =
    shift >= 0 ? [a.digits * 10n ** BigInt(shift), b.digits] : [a.digits, b.digits * 10n ** BigInt(-shift)];
  return left % right === 0n;
}

function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
