/** Writes documents of XML out of elements; all text is escaped. */
import { isVisible, visible, visibleLines } from "./visible.ts";

/** An element of XML; attributes in their order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** A document of XML 1.0, an element on each line. Characters that XML cannot hold show as in any line. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlLines(root, "").join("\n")}\n`;
}

function xmlLines({ name, attributes, children = [] }: XmlElement, indent: string): readonly string[] {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  const start = `${indent}<${name}${pairs.join("")}`;
  if (children.length === 0) return [`${start}/>`];
  const [only] = children;
  if (children.length === 1 && typeof only === "string") return [`${start}>${xmlText(only)}</${name}>`];
  const inner = children.flatMap((child) =>
    typeof child === "string" ? [`${indent}  ${xmlText(child)}`] : xmlLines(child, `${indent}  `),
  );
  return [`${start}>`, ...inner, `${indent}</${name}>`];
}

/** Controls, halves of surrogate pairs and the two last characters of the first plane are in no document. */
const notInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function xmlText(text: string): string {
  const legal = text.replace(notInXml, (character) => (isVisible(character) ? "\ufffd" : visible(character)));
  const escaped = legal.replace(/[<>&"']/g, xmlReference).replaceAll("\n", "&#10;");
  return visibleLines(escaped, xmlReference);
}

function xmlReference(character: string): string {
  return xmlEntities[character] ?? `&#${character.charCodeAt(0)};`;
}

const xmlEntities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&apos;",
};
