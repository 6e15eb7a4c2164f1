/** Knows the words: why a name was asked, which rule decided its answer, what the whole lookup means. Computes nothing. */
import type { PodModel, ServiceModel } from "../cluster/cluster.ts";
import type { Reason } from "../naming/response.ts";
import type { CandidateOrigin, Phrase, Simulation, Step } from "./simulation.ts";

/** A phrase that is plain text. */
function say(text: string): Phrase {
  return { text };
}

/** A phrase in code font, linked when there is a manifest behind it. */
function code(text: string, rest: Omit<Phrase, "text" | "code"> = {}): Phrase {
  return { text, code: true, ...rest };
}

function service(model: ServiceModel, path?: Phrase["path"]): Phrase {
  return code(model.name, {
    ...(model.declaration === undefined ? {} : { declaration: model.declaration }),
    ...(path === undefined ? {} : { path }),
  });
}

function pod(model: PodModel): Phrase {
  return code(model.name, model.declaration === undefined ? {} : { declaration: model.declaration });
}

function workload(model: PodModel): readonly Phrase[] {
  const { controller } = model;
  if (controller === undefined) return [say("Pod "), pod(model)];
  return [
    say(`${controller.kind} `),
    code(controller.name, controller.declaration === undefined ? {} : { declaration: controller.declaration }),
  ];
}

/** The rule behind an answer, in words. */
export function explainReason(reason: Reason): readonly Phrase[] {
  switch (reason.kind) {
    case "service":
      return [say("the ClusterIP of Service "), service(reason.service), say(", which hides its Pods")];
    case "headless":
      return [say("headless Service "), service(reason.service), say(`: its ${plural(reason.ready, "ready Pod")}`)];
    case "endpoint":
      return [
        say(`${reason.service.headless ? "headless " : ""}Service `),
        service(reason.service),
        say(" · endpoint "),
        code(reason.endpoint),
        ...(reason.pod === undefined
          ? []
          : [
              say(
                reason.pod.hostname === reason.endpoint ? ": hostname and subdomain of " : ": the address of a Pod of ",
              ),
              ...workload(reason.pod),
            ]),
      ];
    case "port":
      return [
        say("port "),
        code(`${reason.port}/${reason.protocol}`),
        say(" of Service "),
        service(reason.service, ["spec", "ports"]),
      ];
    case "external-name":
      return [
        say("Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an alias for "),
        code(reason.target),
      ];
    case "pod-address":
      return reason.mode === "insecure"
        ? [say("any address written with dashes answers itself ("), code("pods insecure"), say(")")]
        : [say("a Pod has the address "), code(reason.ip), say(" ("), code("pods verified"), say(")")];
    case "reverse":
      return [say("the address "), code(reason.ip), say(" belongs to "), ...listed(reason.services)];
    case "apex":
      return [say("the zone itself")];
    case "name-server":
      return [say("the cluster's DNS server")];
    case "dns-version":
      return [say("the version of the DNS schema")];
    case "empty-non-terminal":
      return [say("names exist below it, it has no records itself")];
    case "namespace":
      return [say("namespace "), code(reason.namespace), say(" exists, it has no records itself")];
    case "hosts":
      return [say("a line of the server's hosts plugin: "), code(reason.name)];
    case "other-type":
      return reason.service === undefined
        ? [say(`the name exists, without ${reason.type} records`)]
        : [say("Service "), service(reason.service), say(` has no ${reason.type} records`)];
    case "other-family":
      return [
        say("Service "),
        service(reason.service),
        say(` has no ${reason.type === "AAAA" ? "IPv6" : "IPv4"} address`),
      ];
    case "not-a-form":
      return [say(reason.message)];
    case "no-namespace":
      return reason.exposed
        ? [say("no namespace "), code(reason.namespace)]
        : [say("namespace "), code(reason.namespace), say(" is not served by the DNS server's configuration")];
    case "no-service":
      return [say("no Service "), code(reason.name), say(" in namespace "), code(reason.namespace)];
    case "no-endpoint":
      return noEndpoint(reason);
    case "no-ready-endpoint":
      return [
        say("headless Service "),
        service(reason.service),
        say(
          reason.notReady === 0
            ? " selects no Pod, so its name does not exist"
            : ` has no ready Pod (${reason.notReady} not ready), so its name does not exist`,
        ),
      ];
    case "no-port":
      return [
        say("Service "),
        service(reason.service, ["spec", "ports"]),
        say(" has no port "),
        code(`${reason.port}/${reason.protocol}`),
      ];
    case "no-pod-address":
      return reason.mode === "disabled"
        ? [say("the DNS server answers no Pod addresses ("), code("pods disabled"), say(")")]
        : [code(reason.label), say(" is no address of a Pod in namespace "), code(reason.namespace)];
    case "no-reverse":
      return [say("no Service and no ready endpoint has the address "), code(reason.ip)];
    case "empty-service-ignored":
      return [
        say("Service "),
        service(reason.service),
        say(" has no ready Pod, and the server ignores empty Services"),
      ];
    case "external-name-is-address":
      return [
        say("the externalName of Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an address, which DNS cannot follow"),
      ];
    case "dangling-external-name":
      return [
        say("Service "),
        service(reason.service, ["spec", "externalName"]),
        say(" is an alias for "),
        code(reason.target),
        say(", which has no such record"),
      ];
    case "outside":
      return [say("not a name of this cluster: the DNS server asks its upstream")];
    case "refused":
      return [say(reason.message)];
    case "not-synced":
      return [say("the DNS server has not read the cluster's state yet")];
  }
}

function noEndpoint(reason: Extract<Reason, { readonly kind: "no-endpoint" }>): readonly Phrase[] {
  const about = [say(`${reason.service.headless ? "headless " : ""}Service `), service(reason.service)];
  if (reason.pod === undefined) return [...about, say(" has no endpoint "), code(reason.endpoint)];
  if (!reason.pod.ready) return [...about, say(" leaves out Pod "), pod(reason.pod), say(": it is not ready")];
  if (reason.pod.terminating) return [...about, say(" leaves out Pod "), pod(reason.pod), say(": it is being deleted")];
  if (reason.pod.subdomain !== reason.service.name) {
    const actual = reason.pod.subdomain === "" ? "no subdomain" : `subdomain '${reason.pod.subdomain}'`;
    return [
      ...about,
      say(" has no name for Pod "),
      pod(reason.pod),
      say(`, which has ${actual}: the subdomain (serviceName of a StatefulSet) must be the Service's name`),
    ];
  }
  return [...about, say(" does not select Pod "), pod(reason.pod)];
}

function listed(services: readonly ServiceModel[]): readonly Phrase[] {
  if (services.length === 0) return [say("no Service")];
  return services.flatMap((model, index) => [say(index === 0 ? "Service " : ", "), service(model)]);
}

/** Why this name was asked, and what decided its answer. */
export function explainStep(step: Step): readonly Phrase[] {
  const why = explainOrigin(step.origin);
  if (step.response.kind === "timeout") return [say(`no reply from ${step.server}`), ...why];
  return [...explainReason(step.response.reason), ...why];
}

function explainOrigin(origin: CandidateOrigin): readonly Phrase[] {
  switch (origin.kind) {
    case "search":
      return [say(` · search list, entry ${origin.index + 1}`)];
    case "as-is":
      return [say(` · ${asIsWords[origin.because]}`)];
    case "follow-up":
    case "reverse":
      return [];
  }
}

const asIsWords = {
  "final-dot": "as typed: the final dot makes it absolute",
  "enough-dots": "as typed: it has at least ndots dots",
  "list-exhausted": "as typed, after the search list",
  "no-search": "as typed: there is no search list",
  client: "as typed: this program walks no search list for it",
} as const;

export interface Verdict {
  readonly kind: "good" | "warning" | "bad" | "neutral";
  readonly phrases: readonly Phrase[];
}

/** What the answer means for the person who asked. */
export function verdict(simulation: Simulation): Verdict {
  switch (simulation.outcome) {
    case "resolved":
      return resolved(simulation);
    case "nodata":
      return { kind: "warning", phrases: [say("the name exists, but has no such record: "), ...decisive(simulation)] };
    case "nxdomain":
      return { kind: "bad", phrases: [say("does not resolve: "), ...decisive(simulation)] };
    case "servfail":
      return { kind: "bad", phrases: [say("the DNS server fails: "), ...decisive(simulation)] };
    case "timeout":
      return {
        kind: "bad",
        phrases: [
          say("no DNS server replies"),
          ...(simulation.resolvConf.nameservers.length === 0 ? [say(": the Pod's resolv.conf names none")] : []),
        ],
      };
    case "outside":
      return {
        kind: "neutral",
        phrases: [say("outside the cluster: the DNS server would ask its upstream, PodNS does not")],
      };
  }
}

function resolved(simulation: Simulation): Verdict {
  const found = simulation.records.filter(({ record }) => record.data.type !== "CNAME");
  const [first] = found;
  if (first === undefined)
    return { kind: "good", phrases: [say("resolves through /etc/hosts of the Pod itself, for nobody else")] };
  const synthetic = found.some(({ origin }) => origin?.synthetic === true);
  const note = synthetic
    ? [
        say(
          found.length === 1
            ? ", made up until the cluster assigns one"
            : ", addresses made up until the cluster assigns them",
        ),
      ]
    : [];
  const pods = new Set(found.flatMap(({ origin }) => origin?.pod ?? []));
  const model = first.origin?.service;
  const { data } = first.record;
  if (data.type === "PTR")
    return { kind: "good", phrases: [say("the address belongs to "), code(data.target.replace(/\.$/, ""))] };
  if (data.type !== "A" && data.type !== "AAAA")
    return { kind: "good", phrases: [say(`${plural(found.length, `${data.type} record`)}`)] };
  if (pods.size === 1) {
    const [only] = pods;
    if (only !== undefined) {
      return {
        kind: only.ready ? "good" : "warning",
        phrases: [
          say("resolves to Pod "),
          pod(only),
          say(" at "),
          code(data.address),
          ...note,
          ...(only.ready ? [] : [say("; it is not ready")]),
        ],
      };
    }
  }
  if (pods.size > 1) {
    const about = model === undefined ? [] : [say(" of Service "), service(model)];
    return { kind: "good", phrases: [say(`resolves to the ${plural(pods.size, "Pod")}`), ...about, ...note] };
  }
  if (model !== undefined && !model.headless && model.type !== "ExternalName") {
    return {
      kind: "good",
      phrases: [
        say("resolves to the ClusterIP of Service "),
        service(model),
        say(": one stable address for all its Pods"),
        ...note,
      ],
    };
  }
  return {
    kind: "good",
    phrases: [
      say("resolves to "),
      code(data.address),
      ...(found.length > 1 ? [say(` and ${found.length - 1} more`)] : []),
      ...note,
    ],
  };
}

/** The reason that a person wants to know: of the candidate that came nearest, not of the last one tried. */
function decisive(simulation: Simulation): readonly Phrase[] {
  const best = decisiveStep(simulation);
  return best === undefined || best.response.kind === "timeout"
    ? [say("nothing was asked")]
    : explainReason(best.response.reason);
}

const rank: Readonly<Partial<Record<Reason["kind"], number>>> = {
  "no-endpoint": 9,
  "no-ready-endpoint": 9,
  "no-port": 9,
  "other-family": 8,
  "other-type": 8,
  "dangling-external-name": 9,
  "external-name-is-address": 9,
  "no-service": 6,
  "no-pod-address": 5,
  "no-reverse": 5,
  "no-namespace": 3,
  "not-a-form": 2,
  outside: 1,
};

/** The step whose answer says most about what is wrong; the first of equals, as the search list tries the own namespace first. */
export function decisiveStep(simulation: Simulation): Step | undefined {
  let best: { readonly step: Step; readonly score: number } | undefined;
  for (const step of simulation.steps) {
    if (step.response.kind === "timeout") continue;
    const score = rank[step.response.reason.kind] ?? 4;
    if (best === undefined || score > best.score) best = { step, score };
  }
  return best?.step;
}

/** Phrases as one line of text. */
export function phrasesToText(phrases: readonly Phrase[]): string {
  return phrases.map(({ text, code: isCode }) => (isCode === true ? `'${text}'` : text)).join("");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
