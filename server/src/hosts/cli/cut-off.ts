/** Ends lists that go through many environments: each of them may be large, and there may be thousands. */
import { shortened } from "../../base/excerpt.ts";
import type { CommandEnvironment } from "./command-environments.ts";

/** So many lines are listed of all environments together, unless one alone has more. */
const mostLines = 15_000;

export interface CutOff {
  /** True where so many lines are listed already that this environment is left out. */
  readonly isPast: (environment: CommandEnvironment, listed: number) => boolean;
  /** Tells what was left out. */
  readonly end: () => void;
}

/** @param giveUp is told what is left out */
export function cutOff(giveUp: (why: string) => void): CutOff {
  const leftOut: string[] = [];
  return {
    isPast: ({ label }, listed) => {
      if (listed < mostLines) return false;
      leftOut.push(label);
      return true;
    },
    end: () => {
      const [first] = leftOut;
      if (first === undefined) return;
      const others = leftOut.length === 1 ? "" : ` and ${leftOut.length - 1} others`;
      giveUp(`after ${mostLines} lines no other environment is listed: '${shortened(first)}'${others} are left out`);
    },
  };
}
