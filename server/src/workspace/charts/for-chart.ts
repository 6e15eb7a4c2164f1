/** Makes an analysis for one chart: its rendered objects count, the raw text of its templates does not. */

import { memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../analysis.ts";
import { installerOf, mayBeAmong } from "../gitops/installers.ts";
import { tablesOf } from "../index/name-tables.ts";

/** Rules and answers about a chart's objects ask for names and labels as if all files held them. */
export const forChart: (analysis: Analysis) => (environment: Environment) => Analysis = memoize((analysis: Analysis) =>
  memoize((environment: Environment): Analysis => {
    // Asked for each time: what lives on must not hold the objects of a rendering that is let go.
    const tables = (): ReturnType<typeof tablesOf> => tablesOf(environment.declarations);
    // What the release itself makes is what is looked at.
    const isOther = ({ object }: Declaration): boolean =>
      object.kind !== "Other" ||
      !mayBeAmong(
        environment.chart?.installers,
        installerOf(object.otherKind, object.meta.name, object.meta.namespace),
      );
    const resources = memoize((own: readonly Declaration[]) => [...own, ...analysis.customResources().filter(isOther)]);
    return {
      ...analysis,
      judged: environment,
      declarationsNamed: (kind, name) => [
        ...(tables().byName.get(`${kind} ${name}`) ?? []),
        ...analysis.declarationsNamed(kind, name),
      ],
      podMakersWith: (key, value) => [
        ...(tables().byLabel.get(`${key}=${value}`) ?? []),
        ...analysis.podMakersWith(key, value),
      ],
      customResources: () => resources(tables().others),
    };
  }),
);
