/** Checks the forms of names that are read in one pass against the expressions that the API server's words show. */
import { expect, test } from "vitest";
import { dns1123Subdomain, dns1123SubdomainWithUnderscore, wildcardSubdomain } from "./content.ts";

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const underscored = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;

test("names have the form that the API server says", () => {
  const parts = ["a", "0", "-", ".", "_", "*", "A", "\n"];
  for (let number = 0; number < parts.length ** 4; number += 3) {
    const text = [512, 64, 8, 1].map((place) => parts[Math.floor(number / place) % 8]).join("");
    for (const name of [text, text.slice(1), text.slice(2), text.slice(3)]) {
      const found = [dns1123Subdomain(name), dns1123SubdomainWithUnderscore(name), wildcardSubdomain(`*.${name}`)];
      const isSubdomain = subdomain.test(name);
      expect([name, ...found.map(({ length }) => length === 0)]).toEqual([
        name,
        isSubdomain,
        underscored.test(name),
        isSubdomain,
      ]);
    }
  }
});
