/** Lists the clients: their labels for people, and which one an image most likely holds. */
import type { ClientId } from "./simulation.ts";

export const clientLabels: Readonly<Record<ClientId, string>> = {
  "bind-nslookup": "nslookup (BIND)",
  "busybox-nslookup@1.28": "nslookup (BusyBox ≤ 1.28)",
  "busybox-nslookup@1.29": "nslookup (BusyBox 1.29)",
  "busybox-nslookup@1.35": "nslookup (BusyBox 1.35)",
  "busybox-nslookup@1.36": "nslookup (BusyBox ≥ 1.36)",
  "getent-hosts": "getent hosts (glibc)",
  "getent-ahosts": "getent ahosts (glibc)",
  "musl-getent": "getent hosts (musl)",
  host: "host (BIND)",
  dig: "dig",
  "dig+search": "dig +search",
  "dig+short": "dig +short",
  "dig+search+short": "dig +search +short",
  go: "Go resolver",
};

/**
 * How a program in a container of the image looks names up: Alpine's C library is musl. Elsewhere it is Go's resolver, which
 * walks the candidates as glibc does.
 */
export function applicationClient(image: string | undefined): ClientId {
  return isAlpine(image) ? "musl-getent" : "go";
}

function isAlpine(image: string | undefined): boolean {
  return /alpine/.test(withoutDigest(image));
}

function withoutDigest(image: string | undefined): string {
  return (image ?? "").toLowerCase().split("@sha256:", 1)[0] ?? "";
}

/** The nslookup that a container image holds: Alpine and busybox images have BusyBox's. */
export function clientForImage(image: string | undefined): ClientId {
  const text = withoutDigest(image);
  const busybox = /(?:^|\/)busybox(?::(\d+)\.(\d+))?/.exec(text);
  if (busybox !== null) {
    const minor = Number(busybox[2] ?? "99");
    if (busybox[1] !== undefined && minor <= 28) return "busybox-nslookup@1.28";
    if (busybox[1] !== undefined && minor === 29) return "busybox-nslookup@1.29";
    return busybox[1] !== undefined && minor < 36 ? "busybox-nslookup@1.35" : "busybox-nslookup@1.36";
  }
  return isAlpine(image) ? "busybox-nslookup@1.36" : "bind-nslookup";
}
