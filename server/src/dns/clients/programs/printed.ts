/** Defines what every simulated client returns. */
import type { Simulation } from "../simulation.ts";

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly outcome: Simulation["outcome"];
}

/** A client stopped at a question that only a server outside the cluster can answer. */
export function outside(stdout = ""): Printed {
  return { stdout, stderr: "", exitCode: 1, outcome: "outside" };
}
