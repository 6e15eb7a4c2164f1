/** Reports names that end in another cluster domain than the cluster's own. */
import { distance } from "fastest-levenshtein";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { defaultSettings } from "../../workspace/settings/settings.ts";
import { isRefused, near } from "./evidence/reach.ts";
import { byPlace, changeTo } from "./host-names/change-host.ts";
import { fullParts, writeHost } from "./host-names/parts.ts";
import { servicesInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const clusterDomainMismatch: Rule = {
  id: "cluster-domain-mismatch",
  severity: "information",
  needs: "workspace",
  why: "A complete name ends in the cluster's own domain (`podns.clusterDomain`); with another one it is asked outside the cluster, where it does not exist.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  DB_HOST: db.shop.svc.cluster.locl
#          ^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'db.shop.svc.cluster.locl' is asked outside the cluster: its domain 'cluster.locl' is not the cluster's, which is 'cluster.local' (cluster-domain-mismatch)
  CACHE_HOST: db.shop.svc.k8s.example.com
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: 'db.shop.svc.k8s.example.com' is asked outside the cluster: its domain 'k8s.example.com' is not the cluster's, which is 'cluster.local'; where the cluster has that domain, set 'podns.clusterDomain' (cluster-domain-mismatch)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  DB_HOST: db.shop.svc.cluster.local
  SHORT: db.shop.svc
  ELSEWHERE: api.prod.svc.other.example.com
  MULTICLUSTER: db.shop.svc.clusterset.local
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const { clusterDomain } = environment.podDns;
    if (isRefused(declaration) || clusterDomain === "") return;
    const hosts = hostsOf(analysis, declaration);
    for (const [mention] of byPlace(hosts)) {
      const parts = fullParts(mention);
      const { domain = "" } = parts ?? {};
      if (parts === undefined || domain === "" || domain === clusterDomain || domain === "clusterset.local") continue;
      // It is asked in the cluster, whatever stands in front.
      if (domain.endsWith(`.${clusterDomain}`)) continue;
      const [service] = servicesInView(environment, parts.service, parts.namespace);
      const isNear = service !== undefined && service.distance <= near;
      const isTypo = distance(domain, clusterDomain) <= 2;
      const isGiven = analysis.settings.isDomainGiven === true;
      // `cluster1.local` may be another cluster's; because the Service is here, this cluster is likely meant. The usual
      // domain does not mean another cluster where the settings give this one another domain.
      const isLeftOver = isGiven && domain === defaultSettings.clusterDomain;
      const { namespace = isGiven ? analysis.settings.defaultNamespace : undefined } = service?.object.meta ?? {};
      const isMeant = isNear && (isTypo || namespace === parts.namespace);
      if (!isMeant && !isLeftOver) continue;
      const setting = isTypo || isGiven ? "" : "; where the cluster has that domain, set 'podns.clusterDomain'";
      yield {
        at: siteOf(declaration, mention),
        severity: isTypo || isGiven ? "warning" : "information",
        message: `'${mention.host}' is asked outside the cluster: its domain '${domain}' is not the cluster's, which is '${clusterDomain}'${setting}`,
        fixes: () => changeTo(analysis, declaration, mention, writeHost({ ...parts, domain: clusterDomain })),
      };
    }
  },
};
