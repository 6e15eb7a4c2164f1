/** The parts of a parsed template, and how Go writes each in its messages (text/template/parse/node.go). */
import { quote } from "./quote.ts";
import type { TemplateText } from "./value.ts";

/** A template: a file's own, or one that is defined in it. */
export interface Tree {
  /** The name it is called by. */
  readonly name: string;
  readonly source: TemplateText;
  readonly root: ListNode;
}

/** Where a node begins (UTF-16 code units), in which text. */
interface Base {
  readonly pos: number;
  readonly source: TemplateText;
}

/** What stands in braces, from the first brace to behind the last. */
interface Braced {
  readonly start: number;
  readonly end: number;
}

export interface ListNode extends Base {
  readonly kind: "list";
  readonly nodes: Statement[];
}

export interface TextNode extends Base {
  readonly kind: "text";
  readonly text: string;
}

export interface ActionNode extends Base, Braced {
  readonly kind: "action";
  readonly pipe: PipeNode;
}

export interface BranchNode extends Base, Braced {
  readonly kind: "if" | "range" | "with";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise: ListNode | undefined;
}

export interface TemplateNode extends Base, Braced {
  readonly kind: "template";
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface JumpNode extends Base {
  readonly kind: "break" | "continue";
}

/** Ends of blocks: met while parsing only. */
export type EndNode = (Base & { readonly kind: "end" }) | (Base & { readonly kind: "else" });

export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

export interface PipeNode extends Base {
  readonly kind: "pipe";
  isAssign: boolean;
  readonly declared: VariableNode[];
  readonly commands: CommandNode[];
}

export interface CommandNode extends Base {
  readonly kind: "command";
  readonly args: Operand[];
}

export interface IdentifierNode extends Base {
  readonly kind: "identifier";
  readonly name: string;
}

export interface VariableNode extends Base {
  readonly kind: "variable";
  /** The name with its `$`, and fields. */
  readonly idents: readonly string[];
}

export interface FieldNode extends Base {
  readonly kind: "field";
  readonly idents: readonly string[];
}

export interface ChainNode extends Base {
  readonly kind: "chain";
  readonly node: Operand;
  readonly fields: string[];
}

export interface DotNode extends Base {
  readonly kind: "dot";
}

export interface NilNode extends Base {
  readonly kind: "nil";
}

export interface BoolNode extends Base {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface NumberNode extends Base {
  readonly kind: "number";
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: readonly [number, number] | undefined;
}

export interface StringNode extends Base {
  readonly kind: "string";
  readonly quoted: string;
  readonly text: string;
}

export type Operand =
  | IdentifierNode
  | VariableNode
  | FieldNode
  | ChainNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

export type Node = ListNode | Statement | EndNode | CommandNode | Operand;

/** A node as Go writes it. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case "list":
      return node.nodes.map(printNode).join("");
    case "text":
      return node.text;
    case "action":
      return `{{${printNode(node.pipe)}}}`;
    case "if":
    case "range":
    case "with": {
      const otherwise = node.otherwise === undefined ? "" : `{{else}}${printNode(node.otherwise)}`;
      return `{{${node.kind} ${printNode(node.pipe)}}}${printNode(node.list)}${otherwise}{{end}}`;
    }
    case "template":
      return `{{template ${quote(node.name)}${node.pipe === undefined ? "" : ` ${printNode(node.pipe)}`}}}`;
    case "break":
    case "continue":
    case "end":
    case "else":
      return `{{${node.kind}}}`;
    case "pipe":
      return printPipe(node);
    case "command":
      return node.args.map((arg) => (arg.kind === "pipe" ? `(${printNode(arg)})` : printNode(arg))).join(" ");
    case "identifier":
      return node.name;
    case "variable":
      return node.idents.join(".");
    case "field":
      return node.idents.map((ident) => `.${ident}`).join("");
    case "chain": {
      const head = node.node.kind === "pipe" ? `(${printNode(node.node)})` : printNode(node.node);
      return head + node.fields.map((field) => `.${field}`).join("");
    }
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return node.quoted;
  }
}

function printPipe(node: PipeNode): string {
  const declared =
    node.declared.length > 0 ? `${node.declared.map(printNode).join(", ")} ${node.isAssign ? "=" : ":="} ` : "";
  return declared + node.commands.map(printNode).join(" | ");
}
