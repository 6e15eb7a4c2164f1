/** What templates write: text, actions, branches and loops (text/template/exec.go). */
import { compareStrings, toBytes } from "./bytes.ts";
import { Evaluator } from "./evaluate.ts";
import { formatValue, sprint } from "./fmt.ts";
import { include, tpl } from "./include.ts";
import type { ActionNode, BranchNode, ListNode, Statement, TemplateNode, TextNode } from "./node.ts";
import { partOf, piecesOf, slicePieces, tracedKey } from "./pieces.ts";
import { quote } from "./quote.ts";
import { isTrue } from "./reflect.ts";
import { below, type Call, changed, type Frame, failure, lookUp, reserve, type Sink, scan, spend } from "./state.ts";
import { types } from "./types.ts";
import { Bytes, GoList, GoMap, Int, type Place, plain, Struct, Traced, type Value } from "./value.ts";

/** How a list of statements ended: by itself, or at a `break` or `continue`. */
type Ending = undefined | "break" | "continue";

/** Executes a template. @throws ExecError, LimitError */
export function execute({ run, name, tree, set, dot, caller }: Call, sink: Sink): void {
  const { root } = tree;
  const frame: Frame = {
    run,
    name,
    set,
    sink,
    caller,
    variables: [{ name: "$", value: dot, isInterface: false }],
    dot,
    dotIsInterface: false,
    isInterface: false,
    node: root,
    statement: { source: root.source, start: root.pos, end: root.pos },
  };
  new Walker(frame).list(root);
}

class Walker {
  readonly #frame: Frame;
  readonly #evaluator: Evaluator;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#evaluator = new Evaluator(frame, {
      include: (name, dot) => include(frame, execute, name, dot),
      tpl: (text, dot) => tpl(frame, execute, text, dot),
      spend: (steps) => spend(frame.run, steps),
      scan: (work) => scan(frame.run, work),
      reserve: (length) => reserve(frame.run, length),
      tick: () => frame.run.memo.tick(),
      changed: (target) => changed(frame.run, target),
    });
  }

  list(list: ListNode): Ending {
    this.#frame.node = list;
    for (const node of list.nodes) {
      const ending = this.#statement(node);
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  #statement(node: Statement): Ending {
    const frame = this.#frame;
    frame.node = node;
    spend(frame.run, 1);
    switch (node.kind) {
      case "text":
        this.#text(node);
        return undefined;
      case "action":
        this.#action(node);
        return undefined;
      case "template":
        this.#template(node);
        return undefined;
      case "if":
      case "with":
        return this.#branch(node);
      case "range":
        return this.#range(node);
      default:
        return node.kind;
    }
  }

  #text(node: TextNode): void {
    const { sink, caller } = this.#frame;
    const { pos, source, text } = node;
    const place: Place = { source, start: pos, end: pos + text.length, caller, verbatim: true };
    // A text that was handed to `tpl` may have come from a value.
    const from = source.pieces === undefined ? undefined : slicePieces(source.pieces, pos, pos + text.length);
    let at = 0;
    const pieces = from?.map((piece) => {
      at += piece.length;
      return { ...piece, place: partOf(place, at - piece.length, piece.length) };
    });
    sink.write(text, place, pieces);
  }

  #action(node: ActionNode): void {
    const frame = this.#frame;
    frame.statement = node;
    const found = this.#evaluator.pipeline(node.pipe);
    if (node.pipe.declared.length > 0) return;
    frame.node = node;
    const value = node.pipe.commands.at(-1)?.args[0]?.kind === "identifier" ? found : addressed(found);
    const shown = value === undefined ? "<no value>" : typeof value === "string" ? value : sprint([value]);
    const text = shown instanceof Traced ? String(shown.value) : shown;
    if (text === "") return;
    const { source, start, end } = node;
    frame.sink.write(text, { source, start, end, caller: frame.caller }, piecesOf(shown, text.length));
  }

  #branch(node: BranchNode): Ending {
    const frame = this.#frame;
    frame.statement = node;
    const { variables } = frame;
    const mark = variables.length;
    const value = this.#evaluator.pipeline(node.pipe);
    let ending: Ending;
    if (isTrue(value)) {
      ending = node.kind === "with" ? this.#withDot(value, false, node.list) : this.list(node.list);
    } else if (node.otherwise !== undefined) {
      ending = this.list(node.otherwise);
    }
    variables.length = mark;
    return ending;
  }

  #withDot(dot: Value, isInterface: boolean, list: ListNode): Ending {
    const frame = this.#frame;
    const { dot: before, dotIsInterface } = frame;
    frame.dot = dot;
    frame.dotIsInterface = isInterface;
    const ending = this.list(list);
    frame.dot = before;
    frame.dotIsInterface = dotIsInterface;
    return ending;
  }

  #range(node: BranchNode): Ending {
    const frame = this.#frame;
    frame.statement = node;
    const { variables } = frame;
    const outside = variables.length;
    const value = plain(this.#evaluator.pipeline(node.pipe));
    const mark = variables.length;
    let ran = false;
    for (const { key, item, isInterface } of this.#elements(value, node)) {
      ran = true;
      spend(frame.run, 1);
      this.#setLoopVariables(node, key, item, isInterface);
      const ending = this.#withDot(item, isInterface, node.list);
      variables.length = mark;
      if (ending === "break") break;
    }
    let ending: Ending;
    if (!ran && node.otherwise !== undefined) ending = this.list(node.otherwise);
    variables.length = outside;
    return ending;
  }

  #setLoopVariables(node: BranchNode, key: Value, item: Value, isInterface: boolean): void {
    const { variables } = this.#frame;
    const { declared, isAssign } = node.pipe;
    const [first, second] = declared.map(({ idents }) => idents[0] ?? "");
    if (first === undefined) return;
    if (isAssign) {
      if (second === undefined) this.#evaluator.assign(first, item, isInterface);
      else {
        this.#evaluator.assign(first, key, false);
        this.#evaluator.assign(second, item, isInterface);
      }
      return;
    }
    const top = variables.at(-1);
    if (top !== undefined) Object.assign(top, { value: item, isInterface });
    const below = second === undefined ? undefined : variables.at(-2);
    if (below !== undefined) Object.assign(below, { value: key, isInterface: false });
  }

  *#elements(value: Exclude<Value, Traced>, node: BranchNode): Generator<Element> {
    if (value === undefined) return;
    if (value instanceof Int) {
      if (node.pipe.declared.length > 1)
        throw failure(this.#frame, `can't use ${value.value} to iterate over more than one variable`);
      for (let index = 0n; index < value.value; index++)
        yield { key: undefined, item: new Int(index, value.type), isInterface: false };
      return;
    }
    if (value instanceof GoList || value instanceof Bytes) {
      const items = value instanceof Bytes ? bytesOf(value) : value.items;
      const isInterface = value instanceof GoList && value.type.elem?.kind === "interface";
      const count = items.length;
      for (let index = 0; index < count; index++)
        yield { key: new Int(BigInt(index)), item: items[index], isInterface };
      return;
    }
    if (value instanceof GoMap) {
      const isInterface = value.type.elem?.kind === "interface";
      // The entries are taken before the first is visited, as Go's sorted walk does.
      const entries = [...value.entries].sort(([a], [b]) => compareStrings(a, b));
      for (const [key, item] of entries) yield { key: tracedKey(key, item), item, isInterface };
      return;
    }
    throw failure(this.#frame, `range can't iterate over ${formatValue(value)}`);
  }

  #template(node: TemplateNode): void {
    const frame = this.#frame;
    frame.statement = node;
    const { run, set, sink, caller } = frame;
    const { name, source, start, end } = node;
    run.memo.asked(name);
    const tree = lookUp(set, name);
    if (tree === undefined) throw failure(frame, `template ${quote(name)} not defined`);
    const dot = this.#evaluator.pipeline(node.pipe);
    const place: Place = { source, start, end, caller };
    execute({ run, name, tree, set, dot, caller: place }, below(sink, place));
  }
}

/** What is not a function's result stands where it was read: a method of a pointer to it prints it. */
function addressed(value: Value): Value {
  const method = value instanceof Struct ? value.type.pointerMethods?.["String"] : undefined;
  return method === undefined ? value : method.call(value, []);
}

interface Element {
  readonly key: Value;
  readonly item: Value;
  readonly isInterface: boolean;
}

function bytesOf(value: Bytes): readonly Value[] {
  return Array.from(toBytes(value.text), (byte) => new Int(BigInt(byte), types.uint8));
}
