/** Templates as trees, with Go's messages where they are wrong (text/template/parse/parse.go). */
import { type Item, type ItemType, Lexer, printItem } from "./lex.ts";
import {
  type BranchNode,
  type CommandNode,
  type EndNode,
  type ListNode,
  type Operand,
  type PipeNode,
  printNode,
  type Statement,
  type TemplateNode,
  type Tree,
} from "./node.ts";
import { parseNumber } from "./parse-number.ts";
import { quote, unquote } from "./quote.ts";
import type { TemplateText } from "./value.ts";

/** What is wrong with a template's text: `template: NAME:LINE: …`. */
export class ParseError extends Error {
  readonly source: TemplateText;
  /** From 1. */
  readonly line: number;
  constructor(message: string, source: TemplateText, line: number) {
    super(message);
    this.source = source;
    this.line = line;
  }
}

/**
 * The templates of a text by name: its own, and those it defines.
 * @param isFunction true for names of functions
 * @throws ParseError
 */
export function parseTemplate(source: TemplateText, isFunction: (name: string) => boolean): ReadonlyMap<string, Tree> {
  return new Parser(source, isFunction).parse();
}

/** True for a tree of nothing but blanks and comments: it replaces no other. */
export function isEmptyTree(root: ListNode): boolean {
  return root.nodes.every((node) => node.kind === "text" && /^[\t\n\v\f\r \u0085\p{Z}]*$/u.test(node.text));
}

/** Go's is 10000; this keeps the stack small. */
const maxDepth = 1000;

class Parser {
  readonly #source: TemplateText;
  readonly #isFunction: (name: string) => boolean;
  readonly #lexer: Lexer;
  readonly #trees = new Map<string, Tree>();
  /** Three items to look ahead; `#peeked` of them are still to be read. */
  readonly #items: [Item, Item, Item];
  #peeked = 0;
  #variables = ["$"];
  /** Where the action that is being read begins; undefined between actions. */
  #actionStart: number | undefined;
  #rangeDepth = 0;
  #parens = 0;
  #nesting = 0;
  /** Behind the last item that closed a pipeline. */
  #end = 0;

  constructor(source: TemplateText, isFunction: (name: string) => boolean) {
    this.#source = source;
    this.#isFunction = isFunction;
    this.#lexer = new Lexer(source.text);
    const none: Item = { type: "EOF", pos: 0, value: "" };
    this.#items = [none, none, none];
  }

  parse(): ReadonlyMap<string, Tree> {
    const root: ListNode = { kind: "list", pos: this.#peek().pos, source: this.#source, nodes: [] };
    while (this.#peek().type !== "EOF") {
      if (this.#peek().type === "leftDelim") {
        const delimiter = this.#next();
        if (this.#nextNonSpace().type === "define") {
          this.#definition();
          continue;
        }
        this.#backup2(delimiter);
      }
      const node = this.#textOrAction();
      if (node.kind === "end" || node.kind === "else") throw this.#error(`unexpected ${printNode(node)}`);
      root.nodes.push(node);
    }
    this.#add(this.#source.name, root);
    return this.#trees;
  }

  #next(): Item {
    if (this.#peeked > 0) this.#peeked--;
    else this.#items[0] = this.#lexer.next();
    return this.#items[this.#peeked] ?? this.#items[0];
  }

  #backup(): void {
    this.#peeked++;
  }

  #backup2(first: Item): void {
    this.#items[1] = first;
    this.#peeked = 2;
  }

  #backup3(first: Item, second: Item): void {
    this.#items[1] = second;
    this.#items[2] = first;
    this.#peeked = 3;
  }

  #peek(): Item {
    if (this.#peeked > 0) return this.#items[this.#peeked - 1] ?? this.#items[0];
    this.#peeked = 1;
    this.#items[0] = this.#lexer.next();
    return this.#items[0];
  }

  #nextNonSpace(): Item {
    for (;;) {
      const item = this.#next();
      if (item.type !== "space") return item;
    }
  }

  #peekNonSpace(): Item {
    const next = this.#peek();
    if (next.type !== "space") return next;
    const item = this.#nextNonSpace();
    this.#backup();
    return item;
  }

  #error(message: string, line: number = this.#lineAt(this.#items[0].pos)): ParseError {
    return new ParseError(`template: ${this.#source.name}:${line}: ${message}`, this.#source, line);
  }

  /** From 1. */
  #lineAt(pos: number): number {
    const { text } = this.#source;
    let line = 1;
    for (let at = text.indexOf("\n"); at >= 0 && at < pos; at = text.indexOf("\n", at + 1)) line++;
    return line;
  }

  #expect(type: ItemType, context: string): Item {
    const item = this.#nextNonSpace();
    if (item.type !== type) throw this.#unexpected(item, context);
    this.#end = item.pos + item.value.length;
    return item;
  }

  #unexpected(item: Item, context: string): ParseError {
    if (item.type !== "error") return this.#error(`unexpected ${printItem(item)} in ${context}`);
    const started = this.#actionStart === undefined ? undefined : this.#lineAt(this.#actionStart);
    if (started === undefined || started === this.#lineAt(item.pos)) return this.#error(printItem(item));
    // "action in action" is avoided.
    const link = item.value.endsWith(" action") ? "" : " in action";
    return this.#error(`${printItem(item)}${link} started at ${this.#source.name}:${started}`);
  }

  /** A definition has its own variables, as if it stood alone. */
  #alone<T>(read: () => T): T {
    const before = [this.#variables, this.#rangeDepth, this.#parens, this.#actionStart] as const;
    this.#variables = ["$"];
    this.#rangeDepth = 0;
    this.#parens = 0;
    this.#actionStart = undefined;
    const result = read();
    [this.#variables, this.#rangeDepth, this.#parens, this.#actionStart] = before;
    return result;
  }

  #definition(): void {
    const context = "define clause";
    this.#alone(() => {
      const item = this.#nextNonSpace();
      if (item.type !== "string" && item.type !== "rawString") throw this.#unexpected(item, context);
      const name = this.#unquoted(item);
      this.#expect("rightDelim", context);
      this.#body(name, context);
    });
  }

  /** @param line that messages about the end name; undefined: the end's own */
  #body(name: string, context: string, line?: number): void {
    const { list, end } = this.#itemList();
    if (end.kind !== "end") throw this.#error(`unexpected ${printNode(end)} in ${context}`, line);
    this.#add(name, list);
  }

  #add(name: string, root: ListNode): void {
    const known = this.#trees.get(name);
    if (known === undefined || isEmptyTree(known.root)) {
      this.#trees.set(name, { name, source: this.#source, root });
      return;
    }
    if (!isEmptyTree(root)) throw this.#error(`template: multiple definition of template ${quote(name)}`);
  }

  #unquoted(item: Item): string {
    const text = unquote(item.value);
    if (text === undefined) throw this.#error("invalid syntax");
    return text;
  }

  #itemList(): { readonly list: ListNode; readonly end: EndNode } {
    const list: ListNode = { kind: "list", pos: this.#peekNonSpace().pos, source: this.#source, nodes: [] };
    if (++this.#nesting > maxDepth) throw this.#error("max expression depth exceeded");
    while (this.#peekNonSpace().type !== "EOF") {
      const node = this.#textOrAction();
      if (node.kind === "end" || node.kind === "else") {
        this.#nesting--;
        return { list, end: node };
      }
      list.nodes.push(node);
    }
    throw this.#error("unexpected EOF");
  }

  #textOrAction(): Statement | EndNode {
    const item = this.#nextNonSpace();
    if (item.type === "text") return { kind: "text", pos: item.pos, source: this.#source, text: item.value };
    if (item.type !== "leftDelim") throw this.#unexpected(item, "input");
    this.#actionStart = item.pos;
    const node = this.#action(item.pos);
    this.#actionStart = undefined;
    return node;
  }

  #action(start: number): Statement | EndNode {
    const item = this.#nextNonSpace();
    switch (item.type) {
      case "block":
        return this.#block(start);
      case "break":
      case "continue":
        return this.#jump(item.type, item.pos);
      case "else":
        return this.#else();
      case "end":
        return { kind: "end", pos: this.#expect("rightDelim", "end").pos, source: this.#source };
      case "if":
      case "range":
      case "with":
        return this.#branch(item.type, start);
      case "template":
        return this.#template(start);
    }
    this.#backup();
    const { pos } = item;
    const pipe = this.#pipeline("command", "rightDelim");
    return { kind: "action", pos, source: this.#source, start, end: this.#end, pipe };
  }

  #jump(kind: "break" | "continue", pos: number): Statement {
    const item = this.#nextNonSpace();
    if (item.type !== "rightDelim") throw this.#unexpected(item, `{{${kind}}}`);
    if (this.#rangeDepth === 0) throw this.#error(`{{${kind}}} outside {{range}}`);
    return { kind, pos, source: this.#source };
  }

  #else(): EndNode {
    const item = this.#peekNonSpace();
    // The branch itself reads what follows "else".
    if (item.type === "if" || item.type === "with") return { kind: "else", pos: item.pos, source: this.#source };
    return { kind: "else", pos: this.#expect("rightDelim", "else").pos, source: this.#source };
  }

  #branch(kind: "if" | "range" | "with", start: number): BranchNode {
    const count = this.#variables.length;
    const pipe = this.#pipeline(kind, "rightDelim");
    const end = this.#end;
    if (kind === "range") this.#rangeDepth++;
    const body = this.#itemList();
    if (kind === "range") this.#rangeDepth--;
    const otherwise = body.end.kind === "else" ? this.#otherwise(kind, body.end) : undefined;
    this.#variables.length = count;
    return { kind, pos: pipe.pos, source: this.#source, start, end, pipe, list: body.list, otherwise };
  }

  #otherwise(kind: "if" | "range" | "with", end: EndNode): ListNode {
    if ((kind === "if" || kind === "with") && this.#peek().type === kind) {
      const { pos } = this.#next();
      if (++this.#nesting > maxDepth) throw this.#error("max expression depth exceeded");
      const branch = this.#branch(kind, pos);
      this.#nesting--;
      return { kind: "list", pos: end.pos, source: this.#source, nodes: [branch] };
    }
    const { list, end: last } = this.#itemList();
    if (last.kind !== "end") throw this.#error(`expected end; found ${printNode(last)}`);
    return list;
  }

  #block(start: number): TemplateNode {
    const context = "block clause";
    const item = this.#nextNonSpace();
    const name = this.#templateName(item, context);
    const pipe = this.#pipeline(context, "rightDelim");
    const end = this.#end;
    const line = this.#lineAt(this.#items[0].pos);
    this.#alone(() => this.#body(name, context, line));
    return { kind: "template", pos: item.pos, source: this.#source, start, end, name, pipe };
  }

  #template(start: number): TemplateNode {
    const context = "template clause";
    const item = this.#nextNonSpace();
    const name = this.#templateName(item, context);
    const after = this.#nextNonSpace();
    let pipe: PipeNode | undefined;
    if (after.type === "rightDelim") this.#end = after.pos + 2;
    else {
      this.#backup();
      pipe = this.#pipeline(context, "rightDelim");
    }
    return { kind: "template", pos: item.pos, source: this.#source, start, end: this.#end, name, pipe };
  }

  #templateName(item: Item, context: string): string {
    if (item.type !== "string" && item.type !== "rawString") throw this.#unexpected(item, context);
    return this.#unquoted(item);
  }

  #pipeline(context: string, end: "rightDelim" | "rightParen"): PipeNode {
    const { pos } = this.#peekNonSpace();
    const pipe: PipeNode = { kind: "pipe", pos, source: this.#source, isAssign: false, declared: [], commands: [] };
    this.#declarations(pipe, context);
    for (;;) {
      const item = this.#nextNonSpace();
      if (item.type === end) {
        this.#end = item.pos + item.value.length;
        this.#checkPipeline(pipe, context);
        return pipe;
      }
      if (!operandTypes.has(item.type)) throw this.#unexpected(item, context);
      this.#backup();
      pipe.commands.push(this.#command());
    }
  }

  #declarations(pipe: PipeNode, context: string): void {
    for (;;) {
      const variable = this.#peekNonSpace();
      if (variable.type !== "variable") return;
      this.#next();
      // "$x foo" takes three items to tell from "$x := foo".
      const after = this.#peek();
      const next = this.#peekNonSpace();
      const assigns = next.type === "assign" || next.type === "declare";
      if (!assigns && !(next.type === "char" && next.value === ",")) {
        if (after.type === "space") this.#backup3(variable, after);
        else this.#backup2(variable);
        return;
      }
      this.#nextNonSpace();
      const { pos } = variable;
      pipe.declared.push({ kind: "variable", pos, source: this.#source, idents: variable.value.split(".") });
      this.#variables.push(variable.value);
      if (assigns) {
        pipe.isAssign = next.type === "assign";
        return;
      }
      if (context !== "range" || pipe.declared.length >= 2) throw this.#error(`too many declarations in ${context}`);
      const { type } = this.#peekNonSpace();
      if (type !== "variable" && type !== "rightDelim" && type !== "rightParen")
        throw this.#error("range can only initialize variables");
    }
  }

  #checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.commands.length === 0) throw this.#error(`missing value for ${context}`);
    for (const [index, command] of pipe.commands.entries()) {
      const kind = command.args[0]?.kind;
      if (index > 0 && (kind === "bool" || kind === "dot" || kind === "nil" || kind === "number" || kind === "string"))
        throw this.#error(`non executable command in pipeline stage ${index + 1}`);
    }
  }

  #command(): CommandNode {
    const command: CommandNode = { kind: "command", pos: this.#peekNonSpace().pos, source: this.#source, args: [] };
    for (;;) {
      const operand = this.#operand();
      if (operand !== undefined) command.args.push(operand);
      const item = this.#next();
      if (item.type === "space") continue;
      if (item.type === "rightDelim" || item.type === "rightParen") this.#backup();
      else if (item.type !== "pipe") throw this.#unexpected(item, "operand");
      break;
    }
    if (command.args.length === 0) throw this.#error("empty command");
    return command;
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined) return undefined;
    const next = this.#peek();
    if (next.type !== "field") return node;
    const { pos } = next;
    const fields: string[] = [];
    while (this.#peek().type === "field") fields.push(this.#next().value.slice(1));
    switch (node.kind) {
      case "field":
      case "variable":
        return { ...node, pos, idents: [...node.idents, ...fields] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        throw this.#error(`unexpected . after term ${quote(printNode(node))}`);
      default:
        return { kind: "chain", pos, source: this.#source, node, fields };
    }
  }

  #term(): Operand | undefined {
    const { type, pos, value } = this.#nextNonSpace();
    const source = this.#source;
    switch (type) {
      case "identifier":
        if (!this.#isFunction(value)) throw this.#error(`function ${quote(value)} not defined`);
        return { kind: "identifier", pos, source, name: value };
      case "dot":
      case "nil":
        return { kind: type, pos, source };
      case "variable":
        if (!this.#variables.includes(value)) throw this.#error(`undefined variable ${quote(value)}`);
        return { kind: "variable", pos, source, idents: [value] };
      case "field":
        return { kind: "field", pos, source, idents: [value.slice(1)] };
      case "bool":
        return { kind: "bool", pos, source, value: value === "true" };
      case "charConstant":
      case "complex":
      case "number": {
        const number = parseNumber(value, type);
        if (typeof number === "string") throw this.#error(number);
        return { kind: "number", pos, source, text: value, ...number };
      }
      case "leftParen": {
        if (this.#parens >= maxDepth) throw this.#error("max expression depth exceeded");
        this.#parens++;
        const pipe = this.#pipeline("parenthesized pipeline", "rightParen");
        this.#parens--;
        return pipe;
      }
      case "string":
      case "rawString":
        return { kind: "string", quoted: value, text: this.#unquoted({ type, pos, value }), pos, source };
      default:
        this.#backup();
        return undefined;
    }
  }
}

const operandTypes: ReadonlySet<ItemType> = new Set<ItemType>([
  "bool",
  "charConstant",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);
