/** Suggests the next questions: the Service behind an answer, its Pods, the other Services over them, the way back. */

import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import type { ShortNamer } from "../../dns/clients/short-name.ts";
import type { ClientId, Simulation } from "../../dns/clients/simulation.ts";
import { namesOfPod } from "../../dns/server/list-records.ts";
import { kubernetesPlugins } from "../../dns/server/server.ts";
import type { NextQuestion } from "../../protocol/simulate.ts";
import type { Environment } from "../../workspace/analysis.ts";
import { nameOfService, podsBehind } from "./cluster-objects.ts";
import { plural } from "./markdown.ts";

/** A longer list is not read at a glance. */
const most = 5;

interface Asked {
  readonly environment: Environment;
  readonly asker: PodModel | undefined;
  readonly client: ClientId;
  readonly short: ShortNamer;
}

/** Questions that lead on from an answer; without one, those that a Pod's owner asks first. @param known names not to offer */
export function nextQuestions(
  asked: Asked,
  simulation: Simulation | undefined,
  known: readonly Omit<NextQuestion, "about">[],
): readonly NextQuestion[] {
  const { environment, asker } = asked;
  const origins = simulation?.records.flatMap(({ origin }) => origin ?? []) ?? [];
  const pods = origins.flatMap(({ pod }) => pod ?? []);
  const found = origins.flatMap(({ service }) => service ?? []);
  const own = [...new Set([...found, ...servicesOver(environment, pods[0] ?? asker)])];
  const others = nearServices(asked).filter((service) => !own.includes(service));
  const headless = [...own, ...others].find((service) => service.headless);
  const questions = [
    ...own.slice(0, 2).map((service) => ofService(asked, service)),
    ...(headless === undefined ? [] : ofPods(asked, headless, pods)),
    ...(headless === undefined ? [] : ofPorts(asked, headless)),
    ...backwards(asked, simulation),
    ...[...own.slice(2), ...others].map((service) => ofService(asked, service)),
  ];
  const isNew = (question: NextQuestion, index: number): boolean =>
    !known.some((other) => isSame(question, other)) &&
    questions.findIndex((other) => isSame(other, question)) === index;
  return questions.filter(isNew).slice(0, most);
}

function isSame(a: Omit<NextQuestion, "about">, b: Omit<NextQuestion, "about">): boolean {
  return a.name.toLowerCase() === b.name.toLowerCase() && a.type === b.type;
}

function servicesOver({ server }: Environment, pod: PodModel | undefined): readonly ServiceModel[] {
  if (pod === undefined) return [];
  const services = kubernetesPlugins(server).flatMap((plugin) => server.viewOf(plugin).servicesOf(pod));
  return [...services.filter(({ headless }) => headless), ...services.filter(({ headless }) => !headless)];
}

/** Services of the asking Pod's namespace, those in the nearest files first. */
function nearServices({ environment, asker }: Asked): readonly ServiceModel[] {
  const { cluster } = environment;
  const services = asker === undefined ? [...cluster.services.values()] : cluster.servicesIn(asker.namespace);
  const all = services.flatMap((service) =>
    service.declaration === undefined ? [] : { service, distance: environment.distance(service.declaration) },
  );
  return all
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ service }) => service);
}

function ofService({ environment, short }: Asked, service: ServiceModel): NextQuestion {
  return { name: short(nameOfService(environment, service)), about: aboutService(environment, service) };
}

function aboutService(environment: Environment, service: ServiceModel): string {
  if (service.type === "ExternalName") return `the alias of ${service.externalName}`;
  if (!service.headless) return `the ClusterIP of Service ${service.name}`;
  const ready = podsBehind(environment, service).filter((pod) => pod.ready).length;
  return `the ${plural(ready, "ready Pod")} of Service ${service.name}`;
}

/** One Pod's own name: not the one that asks, not one that was just found. */
function ofPods(
  { environment, short, asker }: Asked,
  service: ServiceModel,
  found: readonly PodModel[],
): readonly NextQuestion[] {
  const suffix = `.${nameOfService(environment, service)}`;
  const others = podsBehind(environment, service).filter(
    (pod) => pod !== asker && !(found.length === 1 && found[0] === pod),
  );
  for (const pod of others) {
    const name = namesOfPod(environment.server, pod).find((own) => own === `${pod.hostname}${suffix}`);
    if (name !== undefined) return [{ name: short(name), about: `Pod ${pod.name} alone` }];
  }
  return [];
}

function ofPorts({ environment, short, client }: Asked, service: ServiceModel): readonly NextQuestion[] {
  const port = service.ports.find(({ name }) => name !== "");
  if (port === undefined || !takesType(client)) return [];
  const name = `_${port.name}._${port.protocol.toLowerCase()}.${nameOfService(environment, service)}`;
  return [{ name: short(name), type: "SRV", about: `port ${port.port} of each Pod` }];
}

/** The name of the address that was found. */
function backwards({ client }: Asked, simulation: Simulation | undefined): readonly NextQuestion[] {
  const data = simulation?.records.find(({ record }) => record.data.type === "A")?.record.data;
  if (data?.type !== "A" || !/nslookup|^host$/.test(client)) return [];
  return [{ name: data.address, about: "the name of this address" }];
}

/** Whether the program takes a record type. */
export function takesType(client: ClientId): boolean {
  return !/getent|^go$/.test(client);
}
