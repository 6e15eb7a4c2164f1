/** An analysis as it is for the objects of one chart: what it makes counts, and what its templates only spell does not. */
import type { Declaration } from "../manifests/manifest.ts";
import type { Analysis, Environment } from "./analysis.ts";
import { isCustomResource, labelsOfPods } from "./lookup.ts";
import { memoize } from "./memo.ts";

/** Rules and answers about a chart's objects ask for names and labels as if all files held them. */
export const forChart: (analysis: Analysis) => (environment: Environment) => Analysis = memoize((analysis: Analysis) =>
  memoize((environment: Environment): Analysis => {
    // Asked for each time: what lives on must not hold the objects of a rendering that is let go.
    const tables = (): ReturnType<typeof tablesOf> => tablesOf(environment.declarations);
    const resources = memoize((own: readonly Declaration[]) => [...own, ...analysis.customResources()]);
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

const tablesOf = memoize((declarations: readonly Declaration[]) => {
  const byName = new Map<string, Declaration[]>();
  const byLabel = new Map<string, Declaration[]>();
  const others: Declaration[] = [];
  for (const declaration of declarations) {
    const { object } = declaration;
    add(byName, `${object.kind} ${object.meta.name}`, declaration);
    for (const [key, value] of Object.entries(labelsOfPods(object) ?? {})) add(byLabel, `${key}=${value}`, declaration);
    if (object.kind === "Other" && isCustomResource(object.apiVersion)) others.push(declaration);
  }
  return { byName, byLabel, others };
});

function add(map: Map<string, Declaration[]>, key: string, declaration: Declaration): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [declaration]);
  else known.push(declaration);
}
