/** Provides a few answers as the server sends them, for tests and for looking at the panel without a server. */
import type { PodChoice, SimulateResult, WireLink } from "../../../server/src/protocol/simulate.ts";
import type { TimelineResult } from "../../../server/src/protocol/timeline.ts";

function link(line: number, length: number, file = "web.yaml"): WireLink {
  const at = { line: line - 1, character: 2 };
  const range = { start: at, end: { ...at, character: 2 + length } };
  return { uri: `file:///app/${file}`, range, label: `${file}:${line}` };
}

function webPod(ordinal: number): PodChoice {
  const name = `web-${ordinal}`;
  const addresses = [`10.244.71.${12 + ordinal}`];
  return { id: `default/${name}`, name, namespace: "default", workload: "StatefulSet web", addresses, ready: true };
}

/** The lesson's three Pods and one to ask from. */
const pods: readonly PodChoice[] = [
  webPod(0),
  webPod(1),
  webPod(2),
  {
    id: "default/client",
    name: "client",
    namespace: "default",
    workload: "Pod",
    addresses: ["10.244.9.77"],
    ready: true,
  },
];

/** Nothing asked yet: what fills the fields. */
export const emptyResult: SimulateResult = {
  revision: 1,
  environment: { id: "app", label: "app", open: [] },
  environments: [{ id: "app", label: "app" }],
  pods,
  from: webPod(0),
  client: "bind-nslookup",
  clients: [
    { id: "bind-nslookup", label: "nslookup (BIND)" },
    { id: "busybox-nslookup@1.36", label: "nslookup (BusyBox 1.36)" },
    { id: "dig", label: "dig" },
  ],
  types: ["A", "AAAA", "SRV", "PTR", "CNAME", "TXT", "ANY"],
  name: "",
  type: null,
  command: "",
  stdout: "",
  stderr: "",
  exitCode: null,
  stopped: null,
  notes: [],
  verdict: { kind: "neutral", text: [] },
  steps: [],
  records: [],
  meant: [],
  next: [
    { name: "web-headless", about: "the ready Pods" },
    { name: "web", about: "the ClusterIP" },
    { name: "_http._tcp.web-headless", type: "SRV", about: "port 80 of each Pod" },
  ],
  fixes: [],
  resolvConf:
    "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
};

const podName = "web-1.web-headless.default.svc";

/** One Pod's name, found with the third entry of the search list. */
export const podResult: SimulateResult = {
  ...emptyResult,
  name: podName,
  command: `kubectl exec web-0 -- nslookup ${podName}`,
  stdout: `;; Got recursion not available from 10.96.0.10
;; Got recursion not available from 10.96.0.10
;; Got recursion not available from 10.96.0.10
Server:\t\t10.96.0.10
Address:\t10.96.0.10#53

Name:\t${podName}.cluster.local
Address: 10.244.71.13
;; Got recursion not available from 10.96.0.10
`,
  exitCode: 0,
  verdict: {
    kind: "good",
    text: [
      { text: "resolves to Pod " },
      { text: "web-1", link: link(34, 3) },
      { text: " at " },
      { text: "10.244.71.13", code: true },
      { text: "*" },
    ],
  },
  steps: [
    {
      head: podName,
      tail: "default.svc.cluster.local",
      types: ["A"],
      outcome: "nxdomain",
      result: "NXDOMAIN",
      why: [
        { text: "more labels than any form of name has in front of " },
        { text: "svc", code: true },
        { text: " · search list of web-0, entry 1 · " },
        { text: "ndots:5", code: true },
      ],
      decisive: false,
    },
    {
      head: podName,
      tail: "svc.cluster.local",
      types: ["A"],
      outcome: "nxdomain",
      result: "NXDOMAIN",
      why: [{ text: "no namespace " }, { text: "svc", code: true }],
      decisive: false,
    },
    {
      head: podName,
      tail: "cluster.local",
      types: ["A", "AAAA"],
      outcome: "found",
      result: "1 address",
      why: [
        { text: "headless Service " },
        { text: "web-headless", link: link(5, 12) },
        { text: " has the endpoint " },
        { text: "web-1", code: true },
        { text: ": hostname and subdomain of a Pod of StatefulSet " },
        { text: "web", link: link(34, 3) },
      ],
      decisive: true,
    },
  ],
  records: [
    {
      name: `${podName}.cluster.local`,
      type: "A",
      ttl: 30,
      data: "10.244.71.13",
      behind: [{ text: "Pod " }, { text: "web-1", link: link(34, 3) }],
      ready: true,
      synthetic: true,
    },
  ],
};

/** A name with a typo: no record, a reason, and a way out. */
export const typoResult: SimulateResult = {
  ...emptyResult,
  name: "web-headles",
  command: "kubectl exec web-0 -- nslookup web-headles",
  stdout: "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find web-headles: NXDOMAIN\n\n",
  exitCode: 1,
  verdict: {
    kind: "bad",
    text: [
      { text: "no Service " },
      { text: "web-headles", code: true },
      { text: " in namespace " },
      { text: "default", code: true },
      { text: "; did you mean " },
      { text: "web-headless", link: link(5, 12) },
      { text: "?" },
    ],
  },
  steps: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"].map((tail, index) => ({
    head: "web-headles",
    tail,
    types: ["A"],
    outcome: "nxdomain",
    result: "NXDOMAIN",
    why: [{ text: "no Service " }, { text: "web-headles", code: true }],
    decisive: index === 0,
  })),
  notes: [
    { line: "** server can't find web-headles: NXDOMAIN", note: "nslookup reports the last candidate that it tried." },
  ],
  meant: ["web-headless"],
  next: [{ name: "web-headless", about: "the ready Pods" }],
  fixes: [
    {
      title: "Point serviceName to 'web-headless'",
      edits: { "file:///app/web.yaml": [{ range: link(37, 11).range, newText: "web-headless" }] },
    },
    { title: "Create headless Service 'web-headles'", edits: {} },
  ],
};

/** Over time: web-1 is deleted, and comes back with another address. */
export const podTimeline: TimelineResult = {
  revision: 1,
  name: podResult.name,
  every: 1,
  until: 22,
  plan: { start: "settled", events: [{ at: 10, verb: "delete", target: "default/pod/web-1" }], cache: "none" },
  file: null,
  happenings: [
    { at: 10, text: "Pod 'web-1' is deleted", event: true },
    { at: 12, text: "Pod 'web-1' is created", event: false },
    { at: 17, text: "Pod 'web-1' is ready", event: false },
  ],
  seen: [
    { from: 0, to: 10, outcome: "resolved", shown: "10.244.71.13", by: "DNS server", stale: false, why: "endpoint" },
    { from: 10, to: 17, outcome: "nxdomain", shown: "NXDOMAIN", by: "DNS server", stale: false, why: "it is deleted" },
    { from: 17, to: null, outcome: "resolved", shown: "10.244.71.99", by: "DNS server", stale: false, why: "endpoint" },
  ],
  server: [
    { from: 0, to: 10, outcome: "resolved", shown: "10.244.71.13", by: "DNS server", stale: false, why: "endpoint" },
    { from: 10, to: 17, outcome: "nxdomain", shown: "NXDOMAIN", by: "DNS server", stale: false, why: "it is deleted" },
    { from: 17, to: null, outcome: "resolved", shown: "10.244.71.99", by: "DNS server", stale: false, why: "endpoint" },
  ],
  caches: [{ from: 10, to: 12, cache: "client", stale: true, why: "Java keeps what it got" }],
  pods: [
    {
      id: "default/web-1",
      name: "web-1",
      states: [
        { from: 0, to: 10, state: "ready" },
        { from: 10, to: 12, state: "terminating" },
        { from: 12, to: 17, state: "pending" },
        { from: 17, to: null, state: "ready" },
      ],
    },
  ],
  morePods: 2,
  words: ["Asked every 1s:", "Does the client need to reconnect? Yes: an open connection goes to an address."],
  problems: [],
  targets: [
    { id: "default/pod/web-0", label: "Pod web-0", verbs: ["delete", "restart", "node-down"] },
    { id: "default/pod/web-1", label: "Pod web-1", verbs: ["delete", "restart", "node-down"] },
    { id: "default/statefulset/web", label: "StatefulSet web", verbs: ["restart", "scale", "rollout"], replicas: 3 },
    { id: "default/service/web", label: "Service web", verbs: ["late", "delete"] },
  ],
  files: [{ uri: "file:///app/late.scenario.yaml", label: "late.scenario.yaml" }],
  scenario: "events:\n  - at: 10s\n    delete: default/pod/web-1\n",
};
