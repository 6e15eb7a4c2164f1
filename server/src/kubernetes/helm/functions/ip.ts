/** Addresses of the Internet Protocol, as Go's net.ParseIP takes them. */

/** True for an IPv4 address in dotted decimals without leading zeros. */
export function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** True for an IPv6 address without a zone. */
export function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let count = 0;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  for (const [index, half] of groups.entries()) {
    for (const [at, group] of half.entries()) {
      const isLast = index === groups.length - 1 && at === half.length - 1;
      if (isLast && group.includes(".")) {
        if (!isIpv4(group)) return false;
        count += 2;
      } else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) count++;
      else return false;
    }
  }
  return halves.length === 2 ? count < 8 : count === 8;
}
