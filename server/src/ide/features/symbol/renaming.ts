/**
 * Works out everything that has to change for a new name, in all environments that have the thing, or why it cannot be done
 * safely. Nothing is left half done: one place that cannot follow refuses the whole.
 */

import type { Location } from "vscode-languageserver-types";
import { stringAt } from "../../../base/json.ts";
import { asUri, type Uri } from "../../../base/source.ts";
import { type Span, touches } from "../../../base/span.ts";
import type { ServiceModel } from "../../../cluster/state/cluster.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import { immutability } from "../../../kubernetes/validation/immutable.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { mentionsOf } from "../../../workspace/asking/mentions.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { type Site, siteSpan, valueSite, type WrittenSpan } from "../../../workspace/places/site.ts";
import { readersOf } from "../charts/chart-navigation.ts";
import { podsOf, servicesOver } from "../cluster-objects.ts";
import { offsetAt, rangeOf } from "../convert.ts";
import { type HostMeaning, labelSpansOf, meaningOf } from "./host-labels.ts";
import { directingNames } from "./kustomize-names.ts";
import { namingIn } from "./naming-index.ts";
import { isPlainString, malformed, type Objection, objectionTo } from "./new-name.ts";
import { labelOf, labelSite, type Occurrence, occurrencesOf, withoutQuotes } from "./occurrences.ts";
import { declarationOf, isSame, type Subject } from "./subject.ts";
import { type Meant, symbolAt } from "./symbol-at.ts";
import { type PlaceKind, variablePrefix } from "./use.ts";

/** The kinds of place that a preview shows apart. */
export type RenamedKind = PlaceKind | "kustomization" | "values";

/** One change of a text. */
export interface Renamed {
  readonly uri: Uri;
  readonly span: Span;
  readonly text: string;
  readonly kind: RenamedKind;
  /** What a live cluster says to it: `immutable: a live StatefulSet must be recreated`. */
  readonly live?: string;
}

export type Renaming = { readonly changes: readonly Renamed[] } | { readonly objection: Objection };

/** A name as its source writes it, and as it is in an environment: a kustomization may put something around it. */
interface Names {
  readonly written: string;
  readonly applied: string;
}

/** All changes for a new text in the place of the label that stands in `at`. */
export function renaming(analysis: Analysis, at: readonly Meant[], label: string, text: string): Renaming {
  const changes = new Map<string, Renamed>();
  const all = everywhere(analysis, at);
  for (const { environment, subjects } of all) {
    const [subject] = subjects;
    const refused = refusalOf(analysis, environment, subjects);
    if (refused !== undefined) return { objection: refused };
    const names = namesOf(environment, subject);
    const next = names && nextNames(names, label, text);
    if (names === undefined || next === undefined) {
      return {
        objection: {
          reason: `in '${environment.label}' it is called '${labelOf(subject)}', which does not follow '${text}'`,
        },
      };
    }
    const wrong = malformed(subject.kind, next.applied) ?? malformed(subject.kind, next.written);
    if (wrong !== undefined) return { objection: { reason: wrong } };
    const objection = objectionTo(analysis, environment, subject, next.applied);
    if (objection !== undefined) return { objection };
    const made = inEnvironment({ analysis, environment, subject, names, next });
    if ("objection" in made) return made;
    for (const change of made.changes) {
      const key = `${change.uri} ${change.span.start}`;
      const known = changes.get(key);
      if (known !== undefined && (known.text !== change.text || known.span.end !== change.span.end))
        return { objection: { reason: `'${environment.label}' needs another text at ${placeOf(analysis, change)}` } };
      changes.set(key, change);
    }
  }
  const elsewhere = otherMeaning(analysis, all, [...changes.values()]) ?? takenByAlias(analysis, [...changes.values()]);
  return elsewhere === undefined ? { changes: [...changes.values()] } : { objection: elsewhere };
}

/** `web.yaml:12`, from 1. */
export function placeOf(analysis: Analysis, { uri, span }: Pick<Renamed, "uri" | "span">): string {
  return `${decodedName(uri)}:${rangeOf(analysis, uri, span).start.line + 1}`;
}

function decodedName(uri: Uri): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

/** The same thing in all environments of the files that declare it. */
function everywhere(analysis: Analysis, at: readonly Meant[]): readonly Meant[] {
  const found = new Map<string, Meant>();
  const add = (meant: Meant): void => {
    const [subject] = meant.subjects;
    const key = `${meant.environment.id} ${subject.kind} ${labelOf(subject)}`;
    if (!found.has(key)) found.set(key, meant);
  };
  for (const meant of at) {
    add(meant);
    const anchor = anchorOf(analysis, meant);
    const span = anchor && siteSpan(analysis, anchor);
    if (span === undefined) continue;
    const { start } = rangeOf(analysis, span.uri, span.span);
    for (const other of symbolAt(analysis, span.uri, start, Number.POSITIVE_INFINITY)?.meant ?? []) {
      if (other.subjects[0].kind === meant.subjects[0].kind) add(other);
    }
  }
  return [...found.values()];
}

/** A place that declares it, the label alone. */
function anchorOf(analysis: Analysis, { environment, subjects: [subject] }: Meant): Site | undefined {
  const declaring = ({ use: { place, claim } }: Occurrence): boolean =>
    place === "declaration" || (claim.kind === "label" && !claim.selects);
  const found = occurrencesOf(analysis, environment, subject).find(declaring);
  return found && labelSite(found);
}

/** What must not be renamed at all. */
function refusalOf(
  analysis: Analysis,
  environment: Environment,
  [subject, ...others]: Meant["subjects"],
): Objection | undefined {
  const name = labelOf(subject);
  if (others.some((other) => !isSame(subject, other))) return { reason: `'${name}' stands for several things here` };
  const [open] = environment.open;
  if (open !== undefined) return { reason: `not everything in '${environment.label}' is known: ${open}` };
  const declaration = declarationOf(environment, subject);
  if (subject.kind === "namespace") {
    if (name === analysis.settings.defaultNamespace || /^(default|kube-.*)$/.test(name))
      return { reason: `objects that state no namespace land in '${name}', or the cluster itself makes it` };
    return undefined;
  }
  if (subject.kind === "label") return undefined;
  if (declaration === undefined) return { reason: `no manifest declares '${name}'` };
  if (declaration.templated)
    return { reason: `a template fills in parts of the object`, at: { declaration, path: ["metadata", "name"] } };
  return undefined;
}

function namesOf(environment: Environment, subject: Subject): Names | undefined {
  const applied = labelOf(subject);
  if (subject.kind !== "service" && subject.kind !== "workload") return { written: applied, applied };
  const source = declarationOf(environment, subject)?.rendered?.source;
  const written = environment.kind === "kustomization" ? (source?.object.meta.name ?? applied) : applied;
  const at = applied.indexOf(written);
  // If it stands there twice, what is put around it cannot be determined.
  return at >= 0 && applied.indexOf(written, at + 1) < 0 ? { written, applied } : undefined;
}

/** The names for a new text in the place of one of them; undefined where the text lacks what is put around the name. */
function nextNames({ written, applied }: Names, label: string, text: string): Names | undefined {
  const at = applied.indexOf(written);
  const [before, behind] = [applied.slice(0, at), applied.slice(at + written.length)];
  if (label === written) return { written: text, applied: before + text + behind };
  if (label !== applied || !text.startsWith(before) || !text.endsWith(behind)) return undefined;
  return { written: text.slice(before.length, text.length - behind.length), applied: text };
}

interface Task {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly subject: Subject;
  readonly names: Names;
  readonly next: Names;
}

function inEnvironment(task: Task): Renaming {
  const { analysis, environment, subject } = task;
  const changes: Renamed[] = [];
  const pending: Pending[] = [];
  const occurrences = occurrencesOf(analysis, environment, subject);
  for (const occurrence of occurrences) {
    const change = changeAt(task, occurrence);
    if (change === "none") continue;
    const printed = "reason" in change ? printedAt(analysis, occurrence) : undefined;
    if (!("reason" in change)) changes.push(change);
    else if (printed !== undefined) pending.push({ printed, objection: change });
    else return { objection: change };
  }
  const hidden = hiddenIn(task);
  if (hidden !== undefined) return { objection: hidden };
  const podNames = podNameLabels(task);
  for (const made of [...directions(task), ...podNames]) {
    if ("reason" in made) return { objection: made };
    changes.push(made);
  }
  const shared = valueUsedElsewhere(task, changes, occurrences, pending);
  return shared === undefined ? { changes } : { objection: shared };
}

/** A place where a template prints a value among others: it follows where the key of that value does. */
interface Pending {
  readonly printed: WrittenSpan;
  readonly objection: Objection;
}

/** Where a statement that prints one value of a chart and nothing else stands. */
function printedAt(analysis: Analysis, occurrence: Occurrence): WrittenSpan | undefined {
  const written = siteSpan(analysis, labelSite(occurrence));
  const text = written && analysis.files.get(written.uri)?.text.slice(written.span.start, written.span.end);
  return text !== undefined && /^\{\{-? *\.Values\.[\w.]+ *-?\}\}$/.test(text) ? written : undefined;
}

/** The change of one place, or why it cannot follow; "none" where its text does not depend on the name. */
function changeAt(task: Task, occurrence: Occurrence): Renamed | Objection | "none" {
  const { analysis, subject } = task;
  const { use, declaration } = occurrence;
  const installs = installer(occurrence);
  if (installs !== undefined)
    return {
      reason: `the ${installs} installs into it: what it applies does not follow`,
      at: { declaration, path: use.path },
    };
  const inText = (given: Names): Names =>
    use.claim.kind === "service-variable"
      ? { written: variablePrefix(given.written), applied: variablePrefix(given.applied) }
      : given;
  const [names, next] = [inText(task.names), inText(task.next)];
  const site = labelSite(occurrence);
  const written = siteSpan(analysis, site);
  const at = { declaration, path: use.path };
  if (written === undefined) return { reason: "a place that names it is in no file", at };
  const { text, span: inner } = withoutQuotes(analysis, written);
  const kind = use.place;
  const label = use.claim.kind === "host" ? (use.claim.mention.labels[use.claim.label] ?? "") : "";
  const live = liveWords(occurrence);
  // A replacement may have taken all of the text from another field.
  const whole = siteSpan(analysis, at);
  const texts = [
    { text, span: inner, uri: written.uri },
    ...(whole === undefined ? [] : [withoutQuotes(analysis, whole)]),
  ];
  for (const { uri, span: own, text: old } of texts) {
    const made = replaced(old, subject, names, next, label);
    if (made === "none") return "none";
    if (made === undefined) continue;
    const span = { start: own.start + made.skip, end: own.start + made.skip + made.length };
    return checked(analysis, { uri, span, text: made.text, kind, ...live });
  }
  const value = valueSite(analysis, site);
  const own = value && withoutQuotes(analysis, value);
  if (own !== undefined) {
    const inValue = replaced(own.text, subject, names, next, label);
    if (inValue === "none") return "none";
    if (inValue !== undefined && own.text.length === inValue.length)
      return checked(analysis, { uri: own.uri, span: own.span, text: inValue.text, kind: "values", ...live });
  }
  return { reason: `'${text}' is not written as the name: a template, an alias or another text makes it`, at };
}

/** The kind of an object that has others applied in the namespace that it names there. */
function installer({ declaration: { object }, use: { claim, path } }: Occurrence): string | undefined {
  const isField = claim.kind === "namespace" && path[0] === "spec" && object.kind === "Other";
  return isField && /^(Application(Set)?|HelmRelease|Kustomization)$/.test(object.otherKind)
    ? object.otherKind
    : undefined;
}

/** The part of a text that changes. Of a Pod's name only what its workload gives it. */
function replaced(
  text: string,
  subject: Subject,
  names: Names,
  next: Names,
  label: string,
): { readonly skip: number; readonly length: number; readonly text: string } | "none" | undefined {
  const lower = label === "" ? text : text.toLowerCase();
  if (subject.kind === "service-port" && label !== "")
    return lower === `_${names.applied}` ? { skip: 1, length: text.length - 1, text: next.applied } : undefined;
  if (subject.kind === "workload" && label !== "") {
    const { applied } = names;
    // A hostname of its own does not follow the workload's name.
    if (!label.startsWith(`${applied}-`) || !/^-\d+$/.test(label.slice(applied.length))) return "none";
    return lower.startsWith(applied) ? { skip: 0, length: applied.length, text: next.applied } : undefined;
  }
  if (lower === names.applied) return { skip: 0, length: text.length, text: next.applied };
  return lower === names.written ? { skip: 0, length: text.length, text: next.written } : undefined;
}

/** Refuses a text that YAML would not read as a string where nothing quotes it. */
function checked(analysis: Analysis, change: Renamed): Renamed | Objection {
  const { text } = analysis.files.get(change.uri) ?? { text: "" };
  const { start, end } = change.span;
  const isWhole =
    /(?:^|[\s:,[{-])$/.test(text.slice(Math.max(0, start - 1), start)) &&
    /^(?:\s|[,}\]]|$)/.test(text.slice(end, end + 1));
  return isWhole && !isPlainString(change.text)
    ? { reason: `YAML reads '${change.text}' as something else than a string at ${placeOf(analysis, change)}` }
    : change;
}

function liveWords({ declaration: { object }, use: { path, claim } }: Occurrence): Pick<Renamed, "live"> {
  if (claim.kind === "declares") {
    const what = object.kind === "Other" ? object.otherKind : object.kind;
    return { live: `a ${what} of another name is another object: the live one stays until it is deleted` };
  }
  if (path.length === 2 && path[0] === "metadata" && path[1] === "namespace")
    return { live: "an object in another namespace is another object: the live one stays until it is deleted" };
  const words = object.kind === "Other" ? undefined : immutability(object.kind, path);
  return words === undefined ? {} : { live: `${formatPath(path.slice(0, 2))} is ${words}` };
}

/**
 * A host that leads to the thing although its text does not write the label: variables that the manifest sets may hold it. What
 * the downward API gives follows by itself.
 */
function hiddenIn({ analysis, environment, subject }: Task): Objection | undefined {
  for (const service of servicesNaming(environment, subject)) {
    for (const declaration of namingIn(analysis, environment)(`service ${service.name}`)) {
      for (const mention of mentionsOf(analysis, declaration)) {
        if (mention.kind !== "host" || !mention.expanded) continue;
        const meaning = meaningOf(analysis, environment, declaration, mention);
        if (meaning?.service !== service) continue;
        const index = indexOf(subject, meaning);
        const label = index === undefined ? undefined : mention.labels[index];
        if (label === undefined || isWritten(analysis, declaration, mention, index ?? 0, labelOf(subject))) continue;
        const isFollowing =
          subject.kind !== "service" && !holdsText(objectValue(analysis, declaration), labelOf(subject));
        if (isFollowing) continue;
        const at = { declaration, path: mention.path, within: mention.within };
        return { reason: `'${mention.host}' is put together of several texts`, at };
      }
    }
  }
  return undefined;
}

/** Which label of a host the thing's name is, or the name of a Pod of it. */
function indexOf({ kind }: Subject, { serviceAt, namespaceAt, endpointAt }: HostMeaning): number | undefined {
  return kind === "service" ? serviceAt : kind === "namespace" ? namespaceAt : endpointAt;
}

/** True when the text writes the label, or what a workload gives it, as it is. */
function isWritten(
  analysis: Analysis,
  declaration: Declaration,
  mention: HostMention,
  index: number,
  name: string,
): boolean {
  const text = stringAt(objectValue(analysis, declaration), mention.path) ?? "";
  const span = labelSpansOf(mention, text).find(({ label }) => label === index);
  return span !== undefined && span.within.end - span.within.start >= name.length;
}

function servicesNaming(environment: Environment, subject: Subject): Iterable<ServiceModel> {
  switch (subject.kind) {
    case "service":
      return [subject.service];
    case "namespace":
      return environment.cluster.servicesIn(subject.name);
    case "workload":
      return servicesOver(environment, podsOf(environment, subject.declaration));
    default:
      return [];
  }
}

/** True when a variable of a container is just this text. */
function holdsText(value: JsonValue | undefined, text: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => (key === "value" && inner === text) || holdsText(inner, text));
}

/** What directs kustomize by the name. */
function directions({ analysis, environment, subject, names, next }: Task): readonly (Renamed | Objection)[] {
  const kind =
    subject.kind === "service" ? "Service" : subject.kind === "workload" ? subject.declaration.object.kind : undefined;
  return directingNames(analysis, environment).flatMap((found): readonly (Renamed | Objection)[] => {
    const { what, text, uri, span } = found;
    const isAbout =
      what === "pattern"
        ? patternOf(subject).some((pattern) => text.includes(pattern))
        : what === "namespace"
          ? subject.kind === "namespace"
          : kind !== undefined && (found.kind === undefined || found.kind === kind);
    if (!isAbout) return [];
    if (what === "pattern") return [{ reason: `'${text}' at ${placeOf(analysis, found)} selects by it` }];
    if (text === names.written) return [{ uri, span, text: next.written, kind: "kustomization" }];
    if (text === names.applied) return [{ uri, span, text: next.applied, kind: "kustomization" }];
    const isPattern = /[.*+?^$|()[\]\\]/.test(text) && text.includes(names.written);
    return isPattern ? [{ reason: `the pattern '${text}' at ${placeOf(analysis, found)} selects it by its name` }] : [];
  });
}

function patternOf(subject: Subject): readonly string[] {
  if (subject.kind === "label")
    return [`${subject.key}=${subject.value}`, `${subject.key}==${subject.value}`, `${subject.key} in`];
  return subject.kind === "service-port" || subject.kind === "container-port" ? [`[name=${subject.name}]`] : [];
}

/** Selectors for one Pod of a StatefulSet, by the label that its controller gives it. */
function podNameLabels({ analysis, environment, subject, names, next }: Task): readonly (Renamed | Objection)[] {
  if (subject.kind !== "workload" || subject.declaration.object.kind !== "StatefulSet") return [];
  return environment.cluster
    .servicesIn(subject.namespace)
    .flatMap(({ declaration, selector }): readonly (Renamed | Objection)[] => {
      const asked = selector?.[podNameLabel];
      if (declaration === undefined || asked?.startsWith(`${names.applied}-`) !== true) return [];
      if (!/^-\d+$/.test(asked.slice(names.applied.length))) return [];
      const at: Site = {
        declaration,
        path: ["spec", "selector", podNameLabel],
        within: { start: 0, end: names.applied.length },
      };
      const written = siteSpan(analysis, at);
      const text = written && analysis.files.get(written.uri)?.text.slice(written.span.start, written.span.end);
      return written !== undefined && text === names.applied
        ? [{ uri: written.uri, span: written.span, text: next.applied, kind: "selector" }]
        : [{ reason: "a selector for one of its Pods cannot follow", at }];
    });
}

const podNameLabel = "statefulset.kubernetes.io/pod-name";

/** A key of a chart's values that is read for something else, too. */
function valueUsedElsewhere(
  { analysis }: Task,
  changes: readonly Renamed[],
  occurrences: readonly Occurrence[],
  pending: readonly Pending[],
): Objection | undefined {
  const values = changes.filter(({ kind }) => kind === "values");
  const readers: Location[] = [];
  const sites = occurrences.map((occurrence) => ({ occurrence, site: labelSite(occurrence) }));
  const printed = sites.flatMap(({ site }) => siteSpan(analysis, site) ?? []);
  for (const { uri, span } of values) {
    const key = sites
      .map(({ site }) => valueSite(analysis, site))
      .find((value) => value?.path !== undefined && value.uri === uri && touches(value.span, span.start))?.path;
    const place = placeOf(analysis, { uri, span });
    if (key === undefined) return { reason: `the text at ${place} is only a part of what it makes` };
    for (const reader of readersOf(analysis, uri, key)) {
      readers.push(reader);
      const start = offsetAt(analysis, asUri(reader.uri), reader.range.start) ?? 0;
      if (printed.some((one) => one.uri === reader.uri && touches(one.span, start))) continue;
      const line = `${decodedName(asUri(reader.uri))}:${reader.range.start.line + 1}`;
      return { reason: `the key of the values at ${place} is read for something else, too (${line})` };
    }
  }
  const isFollowing = ({ printed: { uri, span } }: Pending): boolean =>
    readers.some(
      (reader) => reader.uri === uri && touches(span, offsetAt(analysis, uri, reader.range.start) ?? Number.NaN),
    );
  return pending.find((one) => !isFollowing(one))?.objection;
}

/** A place that other environments share, for which it is the name of something else. */
function otherMeaning(analysis: Analysis, all: readonly Meant[], changes: readonly Renamed[]): Objection | undefined {
  const known = new Set(all.map(({ environment }) => environment.id));
  for (const change of changes) {
    if (analysis.environmentsOf(change.uri).every(({ id }) => known.has(id))) continue;
    const { start } = rangeOf(analysis, change.uri, change.span);
    for (const other of symbolAt(analysis, change.uri, start, Number.POSITIVE_INFINITY)?.meant ?? [])
      if (!known.has(other.environment.id))
        return {
          reason: `in '${other.environment.label}' the text at ${placeOf(analysis, change)} names something that keeps its name`,
        };
  }
  return undefined;
}

/** A text with an anchor: what an alias takes from it would change, too. */
function takenByAlias(analysis: Analysis, changes: readonly Renamed[]): Objection | undefined {
  for (const change of changes) {
    const { text } = analysis.files.get(change.uri) ?? { text: "" };
    const { start } = change.span;
    // Behind the anchor there may be the beginning of the scalar.
    const anchor = text
      .slice(Math.max(0, start - longestBefore), start)
      .split(/\s+/)
      .at(-2);
    if (anchor?.startsWith("&") !== true) continue;
    const alias = `*${anchor.slice(1)}`;
    if (text.split(/[\s,[\]{}]+/).includes(alias))
      return { reason: `'${alias}' takes the text at ${placeOf(analysis, change)} for something else, too` };
  }
  return undefined;
}

/** How many characters in front of a name are looked at for an anchor. */
const longestBefore = 300;
