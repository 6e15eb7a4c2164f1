/** Lists the ConfigMaps and Secrets whose contents the containers of a Pod get: as variables, or as mounted files (core/v1 PodSpec). */
import type { ConfigRead } from "../object.ts";
import type { JsonValue } from "../read-yaml.ts";

/**
 * What the containers of a Pod spec read, each object once; undefined where they read none. A volume that no container
 * mounts is read by nobody.
 * @param spec the Pod spec as JSON; parts of a wrong type are skipped
 */
export function configReads(spec: JsonValue | undefined): readonly ConfigRead[] | undefined {
  const found = new Map<string, { readonly kind: ConfigRead["kind"]; readonly name: string; containers: string[] }>();
  const add = (kind: ConfigRead["kind"], name: JsonValue | undefined, container: string): void => {
    if (typeof name !== "string" || name === "") return;
    const known = found.get(`${kind} ${name}`);
    if (known === undefined) found.set(`${kind} ${name}`, { kind, name, containers: [container] });
    else if (!known.containers.includes(container)) known.containers.push(container);
  };
  const volumes = new Map(list(spec, "volumes").map((volume) => [at(volume, "name"), volume]));
  for (const container of [...list(spec, "initContainers"), ...list(spec, "containers")]) {
    const name = at(container, "name");
    const called = typeof name === "string" ? name : "";
    for (const variable of list(container, "env")) {
      const from = at(variable, "valueFrom");
      if (from === undefined) continue;
      add("ConfigMap", at(at(from, "configMapKeyRef"), "name"), called);
      add("Secret", at(at(from, "secretKeyRef"), "name"), called);
    }
    for (const source of list(container, "envFrom")) {
      add("ConfigMap", at(at(source, "configMapRef"), "name"), called);
      add("Secret", at(at(source, "secretRef"), "name"), called);
    }
    for (const mount of list(container, "volumeMounts")) {
      const volume = volumes.get(at(mount, "name"));
      for (const source of [volume, ...list(at(volume, "projected"), "sources")]) {
        add("ConfigMap", at(at(source, "configMap"), "name"), called);
        add("Secret", at(at(source, "secret"), source === volume ? "secretName" : "name"), called);
      }
    }
  }
  return found.size === 0 ? undefined : [...found.values()];
}

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined;
  return (value as { readonly [key: string]: JsonValue })[key]; // No list, as the line above found out.
}

function list(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}
