/**
 * Validates containers: names, ports, environment, probes (pkg/apis/core/validation validateContainers). Images and
 * volumes do not affect names and are not checked: admission plugins fill them in before validation.
 */
import { dns1123Label, environmentName, portName, portNumber } from "./content.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, isPresent, items, numberOf, textOf, type Value } from "./json.ts";
import { nonNegative, textErrors } from "./meta.ts";
import { portOrNameErrors, protocolErrors } from "./service.ts";

/** Containers and init containers of a PodSpec. */
export function* containersErrors(spec: Value): Iterable<FieldError> {
  const containers = at(spec, "containers");
  const names = new Set<string>();
  if (items(containers).length === 0) yield required(containers);
  for (const container of items(containers)) {
    yield* commonErrors(container);
    yield* takeName(container, names);
    yield* probeErrors(container);
    // restartPolicy of containers: since Kubernetes 1.35 (KEP-5307).
    yield* restartErrors(container, ["Always", "OnFailure", "Never"]);
  }
  yield* hostPortConflicts(items(containers));
  for (const container of items(at(spec, "initContainers"))) {
    yield* commonErrors(container);
    yield* restartErrors(container, ["Always", "OnFailure", "Never"]);
    yield* takeName(container, names);
    yield* hostPortConflicts([container]);
    if (textOf(at(container, "restartPolicy")) === "Always") yield* probeErrors(container);
    else
      for (const key of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
        if (isPresent(at(container, key)))
          yield forbidden(at(container, key), "may not be set for init containers without restartPolicy=Always");
  }
}

function* takeName(container: Value, names: Set<string>): Iterable<FieldError> {
  const name = textOf(at(container, "name"));
  if (name !== "" && names.has(name)) yield duplicate(at(container, "name"), name);
  names.add(name);
}

function* restartErrors(container: Value, supported: readonly string[]): Iterable<FieldError> {
  const policy = at(container, "restartPolicy");
  if (isPresent(policy) && !supported.includes(textOf(policy))) yield notSupported(policy, textOf(policy), supported);
}

function* commonErrors(container: Value): Iterable<FieldError> {
  const name = at(container, "name");
  if (textOf(name) === "") yield required(name);
  else yield* textErrors(name, dns1123Label);
  const message = at(container, "terminationMessagePolicy");
  const messagePolicies = ["File", "FallbackToLogsOnError"];
  if (textOf(message) !== "" && !messagePolicies.includes(textOf(message)))
    yield notSupported(message, textOf(message), messagePolicies);
  yield* portsErrors(at(container, "ports"));
  for (const variable of items(at(container, "env"))) yield* variableErrors(variable);
  const pull = at(container, "imagePullPolicy");
  const pullPolicies = ["Always", "IfNotPresent", "Never"];
  if (textOf(pull) !== "" && !pullPolicies.includes(textOf(pull))) yield notSupported(pull, textOf(pull), pullPolicies);
}

function* portsErrors(ports: Value): Iterable<FieldError> {
  const names = new Set<string>();
  for (const port of items(ports)) {
    const name = at(port, "name");
    const text = textOf(name);
    const wrong = text === "" ? [] : portName(text);
    for (const words of wrong) yield invalid(name, text, words);
    if (text !== "" && wrong.length === 0) {
      if (names.has(text)) yield duplicate(name, text);
      names.add(text);
    }
    const number = numberOf(at(port, "containerPort")) ?? 0;
    if (number === 0) yield required(at(port, "containerPort"));
    else for (const words of portNumber(number)) yield invalid(at(port, "containerPort"), number, words);
    const host = numberOf(at(port, "hostPort")) ?? 0;
    if (host !== 0) for (const words of portNumber(host)) yield invalid(at(port, "hostPort"), host, words);
    yield* protocolErrors(at(port, "protocol"));
  }
}

function* variableErrors(variable: Value): Iterable<FieldError> {
  const name = at(variable, "name");
  if (textOf(name) === "") yield required(name);
  else yield* textErrors(name, environmentName);
  const source = at(variable, "valueFrom");
  if (!isPresent(source)) return;
  const kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
  const given = kinds.filter((kind) => isPresent(at(source, kind))).length;
  if (given > 0 && textOf(at(variable, "value")) !== "")
    yield invalid(source, "", "may not be specified when `value` is not empty");
  else if (given > 1) yield invalid(source, "", "may not have more than one field specified at a time");
}

function* hostPortConflicts(containers: readonly Value[]): Iterable<FieldError> {
  const seen = new Set<string>();
  for (const container of containers) {
    for (const port of items(at(container, "ports"))) {
      const number = numberOf(at(port, "hostPort")) ?? 0;
      if (number === 0) continue;
      const text = `${textOf(at(port, "protocol")) || "TCP"}/${textOf(at(port, "hostIP"))}/${number}`;
      if (seen.has(text)) yield duplicate(at(port, "hostPort"), text);
      seen.add(text);
    }
  }
}

const handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

function* probeErrors(container: Value): Iterable<FieldError> {
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = at(container, key);
    if (!isPresent(probe)) continue;
    const given = handlers.filter((handler) => isPresent(at(probe, handler)));
    for (const handler of given.slice(1))
      yield forbidden(at(probe, handler), "may not specify more than 1 handler type");
    const [first] = given;
    if (first === undefined) yield required(probe, "must specify a handler type");
    else yield* handlerErrors(at(probe, first), first);
    for (const seconds of ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold"])
      yield* nonNegative(at(probe, seconds));
    const threshold = numberOf(at(probe, "successThreshold"));
    if (key !== "readinessProbe" && threshold !== undefined && threshold > 1)
      yield invalid(at(probe, "successThreshold"), threshold, "must be 1");
  }
}

function* handlerErrors(handler: Value, kind: string): Iterable<FieldError> {
  if (kind === "exec") {
    if (items(at(handler, "command")).length === 0) yield required(at(handler, "command"));
    return;
  }
  yield* portOrNameErrors(at(handler, "port"));
  const scheme = at(handler, "scheme");
  if (textOf(scheme) !== "" && textOf(scheme) !== "HTTP" && textOf(scheme) !== "HTTPS")
    yield notSupported(scheme, textOf(scheme), ["HTTP", "HTTPS"]);
}
