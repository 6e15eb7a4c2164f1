/** Checks rules of the API server that the recorded cases leave out, in its own words. */

import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../base/json.ts";
import { validateUpdate } from "./update.ts";
import { isValidated, validate } from "./validate.ts";

type Fields = Readonly<Record<string, JsonValue>>;

const lines = (apiVersion: string, kind: string, value: Fields): readonly string[] =>
  validate(apiVersion, kind, { apiVersion, kind, metadata: { name: "x" }, ...value }).map(
    ({ field, message }) => `${field}: ${message}`,
  );

const containers: JsonValue = [{ name: "c", image: "nginx" }];
const service = (spec: Fields): readonly string[] =>
  lines("v1", "Service", { spec: { selector: { app: "x" }, ports: [{ port: 80 }], ...spec } });
const pod = (spec: Fields): readonly string[] => lines("v1", "Pod", { spec: { containers, ...spec } });
const workload = (
  apiVersion: string,
  kind: string,
  spec: Fields,
  labels: JsonValue = { app: "x" },
): readonly string[] =>
  lines(apiVersion, kind, {
    spec: {
      selector: { matchLabels: { app: "x" } },
      template: { metadata: { labels }, spec: { containers } },
      ...spec,
    },
  });

describe("Service", () => {
  test.each<[string, Fields, readonly string[]]>([
    ["an ordinary one", {}, []],
    ["0 and '' as targetPort stand for the port", { ports: [{ port: 80, targetPort: "" }] }, []],
    [
      "the same port over two protocols",
      {
        ports: [
          { name: "a", port: 53 },
          { name: "b", port: 53, protocol: "UDP" },
        ],
      },
      [],
    ],
    [
      "an unknown type",
      { type: "Headless" },
      [
        'spec.type: Unsupported value: "Headless": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      "nodePort of a ClusterIP",
      { ports: [{ port: 80, nodePort: 30080 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      "None among others",
      { clusterIP: "None", clusterIPs: ["None", "10.96.0.9"] },
      ['spec.clusterIPs: Invalid value: ["None","10.96.0.9"]: \'None\' must be the first and only value'],
    ],
    [
      "clusterIPs alone",
      { clusterIPs: ["None"] },
      ['spec.clusterIPs: Invalid value: ["None"]: must be empty when `clusterIP` is not specified'],
    ],
    [
      "two that differ",
      { clusterIP: "10.96.0.8", clusterIPs: ["10.96.0.9"] },
      ['spec.clusterIPs: Invalid value: ["10.96.0.9"]: first value must match `clusterIP`'],
    ],
    [
      "two of one family",
      { clusterIP: "10.96.0.8", clusterIPs: ["10.96.0.8", "10.96.0.9"], ipFamilyPolicy: "PreferDualStack" },
      ['spec.clusterIPs: Invalid value: ["10.96.0.8","10.96.0.9"]: may specify no more than one IP for each IP family'],
    ],
    [
      "an address with leading zeros",
      { clusterIP: "10.96.00.8" },
      ['spec.clusterIPs[0]: Invalid value: "10.96.00.8": must not have leading 0s'],
    ],
    [
      "a mapped address",
      { clusterIP: "::ffff:10.96.0.8" },
      ['spec.clusterIPs[0]: Invalid value: "::ffff:10.96.0.8": must not be an IPv4-mapped IPv6 address'],
    ],
    [
      "two families without a selector need no policy when headless",
      { clusterIP: "None", ipFamilies: ["IPv4", "IPv6"], selector: null },
      [],
    ],
    [
      "an unknown policy",
      { ipFamilyPolicy: "DualStack" },
      [
        'spec.ipFamilyPolicy: Unsupported value: "DualStack": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
      ],
    ],
    [
      "an alias with a ClusterIP, families and ports",
      {
        type: "ExternalName",
        externalName: "a.example.com",
        clusterIP: "10.96.0.8",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
      },
      [
        "spec.clusterIPs: Forbidden: may not be set for ExternalName services",
        "spec.ipFamilies: Forbidden: may not be set for ExternalName services",
        "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services",
      ],
    ],
    ["an alias that is an address", { type: "ExternalName", externalName: "192.0.2.1" }, []],
    [
      "a selector's key",
      { selector: { "a b": "x" } },
      [
        "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    ],
    [
      "an external address that is a link's own",
      { externalIPs: ["169.254.1.1"] },
      [
        'spec.externalIPs[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      ],
    ],
    [
      "a policy that needs the outside",
      { externalTrafficPolicy: "Local" },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      "a named target port",
      { ports: [{ port: 80, targetPort: "-a--b" }] },
      [
        'spec.ports[0].targetPort: Invalid value: "-a--b": must not contain consecutive hyphens',
        'spec.ports[0].targetPort: Invalid value: "-a--b": must not begin or end with a hyphen',
      ],
    ],
    [
      "a port with a fraction",
      { ports: [{ port: 80.5 }] },
      [
        "spec.ports[0].port: json: cannot unmarshal number 80.5 into Go struct field ServicePort.spec.ports.port of type int32",
      ],
    ],
    [
      "a list for a map",
      { selector: ["app"] },
      [
        "spec.selector: json: cannot unmarshal array into Go struct field ServiceSpec.spec.selector of type map[string]string",
      ],
    ],
  ])("%s", (_, spec, expected) => {
    expect(service(spec)).toEqual(expected);
  });

  test("a bad address is told alone", () => {
    expect(lines("v1", "Service", { metadata: { name: "X" }, spec: { clusterIP: "none" } })).toEqual([
      'spec.clusterIPs[0]: Invalid value: "none": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
  });
});

describe("Pod", () => {
  test.each<[string, Fields, readonly string[]]>([
    ["an ordinary one", {}, []],
    [
      "no nameserver of its own",
      { dnsPolicy: "None", dnsConfig: { searches: ["a"] } },
      ["spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"],
    ],
    [
      "four nameservers",
      { dnsConfig: { nameservers: ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"] } },
      [
        'spec.dnsConfig.nameservers: Invalid value: ["192.0.2.1","192.0.2.2","192.0.2.3","192.0.2.4"]: must not have more than 3 nameservers',
      ],
    ],
    ["a search domain that ends with a dot", { dnsConfig: { searches: ["example.com."] } }, []],
    [
      "an alias in /etc/hosts",
      { hostAliases: [{ ip: "127.0.0.1", hostnames: ["a_b"] }] },
      [
        "spec.hostAliases[0].hostnames[0]: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    ],
    [
      "an override on the host's network",
      { hostNetwork: true, hostnameOverride: "a.example.com" },
      ["spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true"],
    ],
    [
      "a port twice",
      {
        containers: [
          {
            name: "c",
            image: "a",
            ports: [
              { containerPort: 80, name: "a" },
              { containerPort: 81, name: "a" },
            ],
          },
        ],
      },
      ['spec.containers[0].ports[1].name: Duplicate value: "a"'],
    ],
    [
      "a container port of 0",
      { containers: [{ name: "c", image: "a", ports: [{ name: "a" }] }] },
      ["spec.containers[0].ports[0].containerPort: Required value"],
    ],
    [
      "a protocol in lower case",
      { containers: [{ name: "c", image: "a", ports: [{ containerPort: 53, protocol: "udp" }] }] },
      ['spec.containers[0].ports[0].protocol: Unsupported value: "udp": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      "two containers of one name",
      { containers: [{ name: "c", image: "a" }], initContainers: [{ name: "c", image: "a" }] },
      ['spec.initContainers[0].name: Duplicate value: "c"'],
    ],
    [
      "another port on the host's network",
      { hostNetwork: true, containers: [{ name: "c", image: "a", ports: [{ containerPort: 80, hostPort: 81 }] }] },
      [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true",
      ],
    ],
    [
      "a variable that is a number",
      { containers: [{ name: "c", image: "a", env: [{ name: "PORT", value: 80 }] }] },
      [
        "spec.containers[0].env[0].value: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string",
      ],
    ],
    [
      "a probe of a port that cannot be",
      { containers: [{ name: "c", image: "a", readinessProbe: { tcpSocket: { port: 0 } } }] },
      ["spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive"],
    ],
    [
      "a flag that is a text",
      { hostNetwork: "true" },
      ["spec.hostNetwork: json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool"],
    ],
    [
      "a toleration of everything but by Equal",
      { tolerations: [{ value: "a" }] },
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
  ])("%s", (_, spec, expected) => {
    expect(pod(spec)).toEqual(expected);
  });

  test("names and annotations", () => {
    expect(lines("v1", "Pod", { metadata: { name: "a.b", annotations: { "x/Y": "" } }, spec: { containers } })).toEqual(
      [],
    );
    expect(lines("v1", "Pod", { metadata: {}, spec: { containers } })).toEqual([
      "metadata.name: Required value: name or generateName is required",
    ]);
    expect(lines("v1", "Pod", { metadata: { generateName: "a-" }, spec: { containers } })).toEqual([]);
    expect(lines("v1", "Pod", { metadata: { name: "a", annotations: { "/y": "" } }, spec: { containers } })).toEqual([
      'metadata.annotations: Invalid value: "/y": prefix part must be non-empty',
    ]);
    expect(lines("v1", "Pod", { metadata: { name: "a", namespace: "A" }, spec: { containers } })[0]).toMatch(
      /^metadata\.namespace: Invalid value: "A": a lowercase RFC 1123 label/,
    );
  });
});

describe("workloads", () => {
  test("a selector is required, not empty, usable, and matches the template", () => {
    expect(workload("apps/v1", "Deployment", { selector: null })).toEqual([
      "spec.selector: Required value",
      'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
    ]);
    expect(workload("apps/v1", "DaemonSet", { selector: {} })).toEqual([
      "spec.selector: Invalid value: {}: empty selector is invalid for daemonset",
    ]);
    expect(workload("apps/v1", "StatefulSet", { selector: {} })).toEqual([
      "spec.selector: Invalid value: {}: empty selector is invalid for statefulset",
    ]);
    const bad = { matchExpressions: [{ key: "app", operator: "Is", values: ["x"] }] };
    expect(workload("apps/v1", "ReplicaSet", { selector: bad })).toEqual([
      'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Is","values":["x"]}]}: invalid label selector',
    ]);
    const good = { matchExpressions: [{ key: "app", operator: "In", values: ["x", "y"] }] };
    expect(workload("apps/v1", "ReplicaSet", { selector: good })).toEqual([]);
    expect(workload("apps/v1", "Deployment", {}, null)).toEqual([
      "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
    ]);
    expect(workload("v1", "ReplicationController", { selector: null })).toEqual([]);
  });

  test("a template's labels are called without metadata, its Pods are restarted always", () => {
    expect(workload("apps/v1", "Deployment", {}, { app: "x", tier: "a b" })[0]).toMatch(
      /^spec\.template\.labels: Invalid value: "a b": a valid label must be/,
    );
    const template: JsonValue = { metadata: { labels: { app: "x" } }, spec: { containers, restartPolicy: "Never" } };
    for (const kind of ["Deployment", "DaemonSet", "StatefulSet"])
      expect(workload("apps/v1", kind, { template })).toEqual([
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      ]);
  });

  test("a StatefulSet's template names no host; that of others does", () => {
    const template: JsonValue = {
      metadata: { labels: { app: "x" } },
      spec: { containers, hostname: "A", subdomain: "B" },
    };
    expect(workload("apps/v1", "StatefulSet", { template })).toEqual([]);
    expect(workload("apps/v1", "Deployment", { template }).map((line) => line.split(":")[0])).toEqual([
      "spec.template.spec.hostname",
      "spec.template.spec.subdomain",
    ]);
  });

  test("versions that are gone, kinds of other groups", () => {
    expect(workload("apps/v1beta2", "Deployment", {})).toEqual([
      'apiVersion: no matches for kind "Deployment" in version "apps/v1beta2": Kubernetes 1.16 took it away, use apps/v1',
    ]);
    expect(workload("apps.example.com/v1", "StatefulSet", { selector: null })).toEqual([]);
    expect(isValidated("serving.knative.dev/v1", "Service")).toBe(false);
  });
});

describe("Jobs", () => {
  const template = (spec: Fields): JsonValue => ({ spec: { containers, restartPolicy: "Never", ...spec } });

  test("restartPolicy, selectors, the labels that the API server adds", () => {
    expect(lines("batch/v1", "Job", { spec: { template: template({}) } })).toEqual([]);
    expect(lines("batch/v1", "Job", { spec: { template: { spec: { containers } } } })).toEqual([
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ]);
    const name = "j".repeat(64);
    expect(lines("batch/v1", "Job", { metadata: { name }, spec: { template: template({}) } })).toEqual(
      Array.from({ length: 2 }, () => `spec.template.labels: Invalid value: "${name}": must be no more than 63 bytes`),
    );
    const indexed = { completionMode: "Indexed", completions: 3, template: template({ restartPolicy: "Never" }) };
    expect(lines("batch/v1", "Job", { metadata: { generateName: "split-" }, spec: indexed })).toEqual([]);
    expect(lines("batch/v1", "Job", { metadata: { generateName: "a.b-" }, spec: indexed })).toEqual([
      expect.stringContaining("will not able to create pod with invalid DNS label: a.b-xxxxx-2"),
    ]);
    expect(lines("batch/v1", "Job", { spec: { completionMode: "Indexed", template: template({}) } })).toEqual([
      "spec.completions: Required value: when completion mode is Indexed",
    ]);
    const selector = { matchLabels: { "batch.kubernetes.io/controller-uid": "1" } };
    expect(lines("batch/v1", "Job", { spec: { selector, template: template({}) } })).toEqual([]);
  });

  test("a CronJob's name leaves room for the minute", () => {
    const cron = (name: string, schedule: string): readonly string[] =>
      lines("batch/v1", "CronJob", {
        metadata: { name },
        spec: { schedule, jobTemplate: { spec: { template: template({}) } } },
      });
    expect(cron("c".repeat(52), "@daily")).toEqual([]);
    expect(cron("c".repeat(53), "0 * * * *")).toEqual([
      `metadata.name: Invalid value: "${"c".repeat(53)}": must be no more than 52 characters`,
    ]);
    expect(cron("c", "0 * * *")).toEqual([
      'spec.schedule: Invalid value: "0 * * *": expected exactly 5 fields, found 4: [0 * * *]',
    ]);
  });
});

describe("endpoints and backends", () => {
  test("EndpointSlice", () => {
    const slice = (value: Fields): readonly string[] => lines("discovery.k8s.io/v1", "EndpointSlice", value);
    expect(slice({ endpoints: [] })).toEqual(["addressType: Required value"]);
    expect(slice({ addressType: "IP", endpoints: [] })).toEqual([
      'addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"',
    ]);
    expect(
      slice({ addressType: "IPv6", endpoints: [{ addresses: [] }, { addresses: ["fe80::1"], hostname: "a.b" }] }),
    ).toEqual([
      "endpoints[0].addresses: Required value: must contain at least 1 address",
      'endpoints[1].addresses[0]: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      'endpoints[1].hostname: Invalid value: "a.b": must not contain dots',
    ]);
    expect(slice({ addressType: "IPv4", endpoints: [], ports: [{ port: 80 }, { port: 81 }] })).toEqual([
      'ports[1].name: Duplicate value: ""',
    ]);
    expect(slice({ addressType: "FQDN", endpoints: [{ addresses: ["db"] }] })).toEqual([
      'endpoints[0].addresses[0]: Invalid value: "db": should be a domain with at least two segments separated by dots',
    ]);
  });

  test("Endpoints", () => {
    const subsets = (...value: readonly JsonValue[]): readonly string[] => lines("v1", "Endpoints", { subsets: value });
    expect(subsets({ ports: [{ port: 80 }] })).toEqual([
      "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`",
    ]);
    expect(subsets({ addresses: [{ ip: "192.0.2.1" }], ports: [{ port: 80 }, { port: 81, name: "b" }] })).toEqual([
      "subsets[0].ports[0].name: Required value",
    ]);
  });

  test("Ingress", () => {
    const ingress = (host: string, path: Fields): readonly string[] =>
      lines("networking.k8s.io/v1", "Ingress", { spec: { rules: [{ host, http: { paths: [path] } }] } });
    const backend = { service: { name: "web", port: { number: 80 } } };
    expect(ingress("*.example.com", { path: "/", pathType: "Prefix", backend })).toEqual([]);
    expect(ingress("192.0.2.1", { path: "/", backend })).toEqual([
      'spec.rules[0].host: Invalid value: "192.0.2.1": must be a DNS name, not an IP address',
      "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
    ]);
    expect(ingress("a", { path: "x", pathType: "Exact", backend: { service: { name: "Web", port: {} } } })).toEqual([
      'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path',
      expect.stringMatching(/^spec\.rules\[0\]\.http\.paths\[0\]\.backend\.service\.name: Invalid value: "Web"/),
      "spec.rules[0].http.paths[0].backend: Required value: port name or number is required",
    ]);
    expect(lines("networking.k8s.io/v1", "Ingress", { spec: { backend } })).toEqual([
      "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified",
    ]);
  });

  test("NetworkPolicy", () => {
    const policy = (peer: Fields): readonly string[] =>
      lines("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {}, ingress: [{ from: [peer] }] } });
    expect(policy({ namespaceSelector: {} })).toEqual([]);
    expect(policy({})).toEqual(["spec.ingress[0].from[0]: Required value: must specify a peer"]);
    expect(policy({ ipBlock: { cidr: "10.0.0.1/8" } })).toEqual([
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
    ]);
    expect(policy({ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.1"] } })).toEqual([
      'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "10.2.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ]);
  });
});

describe("updates", () => {
  const update = (kind: string, before: Fields, after: Fields): readonly string[] => {
    const apiVersion = kind === "Service" ? "v1" : kind === "Job" ? "batch/v1" : "apps/v1";
    const whole = (spec: Fields): JsonValue => ({ apiVersion, kind, metadata: { name: "x" }, spec });
    return validateUpdate(apiVersion, kind, whole(before), whole(after)).map(
      ({ field, message }) => `${field}: ${message}`,
    );
  };
  const ports: JsonValue = [{ port: 80 }];

  test("a Service's addresses stay, but to and from an alias", () => {
    const alias = { type: "ExternalName", externalName: "a.example.com" };
    expect(update("Service", { clusterIP: "None" }, { clusterIP: "10.96.0.8", ports })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.8"]: may not change once set',
    ]);
    expect(update("Service", { clusterIP: "None" }, { clusterIP: "None", ipFamilies: ["IPv6"] })).toEqual([]);
    expect(update("Service", alias, { clusterIP: "None" })).toEqual([]);
    expect(update("Service", { ports, ipFamilies: ["IPv4"] }, { ports, ipFamilies: ["IPv6"] })).toEqual([
      'spec.ipFamilies[0]: Invalid value: ["IPv6"]: may not change once set',
    ]);
  });

  test("selectors and templates", () => {
    const spec = (app: string): Fields => ({
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers } },
    });
    expect(update("Deployment", spec("a"), spec("b"))).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    ]);
    const job = (image: string): Fields => ({
      template: { spec: { containers: [{ name: "c", image }], restartPolicy: "Never" } },
    });
    expect(update("Job", job("a"), job("a"))).toEqual([]);
    expect(update("Job", job("a"), job("b"))[0]).toMatch(/^spec\.template: Invalid value: .*: field is immutable$/);
    const set = { ...spec("a"), serviceName: "a" };
    expect(update("StatefulSet", set, { ...set, podManagementPolicy: "OrderedReady", replicas: 3 })).toEqual([]);
  });
});
