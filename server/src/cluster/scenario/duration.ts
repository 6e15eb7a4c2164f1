/** Parses and formats durations: `35s`, `2m`, `1m30s`, `500ms`, a plain number of seconds. */

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Characters: a longer text is not meant as a duration. */
const longest = 100;

/** Seconds of a duration as kubectl and Go write it, a plain number being seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  // bounded: `longest`
  if (trimmed.length > longest || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return undefined;
  let milliseconds = 0;
  // bounded: `longest`
  for (const [, count = "", unit = ""] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    milliseconds += Number(count) * (units[unit] ?? 0) * 1000;
  return Math.round(milliseconds) / 1000;
}

/** Seconds as people write them: `35s`, `2m`, `1m30s`, `0.5s`; whole hours only beyond one. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "never";
  const rounded = Math.round(seconds * 1000) / 1000;
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  const rest = Math.round((rounded - hours * 3600 - minutes * 60) * 1000) / 1000;
  const parts = [hours > 0 ? `${hours}h` : "", minutes > 0 ? `${minutes}m` : "", rest > 0 ? `${rest}s` : ""];
  return parts.join("") || "0s";
}
