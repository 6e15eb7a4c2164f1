/**
 * Validates single texts. Each rule returns the API server's messages; an empty result means that the text is valid
 * (k8s.io/apimachinery pkg/util/validation/validation.go, pkg/api/validate/content).
 */

const labelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`;
const keyFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const underscoreLabel = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const underscoreFormat = `${underscoreLabel}(\\.${underscoreLabel})*`;
const wildcardFormat = `\\*\\.${subdomainFormat}`;

const label = new RegExp(`^${labelFormat}$`);
const key = new RegExp(`^${keyFormat}$`);
const value = new RegExp(`^(${keyFormat})?$`);

/** The form of `subdomainFormat`, in one pass over a text of any length: no label begins or ends with a hyphen. */
function isSubdomain(text: string): boolean {
  return /^[-.a-z0-9]+$/.test(text) && !/(?:^|\.)[-.]|[-.](?:\.|$)/.test(text);
}

/** The form of `underscoreFormat`: an underscore may stand in front of a label, and inside of it. */
function isUnderscored(text: string): boolean {
  return /^[-._a-z0-9]+$/.test(text) && !/(?:^|\.)(?!_?[a-z0-9])|[-._](?:\.|$)/.test(text);
}

/** A rule of a text: what is wrong with it. */
export type TextRule = (text: string) => readonly string[];

/** IsDNS1123Label: at most 63 characters, no dots. */
export function dns1123Label(text: string): readonly string[] {
  const errors = lengthOf(text) > 63 ? [mostCharacters(63)] : [];
  if (label.test(text)) return errors;
  if (isSubdomain(text)) return [...errors, "must not contain dots"];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, withFormat(rule, labelFormat, "my-name", "123-abc")];
}

/** IsDNS1123Subdomain: at most 253 characters. */
export function dns1123Subdomain(text: string): readonly string[] {
  const errors = lengthOf(text) > 253 ? [mostCharacters(253)] : [];
  if (isSubdomain(text)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, withFormat(rule, subdomainFormat, "example.com")];
}

/** IsDNS1123SubdomainWithUnderscore: search domains, since KEP-4427 (1.34). */
export function dns1123SubdomainWithUnderscore(text: string): readonly string[] {
  const errors = lengthOf(text) > 253 ? [mostCharacters(253)] : [];
  if (isUnderscored(text)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, withFormat(rule, underscoreFormat, "example.com")];
}

/** IsWildcardDNS1123Subdomain: `*.` and a subdomain. */
export function wildcardSubdomain(text: string): readonly string[] {
  const errors = lengthOf(text) > 253 ? [mostCharacters(253)] : [];
  if (text.startsWith("*.") && isSubdomain(text.slice(2))) return errors;
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...errors, withFormat(rule, wildcardFormat, "*.example.com")];
}

/** IsLabelKey, also of every qualified name: `[prefix/]name`, the name at most 63 characters. */
export function labelKey(text: string): readonly string[] {
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const words = withFormat(rule, keyFormat, "MyName", "my.name", "123-abc");
  const parts = text.split("/");
  if (parts.length > 2)
    return [`a valid label key ${words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const errors: string[] = [];
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined) errors.push(...dns1123Subdomain(prefix).map((words) => `prefix part ${words}`));
  if (name === "") errors.push("name part must be non-empty");
  else if (lengthOf(name) > 63) errors.push(`name part ${mostBytes(63)}`);
  if (!key.test(name)) errors.push(`name part ${words}`);
  return errors;
}

/** IsLabelValue: at most 63 characters, "" included. */
export function labelValue(text: string): readonly string[] {
  const errors = lengthOf(text) > 63 ? [mostBytes(63)] : [];
  if (value.test(text)) return errors;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, withFormat(rule, `(${keyFormat})?`, "MyValue", "my_value", "12345")];
}

/** IsValidPortName: of container ports and named target ports. */
export function portName(text: string): readonly string[] {
  const errors: string[] = [];
  if (lengthOf(text) > 15) errors.push(mostCharacters(15));
  if (!/^[-a-z0-9]+$/.test(text)) errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(text)) errors.push("must contain at least one letter (a-z)");
  if (text.includes("--")) errors.push("must not contain consecutive hyphens");
  if (text.startsWith("-") || text.endsWith("-")) errors.push("must not begin or end with a hyphen");
  return errors;
}

/** IsValidPortNum. */
export function portNumber(number: number): readonly string[] {
  return number >= 1 && number <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];
}

/** IsRelaxedEnvVarName (1.34): printable ASCII without `=`. */
export function environmentName(text: string): readonly string[] {
  if (text === "") return ["environment variable name must not be empty"];
  if (/^[ -<>-~]+$/.test(text)) return [];
  const rule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  return [
    `${rule} (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '^[ -<>-~]+$')`,
  ];
}

/** A rule for a name to which the API server will add a random end: a dash may stand last (NameIsDNSSubdomain). */
export function asPrefix(rule: TextRule): TextRule {
  return (text) => rule(text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text);
}

/** Octets of the text's UTF-8 form: Go's `len`. */
export function lengthOf(text: string): number {
  let octets = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    octets += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return octets;
}

export function mostCharacters(most: number): string {
  return `must be no more than ${most} characters`;
}

function mostBytes(most: number): string {
  return `must be no more than ${most} bytes`;
}

/** RegexError. */
function withFormat(rule: string, format: string, ...examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${listed}regex used for validation is '${format}')`;
}
