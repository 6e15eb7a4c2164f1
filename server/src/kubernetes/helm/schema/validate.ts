/** Values against a compiled schema (santhosh-tekuri/jsonschema validator.go). */

import { LimitError } from "../template/limit-error.ts";
import { quote } from "../template/quote.ts";
import { duplicates, equals, type Instance, type InstanceMap, isList, isMap, typeOf } from "./instance.ts";
import { locationText } from "./location.ts";
import { isMultiple } from "./multiple.ts";
import { display, englishNumber, type Problem, problemText, quoted, quotedList } from "./problem.ts";
import type { Pattern, Schema } from "./schema.ts";

export { problemText };

/**
 * Undefined: the value is as the schema wants it.
 * @param metaschemas when schemas themselves are checked: the metaschemas of those that state their own, by pointer
 */
export function checkAgainst(
  schema: Schema,
  value: Instance,
  metaschemas?: ReadonlyMap<string, Schema>,
): Problem | undefined {
  return checkRoot(schema, value, metaschemas && { current: schema, metaschemas });
}

function checkRoot(
  schema: Schema,
  value: Instance,
  meta: Meta | undefined,
  work: Task["work"] = { count: 0 },
): Problem | undefined {
  const check = new Check({
    value,
    path: [],
    schema,
    scope: { schema, level: 0, parent: undefined },
    quiet: false,
    meta,
    work,
  });
  const problem = check.run(noneUnevaluated(value, schema, false));
  if (problem === undefined) return undefined;
  const causes = problem.kind === "group" ? problem.causes : [problem];
  const message = `jsonschema validation failed with ${quoted(locationText(schema.location))}`;
  return { path: [], kind: "schema", message, causes };
}

/** The schemas that led here; `level` counts the values. */
interface Scope {
  readonly schema: Schema;
  readonly level: number;
  readonly parent: Scope | undefined;
  /** The keyword whose reference led to the schema. */
  readonly keyword?: string;
}

interface Meta {
  /** The metaschema of what is being checked. */
  readonly current: Schema;
  readonly metaschemas: ReadonlyMap<string, Schema>;
}

interface Task {
  readonly value: Instance;
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly scope: Scope;
  /** Only whether there is a problem matters. */
  readonly quiet: boolean;
  readonly meta: Meta | undefined;
  /** How many schemas have been tried on values so far, and what took as long. */
  readonly work: { count: number };
}

/** Schemas that are tried on values, at most: references can double them again and again. */
const mostWork = 300_000;
/** Comparisons, or characters of a message, that take as long as a schema. */
const comparisons = 50;
/** Instructions of a regular expression times characters, which do. */
const matched = 500;
/** What a short text takes. */
const oneMatch = 0.4;

/** Keys and indexes that no keyword has looked at yet. */
type Unevaluated = Set<string | number>;

function noneUnevaluated(value: Instance, schema: Schema, isNeeded: boolean): Unevaluated {
  if (isMap(value)) {
    const all = schema.additionalProperties !== undefined;
    return !all && (isNeeded || schema.unevaluatedProperties !== undefined) ? new Set(value.keys()) : new Set();
  }
  if (!isList(value)) return new Set();
  const old = schema.version < 2020;
  const all = old ? schema.additionalItems !== undefined || schema.items !== undefined : schema.restItems !== undefined;
  const from = old ? (schema.itemList?.length ?? 0) : schema.prefixItems.length;
  if (all || !(isNeeded || schema.unevaluatedItems !== undefined)) return new Set();
  return new Set(value.slice(from).map((_, index) => from + index));
}

class Check {
  readonly #task: Task;
  readonly #problems: Problem[] = [];
  #unevaluated: Unevaluated = new Set();

  constructor(task: Task) {
    this.#task = metaTask(task);
    this.#spend(1);
  }

  /** @throws {LimitError} */
  #spend(steps: number): void {
    const { work } = this.#task;
    work.count += steps;
    if (work.count > mostWork) throw new LimitError(`the chart's schema takes more than ${mostWork} steps to check`);
  }

  /** What is left unevaluated stays in the set. */
  run(unevaluated: Unevaluated): Problem | undefined {
    this.#unevaluated = unevaluated;
    const first = this.#first();
    if (first !== undefined) return first;
    const { schema, value, quiet } = this.#task;
    if (schema.ref !== undefined) {
      const problem = this.#reference(schema.ref, "$ref");
      if (schema.version < 2019) return problem;
      this.#add(problem);
    }
    if (isMap(value)) this.#object(value);
    else if (isList(value)) this.#list(value);
    else if (typeof value === "string") this.#string(value);
    else if (typeof value === "number") this.#number(value);
    if (this.#problems.length === 0 || !quiet) {
      if (schema.version >= 2019) this.#dynamicReferences();
      this.#conditions();
      if (schema.version >= 2019) this.#rest(value);
    }
    const [only] = this.#problems;
    if (this.#problems.length < 2) return only;
    return this.#problem("validation failed", this.#problems, "group");
  }

  /** Keywords after which nothing else is looked at. */
  #first(): Problem | undefined {
    const { schema, value } = this.#task;
    const { types, constant, enumeration, format } = schema;
    if (schema.bool !== undefined) return schema.bool ? undefined : this.#problem("false schema");
    const cycle = this.#cycle();
    if (cycle !== undefined) return this.#problem(cycle);
    const type = typeOf(value);
    if (types !== undefined && !types.has(type) && !(types.has("integer") && Number.isInteger(value)))
      return this.#problem(`got ${type}, want ${typeOrder.filter((name) => types.has(name)).join(" or ")}`);
    if (constant !== undefined && !equals(value, constant.value)) {
      const { value: wanted } = constant;
      const isShown = !isMap(wanted) && !isList(wanted);
      return this.#problem(isShown ? `value must be ${display(wanted)}` : "'const' failed");
    }
    if (enumeration !== undefined && !this.#isAmong(value, enumeration))
      return this.#problem(enumerationText(enumeration));
    const problem = typeof value === "string" ? format?.check(value) : undefined;
    return problem === undefined
      ? undefined
      : this.#problem(`${display(value)} is not valid ${format?.name}: ${problem}`);
  }

  #isAmong(value: Instance, items: readonly Instance[]): boolean {
    if (!isMap(value) && !isList(value)) return itemsOf(items).has(value);
    this.#spend(items.length / comparisons);
    return items.some((item) => equals(value, item));
  }

  /** Undefined: no reference leads back here for the same value. */
  #cycle(): string | undefined {
    const { scope } = this.#task;
    for (let above = scope.parent; above?.level === scope.level; above = above.parent) {
      if (above.schema !== scope.schema) continue;
      const url = quote(locationText(scope.schema.location));
      return `both ${keywordsOf(scope)} and ${keywordsOf(above)} resolve to ${url} causing reference cycle`;
    }
    return undefined;
  }

  #object(value: InstanceMap): void {
    const { schema, quiet } = this.#task;
    const { minProperties, maxProperties } = schema.limits;
    this.#spend((value.size + schema.required.length + schema.dependencies.size) / comparisons);
    this.#atLeast("minProperties", value.size, minProperties);
    this.#atMost("maxProperties", value.size, maxProperties);
    const missing = schema.required.filter((name) => !value.has(name));
    if (missing.length === 1) this.#say(`missing property ${quoted(missing[0] ?? "")}`);
    else if (missing.length > 0) this.#say(`missing properties ${quotedList(missing)}`);
    if (quiet && this.#problems.length > 0) return;
    for (const [name, dependency] of schema.dependencies) {
      if (!value.has(name)) continue;
      if (Array.isArray(dependency)) this.#requires(value, name, dependency);
      else this.#self(dependency as Schema); // The other member of the union: `isArray` does not narrow readonly lists.
    }
    this.#properties(value);
    if (schema.version > 4) this.#propertyNames(value);
    if (schema.version <= 6) return;
    for (const [name, dependent] of schema.dependentSchemas) if (value.has(name)) this.#self(dependent);
    for (const [name, names] of schema.dependentRequired) if (value.has(name)) this.#requires(value, name, names);
  }

  #requires(value: InstanceMap, name: string, names: readonly string[]): void {
    const missing = names.filter((other) => !value.has(other));
    if (missing.length > 0) this.#say(`properties ${quotedList(missing)} required, if ${quoted(name)} exists`);
  }

  #properties(value: InstanceMap): void {
    const { schema, quiet } = this.#task;
    const { additionalProperties } = schema;
    const refused: string[] = [];
    for (const [name, item] of [...value].sort(byName)) {
      if (quiet && this.#problems.length > 0) return;
      const own = schema.properties.get(name);
      const others = schema.patternProperties.filter(({ pattern }) => this.#matches(pattern, name));
      const schemas = [...(own === undefined ? [] : [own]), ...others.map((other) => other.schema)];
      for (const each of schemas) this.#child(each, item, name);
      if (schemas.length === 0 && additionalProperties === undefined) continue;
      if (schemas.length === 0 && additionalProperties === false) refused.push(name);
      else if (schemas.length === 0 && typeof additionalProperties === "object")
        this.#child(additionalProperties, item, name);
      this.#unevaluated.delete(name);
    }
    if (refused.length > 0) this.#say(`additional properties ${quotedList(refused)} not allowed`);
  }

  #matches({ regexp }: Pattern, text: string): boolean {
    this.#spend(oneMatch + (regexp.size * text.length) / matched);
    return regexp.test(text);
  }

  #propertyNames(value: InstanceMap): void {
    const { schema, path, meta, work } = this.#task;
    const { propertyNames } = schema;
    if (propertyNames === undefined) return;
    for (const name of [...value.keys()].sort()) {
      const problem = checkRoot(propertyNames, name, meta, work);
      if (problem === undefined) continue;
      this.#problems.push({ ...problem, path, kind: "other", message: `invalid propertyName ${quoted(name)}` });
    }
  }

  #list(value: readonly Instance[]): void {
    const { schema } = this.#task;
    const { minItems, maxItems } = schema.limits;
    this.#atLeast("minItems", value.length, minItems);
    this.#atMost("maxItems", value.length, maxItems);
    const same = schema.uniqueItems ? duplicates(value) : undefined;
    if (same !== undefined) this.#say(`items at ${same[0]} and ${same[1]} are equal`);
    if (schema.version < 2020) this.#oldItems(value);
    else {
      for (const [index, item] of value.entries()) {
        const each = schema.prefixItems[index] ?? schema.restItems;
        if (each !== undefined) this.#child(each, item, String(index));
      }
    }
    if (schema.contains !== undefined) this.#contains(value, schema.contains);
  }

  #oldItems(value: readonly Instance[]): void {
    const { items, itemList, additionalItems } = this.#task.schema;
    const covered = items !== undefined ? value.length : Math.min(value.length, itemList?.length ?? 0);
    for (const [index, item] of value.entries()) {
      const schema = items ?? itemList?.[index] ?? (typeof additionalItems === "object" ? additionalItems : undefined);
      if (schema !== undefined) this.#child(schema, item, String(index));
    }
    if (additionalItems === false && covered !== value.length)
      this.#say(`last ${englishNumber(value.length - covered)} additionalItem(s) not allowed`);
  }

  #contains(value: readonly Instance[], schema: Schema): void {
    const { limits, version } = this.#task.schema;
    const problems: Problem[] = [];
    const matched: number[] = [];
    for (const [index, item] of value.entries()) {
      const problem = this.#checkChild(schema, item, String(index));
      if (problem !== undefined) problems.push(problem);
      else {
        matched.push(index);
        if (version >= 2020) this.#unevaluated.delete(index);
      }
    }
    const { minContains, maxContains } = limits;
    const count = (limit: number): string => `${englishNumber(limit)} items required to match contains schema, but`;
    const found = `matched ${englishNumber(matched.length)} items at ${matched.join(" ")}`;
    if (minContains === undefined && matched.length === 0) this.#say("no items match contains schema", problems);
    if (minContains !== undefined && matched.length < minContains)
      this.#say(`min ${count(minContains)} ${matched.length === 0 ? "none matched" : found}`, problems);
    if (maxContains !== undefined && matched.length > maxContains) this.#say(`max ${count(maxContains)} ${found}`);
  }

  #string(value: string): void {
    const { limits, pattern } = this.#task.schema;
    const { minLength, maxLength } = limits;
    if (minLength !== undefined || maxLength !== undefined) {
      const length = [...value].length;
      this.#atLeast("minLength", length, minLength);
      this.#atMost("maxLength", length, maxLength);
    }
    if (pattern !== undefined && !this.#matches(pattern, value))
      this.#say(`${quoted(value)} does not match pattern ${quoted(pattern.source)}`);
  }

  #number(value: number): void {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = this.#task.schema.limits;
    this.#atLeast("minimum", value, minimum);
    this.#atMost("maximum", value, maximum);
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      this.#limit("exclusiveMinimum", value, exclusiveMinimum);
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
      this.#limit("exclusiveMaximum", value, exclusiveMaximum);
    if (multipleOf !== undefined && !isMultiple(value, multipleOf)) this.#limit("multipleOf", value, multipleOf);
  }

  #atLeast(keyword: string, value: number, limit: number | undefined): void {
    if (limit !== undefined && value < limit) this.#limit(keyword, value, limit);
  }

  #atMost(keyword: string, value: number, limit: number | undefined): void {
    if (limit !== undefined && value > limit) this.#limit(keyword, value, limit);
  }

  #limit(keyword: string, value: number, limit: number): void {
    this.#say(`${keyword}: got ${englishNumber(value)}, want ${englishNumber(limit)}`);
  }

  #conditions(): void {
    const { schema, quiet } = this.#task;
    if (schema.not !== undefined && this.#checkSelf(schema.not, true) === undefined) this.#say("'not' failed");
    const failed: Problem[] = [];
    for (const each of schema.allOf) {
      const problem = this.#checkSelf(each);
      if (problem === undefined) continue;
      failed.push(problem);
      if (quiet) break;
    }
    if (failed.length > 0) this.#say("'allOf' failed", failed);
    this.#anyOf();
    this.#oneOf();
    const { condition } = schema;
    if (condition === undefined) return;
    const chosen = this.#checkSelf(condition.test, true) === undefined ? condition.met : condition.unmet;
    if (chosen !== undefined) this.#self(chosen);
  }

  #anyOf(): void {
    const { anyOf } = this.#task.schema;
    const failed: Problem[] = [];
    for (const each of anyOf) {
      const problem = this.#checkSelf(each);
      if (problem !== undefined) failed.push(problem);
      else if (this.#unevaluated.size === 0) break;
    }
    if (anyOf.length > 0 && failed.length === anyOf.length) this.#say("'anyOf' failed", failed);
  }

  #oneOf(): void {
    const { oneOf } = this.#task.schema;
    const failed: Problem[] = [];
    let matched: number | undefined;
    for (const [index, each] of oneOf.entries()) {
      const problem = this.#checkSelf(each, matched !== undefined);
      if (problem !== undefined) failed.push(problem);
      else if (matched === undefined) matched = index;
      else {
        this.#say(`'oneOf' failed, subschemas ${englishNumber(matched)}, ${englishNumber(index)} matched`);
        break;
      }
    }
    if (oneOf.length > 0 && matched === undefined) this.#say("'oneOf' failed, none matched", failed);
  }

  /** What no other keyword has evaluated. */
  #rest(value: Instance): void {
    const { unevaluatedItems, unevaluatedProperties } = this.#task.schema;
    const left = [...this.#unevaluated];
    if (isMap(value) && unevaluatedProperties !== undefined) {
      for (const name of left) {
        const item = value.get(String(name));
        if (item !== undefined) this.#child(unevaluatedProperties, item, String(name));
      }
      this.#unevaluated.clear();
    }
    if (isList(value) && unevaluatedItems !== undefined) {
      for (const index of left) this.#child(unevaluatedItems, value[Number(index)] ?? null, String(index));
      this.#unevaluated.clear();
    }
  }

  #dynamicReferences(): void {
    const { schema, scope } = this.#task;
    const { recursiveRef, dynamicRef } = schema;
    if (recursiveRef !== undefined) {
      let target = recursiveRef;
      for (let at: Scope | undefined = scope; recursiveRef.recursiveAnchor && at !== undefined; at = at.parent)
        if (at.schema.resource.recursiveAnchor) target = at.schema;
      this.#add(this.#reference(target, "$recursiveRef"));
    }
    if (dynamicRef !== undefined) {
      const { anchor } = dynamicRef;
      let { target } = dynamicRef;
      const isDynamic = anchor !== "" && target.dynamicAnchor === anchor;
      for (let at: Scope | undefined = scope; isDynamic && at !== undefined; at = at.parent)
        target = at.schema.resource.dynamicAnchors.get(anchor) ?? target;
      this.#add(this.#reference(target, "$dynamicRef"));
    }
  }

  #reference(target: Schema, keyword: string): Problem | undefined {
    const problem = this.#checkSelf(target, false, keyword);
    if (problem === undefined) return undefined;
    const causes = problem.kind === "group" ? problem.causes : [problem];
    return this.#problem("validation failed", causes, "reference");
  }

  #self(schema: Schema): void {
    this.#add(this.#checkSelf(schema));
  }

  /** The same value against another schema. */
  #checkSelf(schema: Schema, quiet = false, keyword = ""): Problem | undefined {
    const task = this.#task;
    const scope = { schema, level: task.scope.level, parent: task.scope, keyword };
    const unevaluated = noneUnevaluated(task.value, schema, this.#unevaluated.size > 0);
    const problem = new Check({ ...task, schema, scope, quiet: task.quiet || quiet }).run(unevaluated);
    if (problem === undefined)
      for (const key of this.#unevaluated) if (!unevaluated.has(key)) this.#unevaluated.delete(key);
    return problem;
  }

  #child(schema: Schema, value: Instance, key: string): void {
    this.#add(this.#checkChild(schema, value, key));
  }

  #checkChild(schema: Schema, value: Instance, key: string): Problem | undefined {
    const task = this.#task;
    const scope = { schema, level: task.scope.level + 1, parent: task.scope };
    const check = new Check({ ...task, value, path: [...task.path, key], schema, scope });
    return check.run(noneUnevaluated(value, schema, false));
  }

  #add(problem: Problem | undefined): void {
    if (problem !== undefined) this.#problems.push(problem);
  }

  #say(message: string, causes: readonly Problem[] = []): void {
    this.#problems.push(this.#problem(message, causes));
  }

  #problem(message: string, causes: readonly Problem[] = [], kind: Problem["kind"] = "other"): Problem {
    this.#spend(message.length / comparisons);
    return { path: this.#task.path, kind, message, causes };
  }
}

/** The keywords that led to a schema, from the first one on. */
function keywordsOf(scope: Scope): string {
  let text = "";
  for (let at = scope; at.parent !== undefined; at = at.parent) {
    const below = at.schema.location.pointer.slice(at.parent.schema.location.pointer.length);
    text = (at.keyword ? `/${at.keyword}` : below) + text;
  }
  return text;
}

/** A schema inside of a schema may state a draft of its own. */
function metaTask(task: Task): Task {
  const { meta, schema, path } = task;
  if (meta === undefined || schema !== meta.current) return task;
  const own = meta.metaschemas.get(
    path.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
  );
  if (own === undefined || own === schema) return task;
  return { ...task, schema: own, meta: { ...meta, current: own } };
}

const typeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"] as const;

/** What a value must be, in words; a long list is put into words once. */
const enumerationText = perList((values) => {
  if (values.some((value) => isMap(value) || isList(value))) return "'enum' failed";
  const shown = values.map(display);
  return shown.length === 1 ? `value must be ${shown[0]}` : `value must be one of ${shown.join(", ")}`;
});

const itemsOf = perList((items): ReadonlySet<Instance> => new Set(items));

/** Remembers what was made of a list of the schema. */
function perList<T>(make: (items: readonly Instance[]) => T): (items: readonly Instance[]) => T {
  const known = new WeakMap<readonly Instance[], { readonly made: T }>();
  return (items) => {
    const before = known.get(items) ?? { made: make(items) };
    known.set(items, before);
    return before.made;
  };
}

function byName([a]: readonly [string, Instance], [b]: readonly [string, Instance]): number {
  return a < b ? -1 : 1;
}
