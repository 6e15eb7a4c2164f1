/**
 * Declares the few globals that Node and a web worker share. This project sees the types of neither, so that it stays
 * portable.
 */

declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

declare function btoa(octets: string): string;

declare class TextDecoder {
  constructor(label?: string);
  decode(bytes: Uint8Array): string;
}

declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

/** Replaced by the build, in every host: "production", or "development" for builds with source maps. */
declare const process: { readonly env: { readonly NODE_ENV: string } };
