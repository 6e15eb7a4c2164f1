/** Defines a piece of the page as a plain value, so that views are functions that tests can read. */

/** A key press, without the event around it. */
export interface KeyPress {
  readonly key: string;
  readonly alt: boolean;
  /** Control, or Command on a Mac. */
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** What an element does; `A` is the type of the actions that it sends. Undefined sends none and leaves the key alone. */
export interface Handlers<A> {
  readonly click?: A;
  /** Before the focus moves: a list beside its field must not take it away. */
  readonly press?: A;
  readonly input?: (value: string) => A;
  readonly change?: (value: string) => A;
  readonly keydown?: (press: KeyPress) => A | undefined;
  readonly focus?: A;
  readonly blur?: A;
  readonly toggle?: (open: boolean) => A;
}

export interface Props<A> {
  /** Finds the same element again among its siblings. */
  readonly key?: string;
  readonly class?: string;
  /** The value of a field; written to the page only where it differs, so that the caret stays. */
  readonly value?: string;
  readonly on?: Handlers<A>;
  /** Attributes; `true` is an empty one, `false` and undefined none. */
  readonly [attribute: string]: string | number | boolean | undefined | Handlers<A>;
}

export interface VNode<A> {
  readonly tag: string;
  readonly props: Props<A>;
  readonly children: readonly (VNode<A> | string)[];
}

export type Child<A> = VNode<A> | string | null | readonly Child<A>[];

/** An element; null children and nesting vanish. */
export function h<A>(tag: string, props: Props<A>, ...children: readonly Child<A>[]): VNode<A> {
  return { tag, props, children: flat(children) };
}

/** All text of a node, as a reader meets it. */
export function textOf<A>(node: VNode<A> | string): string {
  return typeof node === "string" ? node : node.children.map(textOf).join("");
}

/** All nodes below (and with) this one for which `test` holds, in the order of the page. */
export function findAll<A>(node: VNode<A> | string, test: (node: VNode<A>) => boolean): readonly VNode<A>[] {
  if (typeof node === "string") return [];
  const below = node.children.flatMap((child) => findAll(child, test));
  return test(node) ? [node, ...below] : below;
}

function flat<A>(children: readonly Child<A>[]): readonly (VNode<A> | string)[] {
  const result: (VNode<A> | string)[] = [];
  for (const child of children) {
    if (child === null || child === "") continue;
    if (typeof child === "string" || "tag" in child) result.push(child);
    else result.push(...flat(child));
  }
  return result;
}
