/**
 * Explains what the fields of a StatefulSet mean for its Pods' names: serviceName, replicas, ordinals, order of
 * creation.
 */
import type { PodModel, ServiceModel } from "../../../cluster/state/cluster.ts";
import type { WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import { namespaceInCluster, podsOf, serviceNamed } from "../cluster-objects.ts";
import { code, escapeText, list, plural } from "../markdown.ts";
import {
  answerOf,
  bold,
  describeService,
  type HoverContext,
  type HoverText,
  isMadeUp,
  podTable,
  selectedOf,
  shortNameHint,
  where,
} from "./context.ts";
import { missingService } from "./missing.ts";

/** A StatefulSet with what the cluster makes of it. */
interface Governed {
  readonly context: HoverContext;
  readonly set: WorkloadObject;
  readonly namespace: string;
  readonly serviceName: string;
  readonly service: ServiceModel | undefined;
  readonly pods: readonly PodModel[];
}

function governed(context: HoverContext, set: WorkloadObject): Governed {
  const { analysis, environment, declaration } = context;
  const namespace = namespaceInCluster(environment, declaration, analysis.settings.defaultNamespace);
  const serviceName = set.serviceName ?? "";
  const service = serviceName === "" ? undefined : serviceNamed(environment, namespace, serviceName);
  return { context, set, namespace, serviceName, service, pods: podsOf(environment, declaration) };
}

/** `spec.serviceName`: the governing Service and every Pod's name below it. */
export function serviceNameText(context: HoverContext, set: WorkloadObject): HoverText {
  const state = governed(context, set);
  if (state.serviceName === "") return nameless(state);
  return state.service === undefined ? missing(state) : found(state, state.service);
}

function nameless({ set, pods }: Governed): HoverText {
  return {
    head: `No governing Service: the ${plural(pods.length, "Pod")} of StatefulSet ${bold(set.meta.name)} ${pods.length === 1 ? "gets no name of its own" : "get no names of their own"}`,
    sentences: [
      "Each Pod knows its host name through its own `/etc/hosts` only. `serviceName` is immutable: setting it later means recreating the StatefulSet.",
    ],
  };
}

function missing(state: Governed): HoverText {
  const { context, set, namespace, serviceName, pods } = state;
  const { unsure, head, why, near } = missingService(context, namespace, serviceName);
  const consequence = unsure
    ? "Without it none of these names exists."
    : "None of these names exists until a headless Service of exactly this name selects the Pods; the order in which the two are created does not matter.";
  return {
    head,
    ...(pods.length === 0 ? {} : { table: podTable(context, serviceName, pods) }),
    sentences: [
      why,
      noPods(context, set, pods),
      pods.length === 0 ? "" : consequence,
      near.length === 0 || unsure
        ? ""
        : "Changing `serviceName` of a live StatefulSet means recreating it (immutable).",
    ],
    ask: question(pods, `${pods[0]?.hostname ?? `${set.meta.name}-0`}.${serviceName}`),
    madeUp: isMadeUp(pods),
  };
}

function found(state: Governed, service: ServiceModel): HoverText {
  const { context, set, pods } = state;
  const { environment } = context;
  const selected = selectedOf(environment, service, pods);
  return {
    head: `${bold(service.name)}: ${describeService(context, service)} ${relationOf(service, pods, selected)}`,
    ...(pods.length === 0 ? {} : { table: podTable(context, service, pods) }),
    sentences: [noPods(context, set, pods), ...consequences(state, service, selected)],
    ask: question(pods, selected[0] === undefined ? service.name : `${selected[0].hostname}.${service.name}`),
    madeUp: isMadeUp(pods) || (!service.headless && service.clusterIPs.some(({ synthetic }) => synthetic)),
  };
}

function relationOf(service: ServiceModel, pods: readonly PodModel[], selected: readonly PodModel[]): string {
  if (!service.headless) return "is named by this StatefulSet, but is not headless";
  return pods.length > 0 && selected.length === 0
    ? "is named by this StatefulSet, but does not select its Pods"
    : "governs this StatefulSet";
}

function consequences(
  { context, set, pods }: Governed,
  service: ServiceModel,
  selected: readonly PodModel[],
): readonly string[] {
  if (service.type === "ExternalName") {
    return [answerOf(context, service), "An alias has no names below it: the Pods get none."];
  }
  if (pods.length === 0) return [answerOf(context, service)];
  if (selected.length === 0) {
    return [
      `Its selector ${selectorText(service)} matches none of the Pods${actualLabels(service, set)}, so none of these names exists.`,
      answerOf(context, service),
    ];
  }
  if (!service.headless) {
    return [
      answerOf(context, service),
      context.analysis.settings.dnsServer === "spec"
        ? "Kubernetes specifies names for single Pods under headless Services only, and this cluster's DNS server answers no others."
        : "Kubernetes specifies names for single Pods under headless Services only: CoreDNS answers these all the same, kube-dns does not.",
      "`serviceName` and `clusterIP` are immutable: repairing it means recreating one of the two.",
    ];
  }
  return [
    answerOf(context, service),
    service.publishNotReadyAddresses
      ? "It publishes Pods before they are ready."
      : pods.some(({ ready }) => !ready)
        ? "A Pod that is not ready has no name."
        : "",
    shortNameHint(selected[0], service),
    "The names stay when Pods are replaced, the addresses don't.",
  ];
}

/** The Pods' own values of the labels that the Service selects by. */
function actualLabels({ selector = {} }: ServiceModel, { template }: WorkloadObject): string {
  const labels = template?.labels ?? {};
  const shared = Object.entries(labels).filter(([key]) => Object.hasOwn(selector, key));
  return shared.length === 0 ? "" : ` (they have ${selectorText({ selector: Object.fromEntries(shared) })})`;
}

/** `app: web, tier: db` in code, or what stands for it. */
export function selectorText({ selector }: Pick<ServiceModel, "selector">): string {
  return code(
    Object.entries(selector ?? {})
      .map(([key, value]) => `${key}: ${value}`)
      .join(", ") || "(none)",
  );
}

/** Why a workload has no Pod: zero replicas, or each Pod refused. */
export function noPods(
  { environment, declaration }: HoverContext,
  set: WorkloadObject,
  pods: readonly PodModel[],
): string {
  const note = environment.cluster.notesOf(declaration)[0];
  if (note !== undefined) return `${escapeText(note.message.charAt(0).toUpperCase() + note.message.slice(1))}.`;
  if (pods.length > 0) return "";
  return set.replicas === 0 ? "`replicas` is 0: there is no Pod, and no name for one." : "It makes no Pod here.";
}

function question(pods: readonly PodModel[], name: string): NonNullable<HoverText["ask"]> {
  const [from] = pods;
  return from === undefined ? { name } : { name, from };
}

/** `spec.replicas`: which Pods there are, and their names. */
export function replicasText(context: HoverContext, set: WorkloadObject): HoverText {
  const state = governed(context, set);
  const { pods, service, serviceName } = state;
  const span = pods.length === 0 ? "" : `: ${namesOf(pods)}`;
  return {
    head: `StatefulSet ${bold(set.meta.name)} makes ${pods.length === 0 ? "no Pod" : plural(pods.length, "Pod")}${span}`,
    ...tableOf(state),
    sentences: [
      noPods(context, set, pods),
      service === undefined
        ? serviceName === ""
          ? "Without `serviceName` they get no names of their own."
          : `Service ${code(serviceName)} is not known: none of these names exists.`
        : answerOf(context, service),
      pods.length === 0 ? "" : "Scaling down takes the highest ordinals and their names away first.",
    ],
    ask: question(pods, service?.name ?? set.meta.name),
    madeUp: isMadeUp(pods),
  };
}

function namesOf(pods: readonly PodModel[]): string {
  const [first] = pods;
  const last = pods.at(-1);
  if (first === undefined || last === undefined) return "";
  return pods.length < 3 ? list(pods.map(({ name }) => code(name))) : `${code(first.name)} to ${code(last.name)}`;
}

function tableOf({ context, service, serviceName, pods }: Governed): Pick<HoverText, "table"> {
  if (pods.length === 0 || serviceName === "") return {};
  return { table: podTable(context, service ?? serviceName, pods) };
}

/** The set's own name: its Pods, and the Service that governs them. */
export function statefulSetText(context: HoverContext, set: WorkloadObject): HoverText {
  const state = governed(context, set);
  const { pods, service, serviceName, namespace } = state;
  const governor =
    serviceName === ""
      ? ", without governing Service"
      : service === undefined
        ? `, governed by ${code(serviceName)}, which is not known`
        : `, governed by ${service.headless ? "headless Service" : "Service"} ${code(serviceName)}${where(context.analysis, service.declaration)}`;
  return {
    head: `${bold(set.meta.name)}: StatefulSet in ${code(namespace)} with ${plural(pods.length, "Pod")}${governor}`,
    ...tableOf(state),
    sentences: [
      noPods(context, set, pods),
      pods.length === 0
        ? ""
        : "A Pod's name and host name are the set's name and an ordinal; they stay when the Pod is replaced, the address doesn't.",
    ],
    ask: question(
      pods,
      service === undefined ? set.meta.name : `${pods[0]?.hostname ?? set.meta.name}.${service.name}`,
    ),
    madeUp: isMadeUp(pods),
  };
}

/** `spec.ordinals.start`: the first number. */
export function ordinalsText(context: HoverContext, set: WorkloadObject): HoverText {
  const state = governed(context, set);
  const { pods, service } = state;
  return {
    head: `The Pods of ${bold(set.meta.name)} are numbered from ${set.ordinalsStart ?? 0}${pods.length === 0 ? "" : `: ${namesOf(pods)}`}`,
    ...tableOf(state),
    sentences: [
      noPods(context, set, pods),
      "Another start gives other Pods, with other names; clients that list them have to follow.",
    ],
    ask: question(pods, service?.name ?? set.meta.name),
    madeUp: isMadeUp(pods),
  };
}

/** `spec.podManagementPolicy`: when each name appears (pkg/controller/statefulset/stateful_set_control.go). */
export function podManagementText(context: HoverContext, set: WorkloadObject): HoverText {
  const { pods, service } = governed(context, set);
  const name = bold(set.meta.name);
  const parallel = set.podManagementPolicy === "Parallel";
  return {
    head: parallel
      ? `${bold("Parallel")}: all Pods of ${name} are created at once`
      : `${bold("OrderedReady")}: a Pod of ${name} is created when the one before it is ready`,
    sentences: [parallel ? namesAtOnce(service) : namesInOrder(pods)],
    ask: question(pods, service?.name ?? set.meta.name),
  };
}

function namesAtOnce(service: ServiceModel | undefined): string {
  return service?.publishNotReadyAddresses === true
    ? "Every name is there as soon as its Pod has an address."
    : "A name appears when its Pod is ready; peers that look for each other before need `publishNotReadyAddresses: true` on the governing Service.";
}

function namesInOrder([first, second]: readonly PodModel[]): string {
  if (first === undefined || second === undefined) return "";
  return `While ${code(first.name)} is not ready, ${code(second.name)} does not exist and its name is NXDOMAIN, whatever \`publishNotReadyAddresses\` says: a Pod that waits for a later one before it is ready waits forever.`;
}
