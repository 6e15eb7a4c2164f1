/** Knows which lines of the cluster's Corefile do not configure the simulation; refuses to know what the others do. */
import { readCorefile } from "../naming/read-corefile.ts";
import type { CorefileNote } from "../naming/server-config.ts";
import type { Span } from "../text/span.ts";
import type { Finding, Rule } from "./rule.ts";

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
    for (const note of readCorefile(text).notes) {
      const within = lineSpan(text, note.line);
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

/** The line without the blanks around it; undefined for one that is blank. */
function lineSpan(text: string, number: number): Span | undefined {
  const lines = text.split("\n");
  const line = lines[number - 1] ?? "";
  const start = lines.slice(0, number - 1).reduce((sum, before) => sum + before.length + 1, 0);
  const own = line.trim();
  return own === "" ? undefined : { start: start + line.indexOf(own), end: start + line.indexOf(own) + own.length };
}
