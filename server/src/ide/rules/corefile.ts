/**
 * Reports the lines of the cluster's Corefile that do not configure the simulation. What the other lines do is left to
 * the DNS server.
 */

import type { Span } from "../../base/span.ts";
import { readCorefile } from "../../dns/server/read-corefile.ts";
import type { CorefileNote } from "../../dns/server/server-config.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const corefile: Rule = {
  id: "corefile",
  severity: "information",
  needs: "document",
  why: "The Corefile in the ConfigMap kube-system/coredns configures the simulated DNS server. Plugins and options that PodNS does not model are left out of its answers, so a real cluster may answer otherwise.",
  bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
  namespace: kube-system
data:
  Corefile: |
    .:53 {
        errors
        kubernetes cluster.local {
            pods insecure
        }
        template ANY ANY internal.test {
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: plugin 'template' is not modelled: simulated answers are those without it (corefile)
            rcode NXDOMAIN
        }
    }
`,
  good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
  namespace: kube-system
data:
  Corefile: |
    .:53 {
        errors
        kubernetes cluster.local in-addr.arpa ip6.arpa {
            pods insecure
            fallthrough in-addr.arpa ip6.arpa
        }
        hosts {
            192.0.2.7 registry.example.test
            fallthrough
        }
        rewrite name api.example.test kubernetes.default.svc.cluster.local
        forward . /etc/resolv.conf
        cache 30
        loadbalance
    }
    corp.example:53 {
        forward . 192.0.2.53
    }
`,
  *check({ analysis, declaration }): Iterable<Finding> {
    const { object, templated } = declaration;
    if (object.kind !== "ConfigMap" || object.meta.name !== "coredns" || templated) return;
    if ((object.meta.namespace ?? analysis.settings.defaultNamespace) !== "kube-system") return;
    const text = object.data["Corefile"];
    // The settings have one of their own: this one configures nothing.
    if (text === undefined || analysis.settings.corefile.trim() !== "") return;
    const lines = lineSpans(text);
    for (const note of readCorefile(text).notes) {
      const within = lines[note.line - 1];
      yield {
        at: { declaration, path: ["data", "Corefile"], ...(within === undefined ? {} : { within }) },
        message: messageFor(note),
      };
    }
  },
};

function messageFor({ severity, message }: CorefileNote): string {
  return severity === "error"
    ? `${message}: CoreDNS does not start with it, and the simulation leaves it out`
    : `${message}: simulated answers are those without it`;
}

/** Each line, from the first, without the blanks around it; undefined for one that is blank. */
function lineSpans(text: string): readonly (Span | undefined)[] {
  let end = -1;
  return text.split("\n").map((line) => {
    const start = end + 1;
    end = start + line.length;
    const own = line.trim();
    const at = start + line.indexOf(own);
    return own === "" ? undefined : { start: at, end: at + own.length };
  });
}
