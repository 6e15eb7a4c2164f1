/** Knows the clients by name: labels for people, and which one an image most likely holds. */
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

/** The nslookup that a container image holds: Alpine and busybox images have BusyBox's. */
export function clientForImage(image: string | undefined): ClientId {
  const text = (image ?? "").toLowerCase().split("@sha256:", 1)[0] ?? "";
  const busybox = /(?:^|\/)busybox(?::(\d+)\.(\d+))?/.exec(text);
  if (busybox !== null) {
    const minor = Number(busybox[2] ?? "99");
    if (busybox[1] !== undefined && minor <= 28) return "busybox-nslookup@1.28";
    if (busybox[1] !== undefined && minor === 29) return "busybox-nslookup@1.29";
    return busybox[1] !== undefined && minor < 36 ? "busybox-nslookup@1.35" : "busybox-nslookup@1.36";
  }
  return /alpine/.test(text) ? "busybox-nslookup@1.36" : "bind-nslookup";
}
