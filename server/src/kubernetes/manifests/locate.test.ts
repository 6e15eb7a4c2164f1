import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { documentOf, spanOf } from "./locate.ts";
import { parseManifest } from "./parse.ts";

const texts: readonly string[] = [
  "kind: Service\nmetadata:\n  name: web\nspec: {}\n",
  "# c\n---\n# d\nkind: Service\nmetadata: # e\n  # f\n\n  labels:\n    name: other\n  name: web # g\n",
  "kind: Service\r\nmetadata:\r\n    namespace: a\r\n    name: web-0.b\r\n",
  'kind: Service\nmetadata:\n  name: "web"\n',
  "kind: Service\nmetadata:\n  name: 'web'\n",
  "kind: Service\nmetadata: {name: web}\n",
  '{"kind": "Service", "metadata": {"name": "web"}}',
  "kind: Service\nmetadata:\n  name:\n    web\n",
  "kind: Service\nmetadata:\n  name: web\n    more\n",
  "kind: Service\nmetadata:\n  name: web\n  # c\n\n    more\n",
  "kind: Service\nmetadata:\n  name: yes\n",
  "kind: Service\nmetadata:\n  name: null\n",
  "kind: Service\nmetadata:\n  name: &a web\n",
  "kind: Service\nmetadata: &m\n  name: web\n",
  "kind: Service\nmetadata:\n  annotations:\n    a: |\n      name: x\n  name: web\n",
  "kind: Service\nmetadata:\n  annotations: |\n   name: x\n  name: web\n",
  "a: |\n  metadata:\n    name: x\nmetadata:\n  name: web\n",
  "--- |\nmetadata:\n  name: web\n",
  "metadata:\nname: web\n",
  "metadata:\n- name: web\n",
  "kind: Service\nmetadata:\n  name : web\n",
  "kind: Service\nmetadata:\n  name: web#x\n  namespace: a\n",
  "kind: Service\nmetadata:\n\tname: web\n",
  "kind: Service\nmetadata:\n  name: a: b\n",
  "kind: Service\nmetadata:\n  name: web",
  "kind: Service\nmetadata:\n  name: web\n...\nmetadata:\n  name: x\n",
  "? kind\n: Service\nmetadata:\n  name: web\n",
  "kind: Service\nmetadata:\n  <<: {name: x}\n  name: web\n",
  "kind: Service\nmetadata: {name: web}\nspec: {}\n",
  "kind: Service\nmetadata: { namespace: m, name: e , labels: {name: x}}\n",
  "kind: Service\nmetadata: {name: web, name: x}\n",
  "kind: Service\nmetadata: {name: a: b}\n",
  "kind: Service\nmetadata: {name: a b}\n",
  "kind: Service\nmetadata: {name: web#x}\n",
  "kind: Service\nmetadata: {name: web\n}\n",
  "kind: Service\nmetadata: {name: web} # {name: x}\n",
  "kind: Service\nmetadata: {namespace: name, labels: {name: web}}\n",
  "kind: Service\nmetadata: {<<: {name: x}, name: web}\n",
  "kind: Service\nspec: |\n  x\nmetadata: {name: web}\nmetadata: {name: x}\n",
  "kind: Service\nmetadata: {namespace: name, name: name}\n",
  "kind: 'a\nmetadata: {name: web}\n'\nmetadata: {name: x}\n",
  "kind: Service\nspec: [a,\nmetadata: {name: web}]\n",
  "kind: 'a\nmetadata: {name: web}'\nmetadata: {name: x}\n",
];

test.each(texts)("the name is found where the parsed document has it: %j", (text) => {
  const path = ["metadata", "name"];
  const found = spanOf(parseManifest(asUri("file:///a.yaml"), text), path, "value");
  const parsed = parseManifest(asUri("file:///a.yaml"), text);
  documentOf(parsed);
  expect(found).toEqual(spanOf(parsed, path, "value"));
});
