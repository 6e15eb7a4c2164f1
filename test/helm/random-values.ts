/** Values that a person, or a mistake, might give a chart: some of its own, changed at random. */
import type { Random } from "../soak/random.ts";

export type Values = { [key: string]: Json };
type Json = string | number | boolean | null | Json[] | Values;
type Path = readonly string[];

const texts: readonly string[] = [
  ...["", "x", "my-name", "a.b/c", "true", "1", "0x1F", "1e3", "-", "a: b", "multi\nline\n", "é ✓", "a,b", "10Gi"],
  ...["{{ .Release.Name }}-t", "{{ .Values.nope }}", "ClusterIP", "NodePort", "LoadBalancer", "None", "soft", "hard"],
  ...["standalone", "replication", "RollingUpdate", "Recreate", "StatefulSet", "DaemonSet", "Parallel", "nano", "http"],
];
const maps: readonly Values[] = [
  ...[{}, { a: "b" }, { key: 1 }, { enabled: true }, { "app.kubernetes.io/x": "y" }, { create: true, name: "own" }],
  ...[{ x: "{{ .Release.Namespace }}" }, { httpGet: { path: "/", port: "http" } }],
];
const lists: readonly Json[][] = [
  ...[[], ["a"], [1, 2], [{ name: "A", value: "b" }], [{ name: "vol", emptyDir: {} }], ["{{ .Release.Name }}"]],
  ...[[{ host: "a.example", paths: ["/"] }], [{ name: "p", containerPort: 80, port: 80, targetPort: "http" }]],
];
const numbers: readonly number[] = [0, 1, 2, 3, 1.5, 12345678, 1e21, -1];

/** One to six of the values, changed. Booleans change half of the time: they decide what is rendered. */
export function randomValues(own: Values, random: Random): Values {
  const paths = leavesOf(own, []);
  const flags = paths.filter((path) => typeof at(own, path) === "boolean");
  const made: Values = {};
  for (let count = 1 + random.below(6); count > 0 && paths.length > 0; count--) {
    const path = random.pick(flags.length > 0 && random.chance(0.5) ? flags : paths);
    put(made, path, changed(at(own, path), random));
  }
  return made;
}

function changed(value: Json | undefined, random: Random): Json {
  if (typeof value === "boolean" && random.chance(0.95)) return !value;
  if (random.chance(0.05)) return null;
  if (random.chance(0.07)) return random.pick<Json>([...maps, ...lists]);
  if (typeof value === "number") return random.pick([...numbers, value + 1, value * 10]);
  if (typeof value === "string") return random.pick([...texts, `${value}x`, value.toUpperCase()]);
  if (Array.isArray(value)) return random.pick(lists);
  return random.pick<Json>([...texts, ...maps, ...lists, 5, true]);
}

function leavesOf(value: Json, path: Path): readonly Path[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  const keys = Object.keys(value);
  return keys.length === 0 ? [path] : keys.flatMap((key) => leavesOf(value[key] ?? null, [...path, key]));
}

function at(values: Values, path: Path): Json | undefined {
  let found: Json | undefined = values;
  for (const key of path)
    found = typeof found === "object" && found !== null && !Array.isArray(found) ? found[key] : undefined;
  return found;
}

function put(values: Values, path: Path, value: Json): void {
  let map = values;
  for (const key of path.slice(0, -1)) {
    const below = map[key];
    const next = typeof below === "object" && below !== null && !Array.isArray(below) ? below : {};
    map[key] = next;
    map = next;
  }
  const last = path.at(-1);
  if (last !== undefined) map[last] = value;
}
