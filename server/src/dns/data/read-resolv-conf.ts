/** Reads and writes the text of /etc/resolv.conf (resolv.conf(5)). */
import type { ResolvConf } from "./resolv-conf.ts";

/** Reads a file's text: nameservers add up, the last `search` (or `domain`) and all `options` count. Never throws. */
export function readResolvConf(text: string): ResolvConf {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  const options: ResolvConf["options"][number][] = [];
  for (const line of text.split(/\r?\n/)) {
    const comment = line.search(/[#;]/);
    const [keyword, ...words] = (comment < 0 ? line : line.slice(0, comment)).trim().split(/\s+/);
    if (keyword === "nameserver" && words[0] !== undefined) nameservers.push(words[0]);
    else if (keyword === "search") search = words.map((word) => word.replace(/\.$/, "")).filter((word) => word !== "");
    else if (keyword === "options") for (const word of words) options.push(readOption(word));
  }
  return { nameservers, search, options };
}

function readOption(word: string): ResolvConf["options"][number] {
  const colon = word.indexOf(":");
  return colon < 0 ? { name: word } : { name: word.slice(0, colon), value: word.slice(colon + 1) };
}

/** The text that kubelet writes: search, nameservers, options; what is empty is left out. */
export function formatResolvConf({ nameservers, search, options }: ResolvConf): string {
  const lines = [
    ...(search.length === 0 ? [] : [`search ${search.join(" ")}`]),
    ...nameservers.map((server) => `nameserver ${server}`),
    ...(options.length === 0
      ? []
      : [`options ${options.map(({ name, value }) => (value === undefined ? name : `${name}:${value}`)).join(" ")}`]),
  ];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** The value of `ndots`, capped at 15 as in glibc and musl; 1 when the file does not say. */
export function ndotsOf(conf: ResolvConf): number {
  const option = conf.options.findLast(({ name }) => name === "ndots");
  const value = Number.parseInt(option?.value ?? "1", 10);
  return Number.isNaN(value) || value < 0 ? 1 : Math.min(value, 15);
}
