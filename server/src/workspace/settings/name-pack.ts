/** Defines a name pack: what one operator makes that no manifest shows. It names no particular operator. */
import { isRecord } from "../../base/json.ts";

/**
 * What an operator makes for its custom resources. Patterns: `{name}` is the custom resource's name, `*` is anything.
 */
export interface NamePack {
  readonly id: string;
  /** API groups of its custom resources; `*.example.com` are the groups below a domain. */
  readonly groups: readonly string[];
  /** Names of Services so particular that they are recognised wherever the custom resource is: `{name}` stands for anything. */
  readonly services: readonly string[];
  /** Names of Services that mean this operator only beside one of its custom resources. */
  readonly vague?: readonly string[];
  /** Keys of labels that it puts on Pods: a whole key, or a pattern such as `example.com/*`. */
  readonly podLabels: readonly string[];
}

/** What a person says about operators (setting `podns.operators`). */
export interface OperatorSettings {
  /** Ids of packs that are not used: nothing of that operator runs in the cluster. (`off` would be a boolean in YAML 1.1.) */
  readonly disabled: readonly string[];
  readonly packs: readonly NamePack[];
}

/** @returns undefined when the value has not the form of the setting */
export function readOperators(value: unknown): OperatorSettings | undefined {
  if (!isRecord(value) || !hasOnly(value, ["disabled", "packs"])) return undefined;
  const disabled = strings(value["disabled"]);
  const given = value["packs"] ?? [];
  if (disabled === undefined || !Array.isArray(given)) return undefined;
  const packs: NamePack[] = [];
  for (const item of given) {
    const pack = readPack(item);
    if (pack === undefined) return undefined;
    packs.push(pack);
  }
  return { disabled, packs };
}

function readPack(value: unknown): NamePack | undefined {
  if (!isRecord(value) || !hasOnly(value, ["id", "groups", "services", "podLabels"])) return undefined;
  const { id } = value;
  const groups = strings(value["groups"]);
  const services = strings(value["services"]);
  const podLabels = strings(value["podLabels"]);
  if (typeof id !== "string" || groups === undefined || services === undefined || podLabels === undefined) {
    return undefined;
  }
  return { id, groups, services, podLabels };
}

/** The JSON schema of the setting. */
export const operatorsSchema: Readonly<Record<string, unknown>> = {
  type: "object",
  additionalProperties: false,
  properties: {
    disabled: { type: "array", items: { type: "string" }, description: "Ids of name packs that are not used." },
    packs: {
      type: "array",
      description: "Operators of your own.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id"],
        properties: {
          id: { type: "string" },
          groups: {
            type: "array",
            items: { type: "string" },
            description: "API groups of its custom resources, such as `example.com`.",
          },
          services: {
            type: "array",
            items: { type: "string" },
            description:
              "Names of the Services that it makes: `{name}` is the custom resource's name, `*` is anything.",
          },
          podLabels: {
            type: "array",
            items: { type: "string" },
            description: "Keys of the labels that it puts on Pods, such as `example.com/*`.",
          },
        },
      },
    },
  },
  default: { disabled: [], packs: [] },
};

function strings(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

function hasOnly(value: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}
