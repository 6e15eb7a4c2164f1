/** Defines what a build has gathered so far: objects, and the field specs and vars that came with them. */
import type { Config } from "./default-specs.ts";
import type { Resource } from "./resource.ts";
import type { Var } from "./vars.ts";

export interface Accumulator {
  resources: Resource[];
  config: Config;
  readonly vars: Map<string, Var>;
}
