/** Validates a PodSpec's names and DNS fields (pkg/apis/core/validation validatePodDNSConfig and around it). */
import { addressErrors } from "./address.ts";
import { dns1123Label, dns1123Subdomain, dns1123SubdomainWithUnderscore, lengthOf, mostCharacters } from "./content.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, isPresent, isTrue, items, textOf, textsOf, type Value } from "./json.ts";
import { textErrors } from "./meta.ts";

const policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const mostNameservers = 3;
const mostSearches = 32;
const mostSearchCharacters = 2048;
/** The kernel's limit for a host name. */
const mostHostname = 64;

/** hostname and subdomain; a StatefulSet overwrites both, so they are not looked at in its template. */
export function* hostnameErrors(spec: Value): Iterable<FieldError> {
  for (const key of ["hostname", "subdomain"]) {
    const place = at(spec, key);
    if (textOf(place) !== "") yield* textErrors(place, dns1123Label);
  }
}

/** hostnameOverride, since Kubernetes 1.35 (KEP-4762). */
export function* overrideErrors(spec: Value): Iterable<FieldError> {
  const place = at(spec, "hostnameOverride");
  if (!isPresent(place)) return;
  if (isTrue(at(spec, "setHostnameAsFQDN")))
    yield forbidden(place, "may not be specified when setHostnameAsFQDN is true");
  if (isTrue(at(spec, "hostNetwork"))) yield forbidden(place, "may not be specified when hostNetwork is true");
  if (lengthOf(textOf(place)) > mostHostname) yield invalid(place, textOf(place), mostCharacters(mostHostname));
  yield* textErrors(place, dns1123Subdomain);
}

/** dnsPolicy and dnsConfig. */
export function* dnsErrors(spec: Value): Iterable<FieldError> {
  const policy = at(spec, "dnsPolicy");
  const text = textOf(policy);
  if (text !== "" && !policies.includes(text)) yield notSupported(policy, text, policies);
  const config = at(spec, "dnsConfig");
  const servers = at(config, "nameservers");
  if (text === "None") {
    if (!isPresent(config)) {
      yield required(config, "must provide `dnsConfig` when `dnsPolicy` is None");
      return;
    }
    if (items(servers).length === 0) {
      yield required(servers, "must provide at least one DNS nameserver when `dnsPolicy` is None");
      return;
    }
  }
  if (items(servers).length > mostNameservers)
    yield invalid(servers, textsOf(servers), `must not have more than ${mostNameservers} nameservers`);
  for (const server of items(servers)) yield* addressErrors(server);
  yield* searchErrors(at(config, "searches"));
  for (const option of items(at(config, "options")))
    if (textOf(at(option, "name")) === "") yield required(option, "must not be empty");
}

function* searchErrors(searches: Value): Iterable<FieldError> {
  const texts = textsOf(searches);
  if (texts.length > mostSearches)
    yield invalid(searches, texts, `must not have more than ${mostSearches} search paths`);
  if (lengthOf(texts.join(" ")) > mostSearchCharacters) {
    const words = `must not have more than ${mostSearchCharacters} characters (including spaces) in the search list`;
    yield invalid(searches, texts, words);
  }
  for (const search of items(searches)) {
    if (textOf(search) === ".") continue;
    yield* textErrors(search, dns1123SubdomainWithUnderscore, textOf(search).replace(/\.$/, ""));
  }
}

/** ValidateHostAliases. */
export function* hostAliasErrors(spec: Value): Iterable<FieldError> {
  for (const alias of items(at(spec, "hostAliases"))) {
    yield* addressErrors(at(alias, "ip"));
    for (const name of items(at(alias, "hostnames"))) yield* textErrors(name, dns1123Subdomain);
  }
}
