/** Describes a Service that is missing: certainly missing, perhaps made by something unseen, or somewhere else. */

import { nearestNames } from "../../rules/evidence/near-names.ts";
import { servicesNamed } from "../../rules/evidence/reach.ts";
import { mayMakeService } from "../../rules/evidence/unseen.ts";
import { servicesIn } from "../cluster-objects.ts";
import { code, escapeText, list } from "../markdown.ts";
import { bold, type HoverContext, where } from "./context.ts";

export interface MissingService {
  /** True where something unseen may provide it. */
  readonly unsure: boolean;
  readonly head: string;
  /** Why that is not certain, or where another one is; "" for neither. */
  readonly why: string;
  /** Names that were most likely meant. */
  readonly near: readonly string[];
}

/** Describes a Service that an object names and that its environment does not have. */
export function missingService(context: HoverContext, namespace: string, name: string): MissingService {
  const { analysis, environment, declaration } = context;
  const maker = mayMakeService(analysis, name, namespace);
  const unsure = !analysis.loaded || environment.open.length > 0 || maker !== undefined;
  const near = nearestNames(
    name,
    servicesIn(environment, namespace).map((service) => service.name),
  );
  const hint = near.length === 0 ? "" : `. Did you mean ${list(near.map(code))}?`;
  const [other] = servicesNamed(analysis, environment, declaration.object, name).elsewhere();
  const why = !analysis.loaded
    ? "The workspace is still being read."
    : maker !== undefined
      ? `It may be made by ${escapeText(maker.who)}.`
      : other === undefined
        ? ""
        : Number.isFinite(other.distance)
          ? `The one in namespace ${code(other.object.meta.namespace ?? "")}${where(analysis, other.declaration)} is another Service.`
          : `The one of that name${where(analysis, other.declaration)} is not applied together with this file.`;
  return {
    unsure,
    near,
    why,
    head: unsure
      ? `${bold(name)}: no Service of this name is known in ${code(namespace)}`
      : `${bold(name)}: there is no such Service in ${code(namespace)}${hint}`,
  };
}
