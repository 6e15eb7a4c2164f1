/** Says of a key in a values file which objects it makes and what they are called, and which templates read it. */

import { getOrAdd, memoize } from "../../../base/memo.ts";
import type { Uri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import { nameOf, pathOf } from "../../../base/uri-path.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { formatPath, type Path } from "../../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { isValuesAt, keyAt } from "../../../workspace/charts/chart-words.ts";
import { givenIn } from "../../../workspace/charts/given-values.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { nameOfService, serviceOf } from "../cluster-objects.ts";
import { rangeOf } from "../convert.ts";
import { code, escapeText, list, placeLink } from "../markdown.ts";
import { keysUnder, readersOfKeys } from "./chart-navigation.ts";

/** A field that is the value of a key, unchanged, or that is made of it in part. */
interface MadeField {
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly path: Path;
  readonly key: Path;
  readonly isWhole: boolean;
}

const mostFields = 6;

/** Markdown and what it is about; undefined for anything but a key of values that something reads. */
export function valuesHover(
  analysis: Analysis,
  uri: Uri,
  offset: number,
): { readonly text: string; readonly span: Span } | undefined {
  const found = keyUnder(analysis, uri, offset);
  if (found === undefined) return undefined;
  const fields = found.environments.flatMap((environment) =>
    fieldsOf(environment)(uri).filter(({ key }) => isBelow(key, found.path)),
  );
  const readers = readersOfKeys(analysis, keysUnder(analysis, uri, offset));
  if (fields.length === 0 && readers.length === 0) return undefined;
  const [parts, whole] = [fields.filter(({ isWhole }) => !isWhole), fields.filter(({ isWhole }) => isWhole)];
  const lines = [
    code(formatPath(found.path)),
    fieldsText(analysis, "Makes", whole),
    fieldsText(analysis, "Is a part of", parts),
    readers.length === 0 ? "" : `Read in ${list(readers.map((reader) => linkText(reader)))}.`,
  ];
  return { text: lines.filter((line) => line !== "").join("\n\n"), span: found.span };
}

/** The key under the cursor, and the environments whose values the file gives. */
function keyUnder(
  analysis: Analysis,
  uri: Uri,
  offset: number,
): { readonly path: Path; readonly span: Span; readonly environments: readonly Environment[] } | undefined {
  const file = analysis.files.get(uri);
  if (file === undefined) return undefined;
  if (file.role === "helm-chart" && isValuesAt(analysis, uri)) {
    const found = keyAt(file, offset);
    return found && { ...found, environments: analysis.chartsInView(pathOf(uri)) };
  }
  const given = givenIn(analysis, uri).flatMap(({ environment, keyAt: keyOf }) => {
    const found = keyOf(offset);
    return found === undefined ? [] : [{ ...found, environment }];
  });
  const [first] = given;
  return first && { ...first, environments: given.map(({ environment }) => environment) };
}

/** Names of Services stand in front, then other names: they are what somebody asks for. */
function fieldsText(analysis: Analysis, verb: string, fields: readonly MadeField[]): string {
  const rankOf = ({ path, declaration }: MadeField): number => {
    if (path.length !== 2 || path[0] !== "metadata" || path[1] !== "name") return 2;
    return declaration.object.kind === "Service" ? 0 : 1;
  };
  const inOrder = fields.toSorted((a, b) => rankOf(a) - rankOf(b));
  const shown = new Map<string, MadeField>();
  for (const field of inOrder) getOrAdd(shown, sayingOf(field), () => field);
  const texts = [...shown.values()].slice(0, mostFields).map((field) => fieldText(analysis, field));
  const more = shown.size > mostFields ? `, and ${shown.size - mostFields} more` : "";
  return shown.size === 0 ? "" : `${verb} ${texts.join(", ")}${more}.`;
}

/** The same for the same field of an object in several sets of values. */
function sayingOf({ declaration: { object, uri }, path }: MadeField): string {
  const { kind, meta } = object;
  return JSON.stringify([uri, kind === "Other" ? object.otherKind : kind, meta.namespace, meta.name, path]);
}

function linkText({ uri, range }: ReturnType<typeof readersOfKeys>[number]): string {
  const label = `${nameOf(pathOf(uri))}:${range.start.line + 1}`;
  return placeLink(label, { uri, range, label });
}

function isBelow(key: Path, path: Path): boolean {
  return path.every((part, index) => part === key[index]);
}

/** `` `spec.ports[0].port` of Service `web` (`web.default.svc.cluster.local`) `` */
function fieldText(analysis: Analysis, { environment, declaration, path }: MadeField): string {
  const { kind, meta } = declaration.object;
  const service = serviceOf(environment, declaration);
  const name = service === undefined ? "" : ` (${code(nameOfService(environment, service))})`;
  const place = siteSpan(analysis, { declaration, path });
  const label = code(formatPath(path));
  const link =
    place === undefined
      ? ""
      : ` in ${placeLink(nameOf(pathOf(place.uri)), { uri: place.uri, range: rangeOf(analysis, place.uri, place.span), label })}`;
  return `${label} of ${escapeText(kind === "Other" ? declaration.object.otherKind : kind)} ${code(meta.name)}${name}${link}`;
}

/** By the values file that holds the key. */
const fieldsOf = memoize((environment: Environment) => {
  const found = new Map<Uri, MadeField[]>();
  for (const declaration of environment.declarations) {
    const { spots, spot, valuesIn } = declaration.rendered ?? {};
    for (const { path, part } of spots?.() ?? []) {
      if (part === "key") continue;
      // Most fields hold no value: that is known before where they are written is worked out.
      const values = valuesIn?.(path) ?? [];
      const whole = values.length === 0 ? undefined : spot?.(path, "value")?.value;
      for (const { uri, path: key } of whole === undefined ? values : [whole])
        getOrAdd(found, uri, () => []).push({ environment, declaration, path, key, isWhole: whole !== undefined });
    }
  }
  return (uri: Uri): readonly MadeField[] => found.get(uri) ?? [];
});
