/** What the YAML scanner says where it gives up. */
import { type Input, YamlError } from "./input.ts";

/** A problem where the scanner stands; go-yaml names no line if it is the first. */
export function scanError(input: Input, problem: string): YamlError {
  return new YamlError(problem, input.line === 0 ? 0 : input.line + 1, input.pos);
}
