/**
 * Crafted texts against every function that reads users' text: the work grows like the text. The processor's time for a
 * text is compared with that for one four times as long: sixteen times as much would be quadratic. Short times say
 * nothing, and a busy machine is slow now and then, so that a pair is tried again before it fails.
 */
import { expect, test } from "vitest";
import { namesFor } from "../client/src/common/completion.ts";
import { decodeText } from "../client/src/common/decode.ts";
import { matchesGlob } from "../client/src/common/glob.ts";
import { decodeBase64 } from "../server/src/base/base64.ts";
import { partsBetween } from "../server/src/base/between.ts";
import { matcher, refusedGlobs } from "../server/src/base/glob.ts";
import { goRegexp } from "../server/src/base/go-regexp.ts";
import { asUri } from "../server/src/base/source.ts";
import { splitDocuments } from "../server/src/base/split.ts";
import { parseDuration } from "../server/src/cluster/scenario/duration.ts";
import { parseObjectRef } from "../server/src/cluster/scenario/object-ref.ts";
import { readScenario } from "../server/src/cluster/scenario/read-scenario.ts";
import { candidatesOf } from "../server/src/dns/clients/client-run.ts";
import { isDns1123Subdomain, labels, nameDefect, nameKey, normalName } from "../server/src/dns/data/name.ts";
import { readResolvConf } from "../server/src/dns/data/read-resolv-conf.ts";
import { parseAddress, zonesOfCidr } from "../server/src/dns/server/address.ts";
import { readCorefile } from "../server/src/dns/server/read-corefile.ts";
import { parseEndpoint } from "../server/src/hosts/cli/upstream.ts";
import { readChartOutput } from "../server/src/hosts/files/helm-output.ts";
import { code, escapeText, plainText } from "../server/src/ide/features/markdown.ts";
import { judgeFile } from "../server/src/ide/rules/run/run.ts";
import { suppressionsOf } from "../server/src/ide/rules/run/suppressions.ts";
import { isRemote } from "../server/src/kubernetes/kustomize/build.ts";
import { splitPath } from "../server/src/kubernetes/kustomize/field-spec.ts";
import { smartSplit } from "../server/src/kubernetes/kustomize/replacements.ts";
import { resolvePlain } from "../server/src/kubernetes/kustomize/scalar.ts";
import { readLabelSelector } from "../server/src/kubernetes/manifests/label-selector.ts";
import { parseManifest, parseTemplate } from "../server/src/kubernetes/manifests/parse.ts";
import { readYaml } from "../server/src/kubernetes/manifests/read-yaml.ts";
import { isCommentTemplated, isTemplated, looksUnreadable } from "../server/src/kubernetes/manifests/role.ts";
import { maskTemplate, unmask, withoutPadding } from "../server/src/kubernetes/manifests/template-text.ts";
import { indentLines, styleOf } from "../server/src/kubernetes/manifests/write-yaml.ts";
import { mentionsIn } from "../server/src/kubernetes/mentions/extract.ts";
import { labelKey, labelValue, portName } from "../server/src/kubernetes/validation/content.ts";
import { readKustomization } from "../server/src/workspace/kustomizations/kustomization.ts";
import { defaultSettings } from "../server/src/workspace/settings/settings.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

type Scanner = (text: string) => unknown;

const uri = asUri("file:///a.yaml");

/** Readers of running text. */
const scanners: Readonly<Record<string, Scanner>> = {
  splitDocuments,
  partsBetween: (text) =>
    partsBetween(text, [
      { open: "{{", close: "}}" },
      { open: "$(", close: ")", oneLine: true },
    ]),
  glob: (text) => [matcher([text])("a/b.yaml"), refusedGlobs([text])],
  "client's glob": (text) => matchesGlob("**/a*b/*.{yaml,yml}", text),
  "globs on paths": (text) => matcher(["*a*a*a*b", "**/x/**/y"])(text),
  goRegexp: (text) => goRegexp(text),
  isTemplated: (text) => [isTemplated(text), isCommentTemplated(text), looksUnreadable(text), withoutPadding(text)],
  maskTemplate: (text) => unmask(maskTemplate(text)),
  styleOf: (text) => [styleOf(text), indentLines(text, 2)],
  "ConfigMap of text": configMap("a.conf"),
  "ConfigMap of a script": configMap("a.sh"),
  "ConfigMap of XML": configMap("a.xml"),
  readResolvConf,
  readCorefile,
  readLabelSelector,
  names: (text) => [isDns1123Subdomain(text), labels(text), nameDefect(text), nameKey(text), normalName(text)],
  addresses: (text) => [parseAddress(text), zonesOfCidr(text), parseEndpoint(text, 53)],
  candidatesOf: (text) => candidatesOf("a", { nameservers: [], search: [text], options: [] }, "search"),
  "kustomize's texts": (text) => [
    isRemote(text),
    decodeBase64(text),
    tryTo(() => [splitPath(text), smartSplit(text)]),
    resolvePlain(text),
  ],
  readChartOutput,
  "rules of the API server": (text) => [labelKey(text), labelValue(text), portName(text)],
  scenarios: (text) => [parseDuration(text), parseObjectRef(text)],
  markdown: (text) => [escapeText(text), code(text), plainText(text)],
  "the client's texts": (text) => [
    namesFor([{ name: text, fqdn: text, about: text }], "x", 5),
    decodeText(new TextEncoder().encode(text)),
  ],
};

/** Readers that parse YAML, which takes longer: of each unit one form is tried. */
const readers: Readonly<Record<string, Scanner>> = {
  readYaml,
  parseManifest: (text) => [parseManifest(uri, text), parseTemplate(uri, maskTemplate(text))],
  "environment and command": (text) =>
    mentionsIn(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "a" },
        spec: {
          containers: [
            {
              name: "a",
              env: [
                { name: "A", value: text },
                { name: "B", value: "$(A)$(A)http://b" },
              ],
              command: ["sh", "-c", `x ${text}`],
            },
          ],
        },
      },
      "default",
    ),
  "an unread kind": (text) => parseManifest(uri, `apiVersion: a/v1\nkind: B\nmetadata:\n  ${text}`),
  "ConfigMap of YAML": configMap("a.yaml"),
  readKustomization: (text) => readKustomization("a/kustomization.yaml", text),
  readScenario: (text) => readScenario(text, uri, () => undefined),
  "comments that ignore": (text) => {
    const workspace = new Workspace(defaultSettings);
    workspace.setFolders(["file:///"]);
    workspace.apply([{ uri, text: `apiVersion: v1\nkind: Service\nmetadata: {name: a}\n${text}` }]);
    const analysis = workspace.setLoaded();
    return [...analysis.files.values()].map((file) => [suppressionsOf(file), judgeFile(analysis, file.uri)]);
  },
};

/** A reader may refuse a text. */
function tryTo(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

function configMap(key: string): Scanner {
  return (text) =>
    mentionsIn({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { [key]: text } }, "");
}

const units: readonly string[] = [
  ..."1 a.-,;:/\\\"'`[]{}()<>|&*!%@#?=~^+\n\t\r\u00e9\u2028\ue000\ud83d",
  ...["f0", "a.", "a-", "a b", "\r\n", "\n\n", "---\n", "- ", "- - ", "a: ", "a:\n", "a: 1\n", "{a: ", '{"a":', "[a, "],
  ...[
    "&a ",
    "*a ",
    "!a ",
    ":!",
    ": !",
    ":'",
    ':"',
    "''",
    '\\"',
    "{{",
    "}}",
    '{{"',
    '{{ \\"}}',
    "{{/*",
    "$(",
    "$((",
    "${",
  ],
  ...["$EXTRA ", "$a", "%a", "%{", "#{", "<%", "%>", "<!--", "/*", "*/", "//", "# ", " # ", "#a\n", " #a\n", "--\n"],
  ...["://", "a://", "a://b@", "a:1:", "a@b=", "dns+", "for i in 1 2 ", "for i in 1 2;", "for i in $(seq 1 ", "done "],
  ...[
    "i=1;",
    "read -a ",
    "((",
    "until ",
    "{0..1}",
    "{1..1}",
    "a{0,1}",
    "import a\n",
    "(a) {\n",
    "rewrite name regex (a b\n",
  ],
  ...[
    "# podns-ignore a\n",
    " # podns-ignore a, b",
    "#",
    "name: a\n",
    "search a.\n",
    "@sha256:",
    "**/",
    "*a",
    "{a,b}",
    "[a",
  ],
];

type Frame = (text: string) => string;

const plain: Frame = (text) => text;

const frames: readonly Frame[] = [
  (text) => `"${text}`,
  (text) => `a: |\n  ${text}\u0000`,
  (text) => `for i in ${text}$EXTRA; do\n${text} x`,
];

/** Milliseconds of the processor. */
function timeOf(scanner: Scanner, text: string): number {
  const before = process.cpuUsage();
  scanner(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Times that are too short to be compared. */
const negligible = 100;

function growsTooFast(scanner: Scanner, short: string, long: string): boolean {
  for (let tries = 0; tries < 3; tries++) {
    const time = timeOf(scanner, long);
    if (time < negligible || time < 9 * Math.max(timeOf(scanner, short), negligible / 9)) return false;
  }
  return true;
}

/** The texts of the units that are slow, each in the forms that are tried of it. */
function slow(scanner: Scanner, length: number, formsOf: (index: number) => readonly Frame[]): readonly string[] {
  return units.flatMap((unit, index) => {
    const short = unit.repeat(length / unit.length);
    return formsOf(index)
      .filter((frame) => growsTooFast(scanner, frame(short), frame(short.repeat(4))))
      .map((frame) => frame(unit));
  });
}

/** One of the frames, so that each is tried. */
function framed(index: number): Frame {
  return frames[index % frames.length] ?? plain;
}

test.each(Object.entries(scanners))("%s", { timeout: 600_000 }, (_, scanner) => {
  expect(slow(scanner, 8_000, (index) => [plain, framed(index)])).toEqual([]);
});

test.each(Object.entries(readers))("%s", { timeout: 600_000 }, (_, scanner) => {
  expect(slow(scanner, 6_000, (index) => [index % 2 === 0 ? plain : framed((index - 1) / 2)])).toEqual([]);
});
