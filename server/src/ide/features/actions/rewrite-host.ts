/** Writes a host name in full, or in its shortest form, where both lead to the same answers everywhere. */
import { clusterDomain } from "../../../dns/server/server.ts";
import { changeTo } from "../../rules/host-names/change-host.ts";
import { meaningOf } from "../symbol/host-labels.ts";
import type { Action, HostPlace } from "./action.ts";
import { leadsToTheSame } from "./same-answer.ts";

/** Both directions, where there is another form. */
export function rewriteHost(place: HostPlace): readonly Action[] {
  const { analysis, declaration, mention } = place;
  const [first] = place.made;
  if (first === undefined || mention.absolute || mention.expanded || mention.context.kind === "certificate") return [];
  const meaning = meaningOf(analysis, first.environment, first.declaration, mention);
  if (meaning === undefined || mention.labels[0]?.startsWith("_") === true) return [];
  const { service, serviceAt } = meaning;
  const below = mention.labels.slice(0, serviceAt + 1).join(".");
  const forms = [
    below,
    `${below}.${service.namespace}`,
    `${below}.${service.namespace}.svc`,
    `${below}.${service.namespace}.svc.${clusterDomain(first.environment.server)}`,
  ];
  const full = forms.at(-1) ?? "";
  const written = (name: string, title: string): readonly Action[] => {
    const [fix] = changeTo(analysis, declaration, mention, name, title);
    return fix === undefined ? [] : [{ title, kind: "refactor.rewrite", edits: fix.edits }];
  };
  const shorter = forms.find((form) => form.length < mention.host.length && leadsToTheSame(place, form));
  return [
    ...(mention.host !== full && leadsToTheSame(place, full) ? written(full, `Write '${full}' in full`) : []),
    ...(shorter === undefined ? [] : written(shorter, `Shorten to '${shorter}'`)),
  ];
}
