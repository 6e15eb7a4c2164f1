/**
 * Moves the words of package.json that people read into package.nls.json, where VS Code takes them from; translations stand beside it
 * (package.nls.de.json). A word that somebody writes into package.json itself is moved the same way.
 */

/** The settings in groups, in the order in which VS Code shows them: the group's title, and the keys that are in it. */
export const settingGroups = [
  [
    "Cluster",
    /^podns\.(?:cluster\w+|defaultNamespace|kubernetesVersion|namespaces|ipFamilies|\w+Ranges|dnsServer|corefile|nodeResolvConf)$/,
  ],
  ["Rules", /^podns\.rules\./],
  ["Editor", /^podns\.(?:client|codeLens|inlayHints)$/],
  ["Files and Charts", /./],
];

/** @returns {readonly object[]} the settings as VS Code groups them. */
export function grouped(properties) {
  const left = new Map(Object.entries(properties));
  const groups = settingGroups.map(([title, pattern]) => {
    const own = [...left].filter(([key]) => pattern.test(key));
    for (const [key] of own) left.delete(key);
    const ordered = own.map(([key, value], order) => [key, { ...value, order }]);
    return { title, properties: Object.fromEntries(ordered) };
  });
  // Rules are many: they come last.
  const [cluster, rules, editor, files] = groups;
  return [cluster, files, editor, rules].map((group, order) => ({ ...group, order: order + 1 }));
}

/**
 * Every place of the manifest that has words for people.
 *
 * @returns {Generator<{ owner: object, field: string, key: string }>}
 */
export function* places({ capabilities, contributes }) {
  yield { owner: capabilities.untrustedWorkspaces, field: "description", key: "untrusted" };
  for (const owner of contributes.commands) yield { owner, field: "title", key: `command.${owner.command}` };
  for (const owner of Object.values(contributes.views).flat()) {
    yield { owner, field: "name", key: `view.${owner.id}` };
    yield { owner, field: "contextualTitle", key: `view.${owner.id}.title` };
  }
  for (const owner of Object.values(contributes.viewsContainers ?? {}).flat())
    yield { owner, field: "title", key: `container.${owner.id}` };
  for (const [index, owner] of (contributes.viewsWelcome ?? []).entries())
    yield { owner, field: "contents", key: `welcome.${owner.view}.${index + 1}` };
  for (const owner of contributes.walkthroughs) {
    const key = `walkthrough.${owner.id}`;
    yield* fields(owner, ["title", "description"], key);
    for (const step of owner.steps) {
      yield* fields(step, ["title", "description"], `${key}.${step.id}`);
      yield { owner: step.media, field: "altText", key: `${key}.${step.id}.picture` };
    }
  }
  for (const owner of contributes.semanticTokenTypes) yield { owner, field: "description", key: `token.${owner.id}` };
  for (const [index, group] of contributes.configuration.entries()) {
    yield { owner: group, field: "title", key: `settings.${index + 1}` };
    for (const [key, schema] of Object.entries(group.properties)) yield* described(schema, `setting.${key}`);
  }
  for (const { type, properties } of contributes.taskDefinitions)
    for (const [name, schema] of Object.entries(properties)) yield* described(schema, `task.${type}.${name}`);
  for (const owner of contributes.languageModelTools) {
    yield { owner, field: "displayName", key: `tool.${owner.name}` };
    yield { owner, field: "userDescription", key: `tool.${owner.name}.description` };
  }
}

function* fields(owner, names, key) {
  for (const field of names) yield { owner, field, key: `${key}.${field}` };
}

/** The descriptions of a JSON schema and of what is in it. */
function* described(schema, key) {
  for (const field of ["description", "markdownDescription"])
    if (typeof schema[field] === "string") yield { owner: schema, field, key };
  for (const [name, inner] of Object.entries(schema.properties ?? {})) yield* described(inner, `${key}.${name}`);
  if (schema.items !== undefined) yield* described(schema.items, key);
}

/**
 * Puts keys where the words were.
 *
 * @param {object} manifest is changed
 * @param {Readonly<Record<string, string>>} known the words that have been moved already
 * @returns {Record<string, string>} all words, by key
 */
export function moved(manifest, known) {
  const words = {};
  for (const { owner, field, key } of places(manifest)) {
    const text = owner[field];
    if (text === undefined) continue;
    words[key] = text === `%${key}%` ? (known[key] ?? "") : text;
    owner[field] = `%${key}%`;
  }
  return words;
}
