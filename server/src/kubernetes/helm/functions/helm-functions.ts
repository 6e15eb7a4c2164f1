/** All functions that helm gives templates, by name (sprig's, and its own). */
import type { GoFunction } from "../template/types.ts";
import { certificateFunctions } from "./certificates.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictFunctions } from "./dicts.ts";
import { hashFunctions } from "./hashes.ts";
import { templateFunctions } from "./helm.ts";
import { jsonFunctions } from "./json.ts";
import { listFunctions } from "./lists.ts";
import { numberFunctions } from "./numbers.ts";
import { pathFunctions } from "./paths.ts";
import { randomFunctions } from "./randoms.ts";
import { regexFunctions } from "./regexes.ts";
import { stringFunctions } from "./strings.ts";
import { tomlFunctions } from "./toml.ts";
import { urlFunctions } from "./urls.ts";
import { versionFunctions } from "./versions.ts";
import { yamlFunctions } from "./yaml.ts";

/** By name. */
export const helmFunctions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>(
  [
    stringFunctions,
    numberFunctions,
    listFunctions,
    dictFunctions,
    defaultFunctions,
    dateFunctions,
    regexFunctions,
    pathFunctions,
    urlFunctions,
    versionFunctions,
    hashFunctions,
    randomFunctions,
    certificateFunctions,
    jsonFunctions,
    yamlFunctions,
    tomlFunctions,
    templateFunctions,
  ].flatMap((table) => Object.entries(table)),
);
