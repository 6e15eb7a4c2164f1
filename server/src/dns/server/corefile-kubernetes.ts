/** Reads the options of the kubernetes plugin in a Corefile (CoreDNS plugin/kubernetes/setup.go). */
import { isReverse } from "./address.ts";
import { readLabelTest } from "./corefile-label-selector.ts";
import type { CorefileLine, Note } from "./corefile-lines.ts";
import { readZones } from "./corefile-zones.ts";
import type { KubernetesPlugin } from "./server-config.ts";

/** Options about the API server, and old ones that later versions ignore. */
const withoutEffect: ReadonlySet<string> = new Set([
  ...["endpoint", "tls", "kubeconfig", "apiserver_qps", "apiserver_burst", "apiserver_max_inflight", "startup_timeout"],
  ...["resyncperiod", "upstream", "transfer"],
]);

/** The plugin with the defaults of CoreDNS. */
function kubernetesDefaults(zones: readonly string[]): KubernetesPlugin {
  return {
    kind: "kubernetes",
    zones,
    pods: "disabled",
    ttl: 5,
    endpointPodNames: false,
    namespaces: [],
    namespaceLabels: "",
    labels: "",
    ignoreEmptyService: false,
    fallthrough: undefined,
    noEndpoints: false,
    multicluster: [],
    zonal: false,
    synced: true,
  };
}

/** Reads `kubernetes [ZONES...] { … }`; without zones those of the server block. Bad values are noted, and not taken. */
export function readKubernetes(line: CorefileLine, blockZones: readonly string[], note: Note): KubernetesPlugin {
  const zones = line.words.length > 1 ? readZones(line.words.slice(1)) : blockZones;
  let plugin = kubernetesDefaults(zones);
  const namespaces: string[] = [];
  for (const option of line.body ?? []) {
    plugin = { ...plugin, ...readOption(option, plugin, note) };
    if (option.words[0] === "namespaces") for (const word of option.words.slice(1)) namespaces.push(word);
  }
  plugin = { ...plugin, namespaces };
  if (plugin.namespaces.length > 0 && plugin.namespaceLabels !== "") {
    note(line.line, "error", "'namespaces' and 'namespace_labels' exclude each other");
  }
  if (zones.every(isReverse)) note(line.line, "error", "'kubernetes' needs a zone that is not a reverse zone");
  return plugin;
}

function readOption(option: CorefileLine, plugin: KubernetesPlugin, note: Note): Partial<KubernetesPlugin> {
  const [name = "", ...words] = option.words;
  switch (name) {
    case "pods":
      return readPods(option, note);
    case "ttl":
      return readTtl(option, note);
    case "endpoint_pod_names":
      return { endpointPodNames: true };
    case "namespaces":
      return {}; // They add up: the caller collects them.
    case "labels":
      return readSelector(option, note, (text) => ({ labels: text }));
    case "namespace_labels":
      return readSelector(option, note, (text) => ({ namespaceLabels: text }));
    case "ignore":
      if (words[0] === "empty_service") return { ignoreEmptyService: true };
      note(option.line, "error", `'ignore' takes 'empty_service', not '${words.join(" ")}'`);
      return {};
    case "fallthrough":
      return { fallthrough: readZones(words) };
    case "noendpoints":
      return { noEndpoints: true };
    case "multicluster":
      return { multicluster: words.length > 0 ? readZones(words) : plugin.zones };
    case "zonal":
      return { zonal: true };
    case "ptr_hostname_only":
      return { ptrHostnameOnly: true };
    default:
      if (!withoutEffect.has(name)) {
        note(option.line, "information", `option '${name}' of 'kubernetes' is not modelled`);
      }
      return {};
  }
}

function readPods(option: CorefileLine, note: Note): Partial<KubernetesPlugin> {
  const mode = option.words[1];
  if (mode === "disabled" || mode === "insecure" || mode === "verified") return { pods: mode };
  note(option.line, "error", `'pods' takes 'disabled', 'insecure' or 'verified', not '${mode ?? ""}'`);
  return {};
}

function readTtl(option: CorefileLine, note: Note): Partial<KubernetesPlugin> {
  const text = option.words[1] ?? "";
  if (/^\d+$/.test(text) && Number(text) <= 3600) return { ttl: Number(text) };
  note(option.line, "error", `'ttl' takes seconds from 0 to 3600, not '${text}'`);
  return {};
}

function readSelector(
  option: CorefileLine,
  note: Note,
  make: (text: string) => Partial<KubernetesPlugin>,
): Partial<KubernetesPlugin> {
  const text = option.words.slice(1).join(" ");
  if (text !== "" && readLabelTest(text) !== undefined) return make(text);
  note(option.line, "error", `'${text}' is not a label selector`);
  return {};
}
