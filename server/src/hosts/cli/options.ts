/** Declares the flags that every command takes, and turns them into settings. Of files, it reads only the Corefile. */
import { isIP } from "node:net";
import { type Command, InvalidArgumentError, Option } from "commander";
import { refusedGlobs } from "../../base/glob.ts";
import { isDns1123Label } from "../../dns/data/name.ts";
import { readCorefile } from "../../dns/server/read-corefile.ts";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import { type GivenSettings, readSettings, type Settings } from "../../workspace/settings/settings.ts";
import { localPaths } from "../node/disk-paths.ts";
import { readGivenText } from "./given-file.ts";
import { type Terminal, UsageError } from "./terminal.ts";

export interface CommonOptions {
  readonly snapshot?: boolean;
  readonly corefile?: string;
  readonly dnsServer?: Settings["dnsServer"];
  readonly families?: readonly IpFamily[];
  readonly serverIp?: readonly string[];
  readonly serverSearch?: readonly string[];
  readonly namespace?: string;
  readonly domain?: string;
  readonly kubeVersion?: string;
  readonly exclude?: readonly string[];
  readonly helm?: boolean;
}

/** Adds the common flags to a command. */
export function addCommonOptions(command: Command): Command {
  return command
    .addOption(new Option("--snapshot", "the manifests are all there is, e.g. a dump of a cluster (a closed world)"))
    .addOption(new Option("--corefile <file>", "configure the DNS server as CoreDNS with this Corefile"))
    .addOption(
      new Option(
        "--dns-server <implementation>",
        "the DNS server: coredns, or spec for one that answers what the specification says only (kube-dns, Cloud DNS)",
      ).choices(["coredns", "spec"]),
    )
    .addOption(
      new Option("--families <list>", "IP families of the cluster, primary first: IPv4, IPv6 or both").argParser(
        families,
      ),
    )
    .addOption(
      new Option("--server-ip <ip>", "an address of the DNS server itself inside the cluster (repeatable)").argParser(
        (text, before: readonly string[] | undefined) => [...(before ?? []), address(text)],
      ),
    )
    .addOption(new Option("-n, --namespace <name>", "namespace of objects that state none").argParser(label))
    .addOption(new Option("--domain <domain>", "the cluster's DNS domain (default: the Corefile's, or cluster.local)"))
    .addOption(
      new Option(
        "--kube-version <version>",
        "the release of Kubernetes that the manifests are for, and that charts see (default: the newest that is known)",
      ),
    )
    .addOption(
      new Option("--helm", "render the Helm charts below the PATHs with the program helm (runs their templates)"),
    )
    .addOption(
      new Option("--exclude <glob>", "leave out matching files below a directory (repeatable)").argParser(
        (text, before: readonly string[] | undefined) => [...(before ?? []), text],
      ),
    );
}

function families(text: string): readonly IpFamily[] {
  const found = text.split(",").map((part) => {
    const family = (["IPv4", "IPv6"] as const).find((name) => name.toLowerCase() === part.trim().toLowerCase());
    if (family === undefined) throw new InvalidArgumentError(`'${part}' is not a family; IPv4 and IPv6 are.`);
    return family;
  });
  if (new Set(found).size !== found.length) throw new InvalidArgumentError("Each family can be given once.");
  return found;
}

function address(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError(`'${text}' is not an IP address.`);
  return text;
}

function label(text: string): string {
  if (!isDns1123Label(text)) throw new InvalidArgumentError(`'${text}' is not a name of a namespace.`);
  return text;
}

/** A list of domains behind commas or blanks, without final dots. */
export function domains(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .filter((domain) => domain !== "")
    .map((domain) => domain.replace(/\.$/, ""));
}

/** Settings from flags, on their own and over the defaults. */
export interface FlagSettings {
  readonly settings: Settings;
  readonly given: GivenSettings;
}

/**
 * The settings that the flags give. Defects of the Corefile go to standard error.
 * @throws UsageError when the Corefile cannot be read, configures no server, the domain is invalid, or a glob is too
 *   complicated
 */
export function settingsFor(options: CommonOptions, terminal: Terminal): FlagSettings {
  if (options.corefile === undefined) return settingsWith(options, undefined);
  const text = readGivenText(localPaths.resolve(terminal.cwd, options.corefile), options.corefile);
  const content = readCorefile(text);
  for (const note of content.notes)
    terminal.err(`${options.corefile}:${note.line}: ${note.severity}: ${note.message}\n`);
  if (content.blocks.length === 0) throw new UsageError(`'${options.corefile}' configures no server`);
  return settingsWith(options, text);
}

/**
 * The settings that the flags give with the text of a Corefile.
 * @throws UsageError when the domain is invalid
 */
export function settingsWith(options: CommonOptions, text: string | undefined): FlagSettings {
  const corefile = text === undefined ? undefined : { text, domain: domainOf(readCorefile(text)) };
  const flags = {
    ...(corefile === undefined ? {} : { corefile: corefile.text }),
    clusterDomain: options.domain,
    defaultNamespace: options.namespace,
    kubernetesVersion: options.kubeVersion,
    dnsServer: options.dnsServer,
    ipFamilies: options.families,
  };
  const { settings, given, problems } = readSettings(flags);
  if (problems.some(({ key }) => key === "podns.clusterDomain")) {
    throw new UsageError(`'${options.domain}' is not a DNS domain`);
  }
  if (problems.some(({ key }) => key === "podns.kubernetesVersion")) {
    throw new UsageError(`'${options.kubeVersion}' is not a release of Kubernetes, such as 1.30`);
  }
  // A zone of a Corefile is used as it is: CoreDNS serves zones that kubelet would refuse as a domain.
  const zone = options.domain === undefined && corefile?.domain !== undefined ? { clusterDomain: corefile.domain } : {};
  const exclude = [...settings.exclude, ...(options.exclude ?? [])];
  const [refused] = refusedGlobs(exclude);
  if (refused !== undefined) throw new UsageError(`cannot match '${refused.glob}': ${refused.reason}`);
  return { settings: { ...settings, ...zone, exclude }, given: { ...given, ...zone } };
}

/** The first forward zone of the first kubernetes plugin, without the final dot: "" for the root. */
function domainOf(content: ReturnType<typeof readCorefile>): string | undefined {
  for (const plugin of content.blocks.flatMap(({ plugins }) => plugins)) {
    const zone = plugin.kind === "kubernetes" ? plugin.zones.find((name) => !/(^|\.)arpa\.$/.test(name)) : undefined;
    if (zone !== undefined) return zone.replace(/\.$/, "");
  }
  return undefined;
}
