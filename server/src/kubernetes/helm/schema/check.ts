/** Values against values.schema.json, of a chart and of its dependencies (helm pkg/chartutil/jsonschema.go). */
import type { Chart } from "../chart/chart.ts";
import { keptWithFile, type SourceFile, textOf } from "../chart/source-file.ts";
import { unmarshalJson } from "../functions/json-unmarshal.ts";
import { typeName } from "../template/reflect.ts";
import { GoError, GoMap, type Json } from "../template/value.ts";
import { compileSchema } from "./compile.ts";
import { instanceOfJson, instanceOfValue } from "./instance.ts";
import { problemText } from "./problem.ts";
import { RemoteSchema, type Schema, SchemaError } from "./schema.ts";
import { checkAgainst } from "./validate.ts";

/** What the schemas say of some values. */
export interface SchemaCheck {
  /** helm's error; undefined: the values are as the schemas want them. */
  readonly problem: string | undefined;
  /** The first schema that refuses them. */
  readonly file: SourceFile | undefined;
  /** Schemas of other hosts, which nobody fetches here: what refers to them is not checked. */
  readonly remote: readonly string[];
}

export function checkSchemas(chart: Chart, values: GoMap): SchemaCheck {
  const found: Found = { text: "", file: undefined, remote: [] };
  check(chart, values, found);
  const { text, file, remote } = found;
  const problem = `values don't meet the specifications of the schema(s) in the following chart(s):\n${text}`;
  return { problem: text === "" ? undefined : problem, file, remote };
}

interface Found {
  text: string;
  file: SourceFile | undefined;
  readonly remote: string[];
}

function check({ metadata, schema, dependencies }: Chart, values: GoMap, found: Found): void {
  if (schema !== undefined) {
    const problem = checkOne(schema, values, found.remote);
    if (problem !== undefined) {
      found.text += `${metadata.name}:\n${problem}`;
      found.file ??= schema;
    }
  }
  for (const dependency of dependencies) {
    const { name } = dependency.metadata;
    const own = values.entries.get(name);
    if (own === undefined) continue;
    if (own instanceof GoMap) check(dependency, own, found);
    else found.text += `${name}:\ninvalid type for values: expected object (map), got ${typeName(own)}\n`;
  }
}

function checkOne(file: SourceFile, values: GoMap, remote: string[]): string | undefined {
  const schema = schemaOf(file);
  if (typeof schema === "string") return schema;
  if (schema instanceof RemoteSchema) {
    remote.push(schema.url);
    return undefined;
  }
  const problem = checkAgainst(schema, instanceOfValue(values));
  if (problem === undefined) return undefined;
  return `${problemText(problem).replace("jsonschema validation failed with 'file:///values.schema.json#'\n", "")}\n`;
}

/** What Go's json.Decoder says of a text that is not JSON. */
function jsonProblem(text: string): string {
  try {
    unmarshalJson(text, undefined);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    if (error.message === "unexpected end of JSON input") return text.trim() === "" ? "EOF" : "unexpected EOF";
    return / after top-level value$/.test(error.message) ? "invalid character after top-level value" : error.message;
  }
  return "invalid character after top-level value";
}

/** A text says why there is none. */
const schemaOf: (file: SourceFile) => Schema | RemoteSchema | string = keptWithFile((file) => {
  let json: Json;
  try {
    json = JSON.parse(textOf(file)) as Json; // JSON.parse gives nothing else.
  } catch (error) {
    if (error instanceof SyntaxError) return jsonProblem(textOf(file));
    throw error;
  }
  try {
    return compileSchema(instanceOfJson(json));
  } catch (error) {
    if (error instanceof RemoteSchema) return error;
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
});
