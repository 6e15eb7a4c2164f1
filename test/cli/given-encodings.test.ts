/** A file that a command line names is the same file in every encoding and with every line break that editors write. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { directoryWith, lesson, podns } from "./in-process.ts";

const wide = (text: string, isBigEndian: boolean): Uint8Array => {
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBigEndian ? little.swap16() : little;
};

const encodings: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  "CR LF": (text) => text.replaceAll("\n", "\r\n"),
  "a byte order mark": (text) => `\ufeff${text}`,
  both: (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`,
  "UTF-16 little-endian": (text) => wide(text.replaceAll("\n", "\r\n"), false),
  "UTF-16 big-endian": (text) => wide(text, true),
};

const given: Readonly<Record<string, string>> = {
  "scenario.yaml": "# ä\nevents:\n  - at: 10s\n    delete: pod/web-1\n  - at: 20s\n    delete: pod/gone\n",
  Corefile:
    ".:53 {\n  kubernetes cluster.local in-addr.arpa {\n    ttl 7\n  }\n  rewrite name foo.example web.default.svc.cluster.local\n  nothing\n}\n",
  "resolv.conf": "# ä\nsearch shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:3\n",
  "values.yaml": "# ä\nname: two\nport: 81\n",
  "wrong.yaml": "# ä\nname: [\n",
};

const commands: readonly (readonly string[])[] = [
  ["timeline", "web-1.web-headless", "--scenario", "scenario.yaml", "app"],
  ["nslookup", "foo.example", "--corefile", "Corefile", "app"],
  ["nslookup", "web.default", "--resolv-conf", "resolv.conf", "app"],
  ["render", "chart", "-f", "values.yaml"],
  ["render", "chart", "-f", "wrong.yaml"],
];

let directory = { path: "", remove: (): void => {} };

beforeAll(() => {
  const chart = {
    "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "chart/values.yaml": "name: one\nport: 80\n",
    "chart/templates/s.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\nspec:\n  selector: {app: x}\n  ports: [{port: {{ .Values.port }}}]\n",
  };
  const variants = Object.entries(encodings).flatMap(([encoding, encode]) =>
    Object.entries(given).map(([name, text]) => [`${folder(encoding)}/${name}`, encode(text)] as const),
  );
  directory = directoryWith({ "app/web.yaml": lesson, ...chart, ...given, ...Object.fromEntries(variants) });
});

afterAll(() => directory.remove());

function folder(encoding: string): string {
  return encoding.replaceAll(" ", "-");
}

test.each(commands.flatMap((command) => Object.keys(encodings).map((encoding) => [command, encoding] as const)))(
  "%s in %s",
  async (command, encoding) => {
    const plain = await podns(directory.path, command);
    const moved = command.map((word) => (word in given ? `${folder(encoding)}/${word}` : word));
    const other = await podns(directory.path, moved);
    const named = ({ stdout, stderr }: typeof other): readonly string[] =>
      [stdout, stderr].map((text) => text.replaceAll(`${folder(encoding)}/`, ""));
    expect([other.status, ...named(other)]).toEqual([plain.status, ...named(plain)]);
    expect(plain.stdout + plain.stderr).not.toBe("");
  },
);
