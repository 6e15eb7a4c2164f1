/** Reads one event of a scenario: a time, one of kubectl's verbs, and what the verb takes. */

import { isMap } from "../../base/json.ts";
import type { Source, Uri } from "../../base/source.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { declare, declareFile } from "./declare.ts";
import { parseObjectRef } from "./object-ref.ts";
import type { Reading } from "./reading.ts";
import type { Action, ObjectRef, ScenarioEvent } from "./scenario.ts";

/** What an event may reach for. */
export interface EventContext {
  /** The scenario's own file. */
  readonly uri: Uri;
  /** The text of a file, by its path relative to the scenario; undefined when it cannot be read. */
  readonly readFile: (path: string) => Source | undefined;
}

/** The verbs, each with the fields that may stand beside it. */
const verbs = {
  ready: [],
  "not-ready": ["for"],
  restart: ["for"],
  delete: ["force"],
  apply: [],
  patch: ["with"],
  replace: ["with"],
  run: [],
  scale: ["replicas"],
  rollout: ["with", "readiness"],
  "node-down": [],
  "node-up": ["rebooted"],
  ask: ["from", "type", "every", "until"],
} as const;

type Verb = keyof typeof verbs;

const options = [
  "for",
  "force",
  "with",
  "replicas",
  "readiness",
  "rebooted",
  "from",
  "type",
  "every",
  "until",
] as const;

/** The most questions that one `ask … every` makes. */
const mostQuestions = 10_000;

/** Reads an event; several for questions that are repeated, none when it cannot be read. */
export function readEvent(item: Reading, context: EventContext): readonly ScenarioEvent[] {
  if (!isMap(item.value)) return item.problem("an event is a mapping with 'at' and a verb") ?? [];
  const names = Object.keys(verbs) as readonly Verb[]; // The keys of a constant.
  const fields = item.fields("at", "namespace", "description", ...names, ...options);
  const [verb, other] = names.filter((name) => fields[name].value !== undefined);
  const isMisspelt = item.entries().some(([key]) => !Object.hasOwn(fields, key));
  if (verb === undefined && isMisspelt) return []; // It is reported already.
  if (verb === undefined) return item.problem(`an event needs a verb: ${names.join(", ")}`) ?? [];
  if (other !== undefined) return fields[other].problem(`an event has one verb, and '${verb}' is there already`) ?? [];
  const takes: readonly string[] = verbs[verb];
  for (const name of options)
    if (fields[name].value !== undefined && !takes.includes(name))
      fields[name].problem(`'${name}' means nothing to '${verb}'`);
  const at = fields.at.duration();
  if (fields.at.value === undefined) item.problem("an event needs a time: 'at', such as 35s");
  const action = readAction(verb, fields, context);
  if (at === undefined || action === undefined) return [];
  const event: ScenarioEvent = { at, line: item.line, ...action };
  return verb === "ask" ? repeated(event, fields) : [event];
}

type Fields = Readonly<Record<Verb | (typeof options)[number] | "at" | "namespace" | "description", Reading>>;

function readAction(verb: Verb, fields: Fields, context: EventContext): Action | undefined {
  const namespace = fields.namespace.string();
  if (verb === "apply") return readApply(fields.apply, namespace, context);
  if (verb === "ask") {
    const name = fields.ask.string();
    const from = fields.from.ref(namespace);
    const type = fields.type.string()?.toUpperCase();
    if (name === undefined) return undefined;
    return { kind: "ask", name, ...(from === undefined ? {} : { from }), ...(type === undefined ? {} : { type }) };
  }
  const target = fields[verb].ref(namespace);
  return target === undefined ? undefined : readTargeted(verb, target, fields);
}

function readTargeted(verb: Exclude<Verb, "apply" | "ask">, target: ObjectRef, fields: Fields): Action | undefined {
  switch (verb) {
    case "ready":
    case "run":
    case "node-down":
      return { kind: verb, target };
    case "not-ready":
      return { kind: verb, target, duration: fields.for.duration() ?? Number.POSITIVE_INFINITY };
    case "restart": {
      const duration = fields.for.duration();
      return { kind: verb, target, ...(duration === undefined ? {} : { duration }) };
    }
    case "delete":
      return { kind: verb, target, force: fields.force.boolean() ?? false };
    case "patch":
    case "replace": {
      const { value } = fields.with;
      if (verb === "patch" && value === undefined)
        return fields.patch.problem("'patch' needs 'with': the fields to change");
      if (value !== undefined && !isMap(value)) return fields.with.problem("'with' must be a mapping of fields");
      return { kind: "patch", target, patch: value ?? {}, replace: verb === "replace" };
    }
    case "scale": {
      const replicas = fields.replicas.count(0);
      if (fields.replicas.value === undefined) fields.scale.problem("'scale' needs 'replicas'");
      return replicas === undefined ? undefined : { kind: verb, target, replicas };
    }
    case "rollout": {
      const { value } = fields.with;
      const readiness = fields.readiness.duration({ never: Number.POSITIVE_INFINITY });
      if (value !== undefined && !isMap(value)) return fields.with.problem("'with' must be a mapping of fields");
      return {
        kind: verb,
        target,
        ...(value === undefined ? {} : { patch: value }),
        ...(readiness === undefined ? {} : { readiness }),
      };
    }
    case "node-up":
      return { kind: verb, target, rebooted: fields.rebooted.boolean() ?? false };
  }
}

/** A file, an object of the manifests, an object written here, or a list of these objects. */
function readApply(field: Reading, namespace: string | undefined, context: EventContext): Action | undefined {
  const { value } = field;
  if (typeof value === "string") {
    const isFile = /\.(ya?ml|json)$/i.test(value);
    if (!isFile && value.includes("\n")) return declared(field, declareFile(value, context.uri), namespace);
    const target = isFile ? undefined : parseObjectRef(value);
    if (target?.kind !== undefined)
      return { kind: "apply-declared", target: namespace === undefined ? target : { namespace, ...target } };
    const file = context.readFile(value);
    if (file === undefined) {
      return field.problem(`'${value}' cannot be read; 'apply' takes a file, kind/name of the manifests, or an object`);
    }
    return declared(field, declareFile(file.text, file.uri), namespace);
  }
  const values = Array.isArray(value) ? field.items() : [field];
  const found = values.map(
    (item) => declare(item.value, context.uri) ?? item.problem("this is not a Kubernetes object"),
  );
  return {
    kind: "apply",
    declarations: inNamespace(
      found.flatMap((declarations) => declarations ?? []),
      namespace,
    ),
  };
}

/** As `kubectl apply -n`: for objects that state no namespace. */
function inNamespace(declarations: readonly Declaration[], namespace: string | undefined): readonly Declaration[] {
  if (namespace === undefined) return declarations;
  return declarations.map((declaration) => {
    const { object } = declaration;
    if (object.meta.namespace !== undefined) return declaration;
    return { ...declaration, object: { ...object, meta: { ...object.meta, namespace } } };
  });
}

function declared(
  field: Reading,
  file: ReturnType<typeof declareFile>,
  namespace: string | undefined,
): Action | undefined {
  for (const problem of file.problems) field.problem(`its manifests cannot be read: ${problem}`);
  if (file.problems.length === 0 && file.declarations.length === 0)
    return field.problem("there is no Kubernetes object in it");
  return { kind: "apply", declarations: inNamespace(file.declarations, namespace) };
}

function repeated(event: ScenarioEvent, fields: Fields): readonly ScenarioEvent[] {
  const every = fields.every.duration();
  const until = fields.until.duration();
  if (every === undefined || every <= 0) return [event];
  if (until === undefined) return fields.every.problem("'every' needs 'until': when the questions end") ?? [event];
  const count = Math.floor((until - event.at) / every) + 1;
  if (count > mostQuestions) return fields.every.problem(`these are more than ${mostQuestions} questions`) ?? [];
  return Array.from({ length: Math.max(0, count) }, (_, index) => ({ ...event, at: event.at + index * every }));
}
