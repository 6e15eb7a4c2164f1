/** Writes the bill of materials: which packages, in which versions, are in what ships (CycloneDX 1.6, JSON). */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

/**
 * @param {string} root
 * @param {{ name: string, version: string, description: string, license: string }} product
 * @param {readonly import("./bundled-packages.mjs").BundledPackage[]} packages
 * @returns {Promise<string>} the same text for the same packages: it holds no time and no random number
 */
export async function sbomOf(root, product, packages) {
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8"));
  const licenses = new Contrib.License.Factories.LicenseFactory();
  const bom = new Models.Bom();
  const application = new Models.Component(Enums.ComponentType.Application, product.name, {
    bomRef: `${product.name}@${product.version}`,
    version: product.version,
    description: product.description,
    licenses: new Models.LicenseRepository([licenses.makeFromString(product.license)]),
  });
  bom.metadata.component = application;
  for (const { name, version, license, home, folder, bundles } of packages) {
    const [group, plainName] = name.startsWith("@") ? name.split("/") : [undefined, name];
    const component = new Models.Component(Enums.ComponentType.Library, plainName, {
      // The same version may be there twice, in the folders of two packages.
      bomRef: folder,
      group,
      version,
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      licenses: new Models.LicenseRepository([
        / (AND|OR|WITH) /.test(license) ? new Models.LicenseExpression(license) : licenses.makeFromString(license),
      ]),
      hashes: new Models.HashDictionary(hashesOf(lock.packages[folder]?.integrity)),
      properties: new Models.PropertyRepository(bundles.map((file) => new Models.Property("podns:file", file))),
    });
    if (home !== undefined) {
      component.externalReferences.add(new Models.ExternalReference(home, Enums.ExternalReferenceType.Website));
    }
    bom.components.add(component);
    application.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The hash of the package's archive, as the lock file has it (`sha512-<base64>`). */
function hashesOf(integrity) {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity ?? "") ?? [];
  if (base64 === undefined) return [];
  return [[Enums.HashAlgorithm["SHA-512"], Buffer.from(base64, "base64").toString("hex")]];
}
