/** Makes the pieces of explanations: text, code, and words that stand for a place in a manifest. */
import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import type { Phrase } from "./simulation.ts";

/** A phrase that is plain text. */
export function say(text: string): Phrase {
  return { text };
}

/** A phrase in code font, linked when there is a manifest behind it. */
export function code(text: string, rest: Omit<Phrase, "text" | "code"> = {}): Phrase {
  return { text, code: true, ...rest };
}

/** A Service's name, linked to its declaration or a field of it. */
export function service(model: ServiceModel, path?: Phrase["path"]): Phrase {
  return code(model.name, {
    ...(model.declaration === undefined ? {} : { declaration: model.declaration }),
    ...(path === undefined ? {} : { path }),
  });
}

/** A Pod's name, linked to itself or its workload. */
export function pod(model: PodModel): Phrase {
  return code(model.name, model.declaration === undefined ? {} : { declaration: model.declaration });
}

/** `1 Pod`, `3 Pods`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Phrases as one line of text. */
export function phrasesToText(phrases: readonly Phrase[]): string {
  return phrases.map(({ text, code: isCode }) => (isCode === true ? `'${text}'` : text)).join("");
}
