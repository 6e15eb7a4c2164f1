/** Defines the messages between the thread that follows the files and the thread that answers: plain data, which is copied. */

import type { Scenario } from "../../../../cluster/scenario/scenario.ts";
import type { Declaration } from "../../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../../kubernetes/manifests/read-yaml.ts";
import type { Settings } from "../../../../workspace/settings/settings.ts";
import type { ServerOptions } from "../../command-environments.ts";

/** What holds as long as the thread lives. */
export interface AnsweringOptions {
  readonly host: string;
  readonly port: number;
  /** Names outside are asked where the Corefile forwards to. */
  readonly forwards: boolean;
  /** Seconds of the scenario in a second. */
  readonly speed: number;
  readonly snapshot: boolean;
  readonly server: Pick<ServerOptions, "serverIp" | "serverSearch">;
}

/** Numbers a declaration on both sides. */
export type DeclarationId = number;

/** What is to be answered from: the declarations have come before, each with its number. */
export interface ServedState {
  /** The number of the generation: the same one is the same environment. */
  readonly generation: number;
  readonly ids: readonly DeclarationId[];
  readonly settings: Settings;
  /** Of the zones' SOA. */
  readonly serial: number;
  /** Absent: the one before. */
  readonly scenario?: Scenario;
}

/** To the thread that answers. */
export type ToAnswering =
  | { readonly kind: "declarations"; readonly declarations: readonly (readonly [DeclarationId, Declaration])[] }
  /** Whole objects, for the patches of a scenario: they hold for the next state alone. */
  | { readonly kind: "values"; readonly values: readonly (readonly [DeclarationId, JsonValue])[] }
  | { readonly kind: "serve"; readonly state: ServedState }
  | { readonly kind: "listen" };

/** From the thread that answers. */
export type FromAnswering =
  /** The last state that came is answered from, or why it cannot be. */
  | { readonly kind: "served"; readonly error?: string }
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "not-listening"; readonly error: string }
  | { readonly kind: "err"; readonly line: string };

/** The declaration as data: where it is rendered from does not matter to who answers. */
export function plainDeclaration({ uri, object, refusals, templated }: Declaration): Declaration {
  return { uri, object, refusals, templated };
}

/** The scenario as data. */
export function plainScenario(scenario: Scenario): Scenario {
  const events = scenario.events.map((event) =>
    event.kind === "apply" ? { ...event, declarations: event.declarations.map(withValue) } : event,
  );
  return { ...scenario, events };
}

function withValue(declaration: Declaration): Declaration {
  const plain = plainDeclaration(declaration);
  return declaration.rendered === undefined ? plain : { ...plain, rendered: { value: declaration.rendered.value } };
}
