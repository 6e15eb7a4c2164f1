/**
 * Finds the shortest thing to type for a name in a Pod, given how a program uses the Pod's resolv.conf. It asks no
 * server.
 */
import { labels, normalName, relative } from "../data/name.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";
import { emptyReply } from "../server/reply.ts";
import { simulate } from "./simulate.ts";
import type { ClientId } from "./simulation.ts";

/** Turns names into what is typed for them. */
export type ShortNamer = (fqdn: string) => string;

/**
 * Gives each name its shortest form that the program completes to it, so that no candidate before the right one exists;
 * the name itself where no short form does, with a final dot where even the name would be completed to another.
 * @param exists whether a name (lower case, absolute) exists
 */
export function shortNamer(client: ClientId, conf: ResolvConf, exists: (name: string) => boolean): ShortNamer {
  const domains = conf.search.map(relative).filter((domain) => domain !== "");
  domains.sort((a, b) => b.length - a.length);
  return (fqdn) => {
    const name = relative(fqdn);
    const works = [...domains.flatMap((domain) => formBelow(name, domain)), name].find((form) => {
      const first = candidates(client, form, conf).find(exists);
      return first === normalName(name);
    });
    return works ?? `${name}.`;
  };
}

function formBelow(name: string, domain: string): readonly string[] {
  const suffix = `.${domain}`;
  if (!name.toLowerCase().endsWith(suffix.toLowerCase())) return [];
  const form = name.slice(0, -suffix.length);
  return labels(form).includes("") ? [] : [form];
}

/** What the program asks for, when nothing exists: its own list of candidates, whatever that follows from. */
function candidates(client: ClientId, typed: string, resolvConf: ResolvConf): readonly string[] {
  const nothing = emptyReply("NXDOMAIN", { kind: "refused", message: "nothing exists" });
  const input = { ask: () => nothing, pod: undefined, resolvConf, hosts: [], client, typed: { name: typed } };
  return simulate(input).steps.map(({ question }) => normalName(question.name));
}
