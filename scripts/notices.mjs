/** Writes the notices of everything that ships and that others have made: bundled packages, and works that are restated. */
import { readFile } from "node:fs/promises";
import path from "node:path";

/**
 * Works whose rules, messages or algorithms the code restates in TypeScript; each file says which file of theirs it follows.
 * Their licences want to be told.
 */
const restated = [
  {
    name: "Kubernetes",
    home: "https://github.com/kubernetes/kubernetes",
    by: "The Kubernetes Authors",
    license: "Apache-2.0",
  },
  { name: "CoreDNS", home: "https://github.com/coredns/coredns", by: "The CoreDNS Authors", license: "Apache-2.0" },
  {
    name: "kustomize",
    home: "https://github.com/kubernetes-sigs/kustomize",
    by: "The Kubernetes Authors",
    license: "Apache-2.0",
  },
  { name: "Helm", home: "https://github.com/helm/helm", by: "The Helm Authors", license: "Apache-2.0" },
  { name: "go-yaml", home: "https://github.com/go-yaml/yaml", by: "2011-2019 Canonical Ltd", license: "Apache-2.0" },
  {
    name: "go-yaml (scanner, parser, emitter)",
    home: "https://github.com/go-yaml/yaml",
    by: "2006-2011 Kirill Simonov",
    license: "MIT",
  },
  { name: "sprig", home: "https://github.com/Masterminds/sprig", by: "2013-2025 Masterminds", license: "MIT" },
  {
    name: "Masterminds/semver",
    home: "https://github.com/Masterminds/semver",
    by: "2014-2019 Matt Butcher and Matt Farina",
    license: "MIT",
  },
  { name: "BurntSushi/toml", home: "https://github.com/BurntSushi/toml", by: "2013 TOML authors", license: "MIT" },
  { name: "Go", home: "https://go.dev", by: "2009 The Go Authors", license: "BSD-3-Clause" },
];

const heavy = "=".repeat(100);
const light = "-".repeat(100);

/**
 * @param {string} root
 * @param {readonly import("./bundled-packages.mjs").BundledPackage[]} packages
 * @returns {Promise<string>} the file; packages with the same licence texts share them
 */
export async function noticesOf(root, packages) {
  const groups = groupedByText(packages);
  const bundled = [...groups].map(([, members]) => {
    const names = members.map(({ name, version, license, home }) => [`${name} ${version} (${license})`, home]);
    return section(names, members[0].texts.join(`\n\n${light}\n\n`));
  });
  const licenses = [...new Set(restated.map(({ license }) => license))];
  const followed = await Promise.all(
    licenses.map(async (license) => {
      const works = restated.filter((work) => work.license === license);
      const text = await readFile(path.join(root, "licenses", `${license}.txt`), "utf8");
      return section(
        works.map(({ name, home, by }) => [`${name} (${license}), Copyright (c) ${by}`, home]),
        text.trimEnd(),
      );
    }),
  );
  return [
    "Third-party notices\n\nPodNS is published under the MIT License (see LICENSE). What it contains of others is published by them as follows.\n",
    `PART 1: software and icons that are contained\n\n${bundled.join("\n")}`,
    `PART 2: works whose rules, messages and algorithms are restated\n\n${followed.join("\n")}`,
  ].join("\n");
}

function section(names, text) {
  const head = names.map(([name, home]) => (home === undefined ? name : `${name}\n  ${home}`));
  return `${heavy}\n${head.join("\n")}\n${light}\n\n${text}\n`;
}

function groupedByText(packages) {
  const groups = new Map();
  for (const one of packages) {
    const text = one.texts.join("\n");
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  return groups;
}
