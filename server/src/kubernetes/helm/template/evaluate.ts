/** What pipelines evaluate to (text/template/exec.go); messages are Go's. */
import { builtins, callBuiltin } from "./builtins.ts";
import { valuesMethod } from "./chart-values.ts";
import { formatValue } from "./fmt.ts";
import type { ChainNode, CommandNode, FieldNode, Node, NumberNode, Operand, PipeNode, VariableNode } from "./node.ts";
import { printNode } from "./node.ts";
import { checkLength } from "./pieces.ts";
import { quote } from "./quote.ts";
import { canBeNil, converted, fieldOf, isAssignable, isTrue, typeName, typeOf, zeroOf } from "./reflect.ts";
import { ExecError, type Frame, failure, scan, spend, type Variable } from "./state.ts";
import { type CallContext, type GoFunction, type GoType, type Method, type Signature, types } from "./types.ts";
import { GoError, GoList, GoMap, Int, plain, Struct, type Value } from "./value.ts";

const zeroValue = "reflect: call of reflect.Value.Type on zero Value";

/** No value came through the pipeline: nil may come. */
const missing: unique symbol = Symbol("missing");
type Final = Value | typeof missing;

/** Evaluates pipelines of a frame. */
export class Evaluator {
  readonly #frame: Frame;
  readonly #context: CallContext;

  /** @param context what functions can ask for */
  constructor(frame: Frame, context: CallContext) {
    this.#frame = frame;
    this.#context = context;
  }

  /** The value; variables that are declared stay on the stack. */
  pipeline(pipe: PipeNode | undefined): Value {
    const frame = this.#frame;
    frame.isInterface = false;
    if (pipe === undefined) return undefined;
    frame.node = pipe;
    let value: Final = missing;
    for (const command of pipe.commands) value = this.#command(command, value);
    // What an interface holds is taken out of it.
    frame.isInterface = false;
    const result = value === missing ? undefined : value;
    for (const { idents } of pipe.declared) {
      const name = idents[0] ?? "";
      if (pipe.isAssign) this.assign(name, result, false);
      else frame.variables.push({ name, value: result, isInterface: false });
    }
    return result;
  }

  /** Sets a variable that is declared already. */
  assign(name: string, value: Value, isInterface: boolean): void {
    const variable = this.#variable(name);
    variable.value = value;
    variable.isInterface = isInterface;
  }

  #variable(name: string): Variable {
    const { variables } = this.#frame;
    for (let index = variables.length - 1; index >= 0; index--) {
      const variable = variables[index];
      if (variable?.name === name) return variable;
    }
    throw failure(this.#frame, `undefined variable: ${name}`);
  }

  #command(command: CommandNode, final: Final): Value {
    const frame = this.#frame;
    spend(frame.run, 1);
    const { args } = command;
    const first = args[0];
    if (first === undefined) return undefined;
    switch (first.kind) {
      case "field":
        return this.#field(first, args, final);
      case "chain":
        return this.#chain(first, args, final);
      case "identifier":
        return this.#function(first.name, first, command, args, final);
      case "pipe":
        this.#notAFunction(args, final);
        return this.pipeline(first);
      case "variable":
        return this.#variableNode(first, args, final);
    }
    frame.node = first;
    this.#notAFunction(args, final);
    frame.isInterface = false;
    switch (first.kind) {
      case "bool":
        return first.value;
      case "dot":
        frame.isInterface = frame.dotIsInterface;
        return frame.dot;
      case "number":
        return this.#constant(first);
      case "string":
        return first.text;
      case "nil":
        throw failure(frame, "nil is not a command");
    }
  }

  #notAFunction(args: readonly Operand[], final: Final): void {
    const [first] = args;
    if ((args.length > 1 || final !== missing) && first !== undefined)
      throw failure(this.#frame, `can't give argument to non-function ${printNode(first)}`);
  }

  /** The type of a constant by its form alone. */
  #constant(node: NumberNode): Value {
    const frame = this.#frame;
    frame.node = node;
    const { text } = node;
    if (node.complex !== undefined) {
      const [real, imag] = node.complex;
      return new Struct(
        types.complex128,
        new Map([
          ["real", real],
          ["imag", imag],
        ]),
      );
    }
    const isHex = /^0[xX]./.test(text) && !/[pP]/.test(text);
    if (node.float !== undefined && !isHex && !text.startsWith("'") && /[.eEpP]/.test(text)) return node.float;
    if (node.int !== undefined) return new Int(node.int);
    if (node.uint !== undefined) throw failure(frame, `${text} overflows int`);
    return undefined;
  }

  #field(node: FieldNode, args: readonly Operand[] | undefined, final: Final): Value {
    const frame = this.#frame;
    frame.node = node;
    frame.isInterface = frame.dotIsInterface;
    return this.#fields(frame.dot, node, node.idents, 0, args, final);
  }

  #chain(node: ChainNode, args: readonly Operand[] | undefined, final: Final): Value {
    const frame = this.#frame;
    frame.node = node;
    if (node.node.kind === "nil") throw failure(frame, `indirection through explicit nil in ${printNode(node)}`);
    const receiver = this.#arg(undefined, node.node);
    return this.#fields(receiver, node, node.fields, 0, args, final);
  }

  #variableNode(node: VariableNode, args: readonly Operand[] | undefined, final: Final): Value {
    const frame = this.#frame;
    frame.node = node;
    const { value, isInterface } = this.#variable(node.idents[0] ?? "");
    frame.isInterface = isInterface;
    if (node.idents.length > 1) return this.#fields(value, node, node.idents, 1, args, final);
    if (args !== undefined) this.#notAFunction(args, final);
    return value;
  }

  /** `.X.Y.Z args`; the frame's `isInterface` is the receiver's. */
  #fields(
    receiver: Value,
    node: Node,
    idents: readonly string[],
    start: number,
    args: readonly Operand[] | undefined,
    final: Final,
  ): Value {
    let value = receiver;
    const last = idents.length - 1;
    for (let index = start; index < last; index++)
      value = this.#member(value, idents[index] ?? "", node, undefined, missing);
    return this.#member(value, idents[last] ?? "", node, args, final);
  }

  /** A method, a field of a struct, or an entry of a map. */
  #member(receiver: Value, name: string, node: Node, args: readonly Operand[] | undefined, final: Final): Value {
    const frame = this.#frame;
    const { isInterface } = frame;
    if (receiver === undefined) {
      if (isInterface) throw failure(frame, `nil pointer evaluating interface {}.${name}`);
      return undefined;
    }
    const hasArgs = (args?.length ?? 0) > 1 || final !== missing;
    const type = typeOf(receiver);
    const method = type === undefined ? undefined : this.#method(type, name);
    if (method !== undefined)
      return this.#call(name, method, (values) => method.call(receiver, values, this.#context), node, args, final);
    if (receiver instanceof GoMap) {
      if (hasArgs) throw failure(frame, `${name} is not a method but has arguments`);
      const { elem = types.any } = receiver.type;
      frame.isInterface = elem.kind === "interface";
      const found = receiver.entries.get(name);
      return found !== undefined || frame.isInterface || receiver.entries.has(name) ? found : zeroOf(elem);
    }
    const field = receiver instanceof Struct ? fieldOf(receiver, name) : undefined;
    if (field !== undefined) {
      if (hasArgs) throw failure(frame, `${name} has arguments but cannot be invoked as function`);
      frame.isInterface = field.type.kind === "interface";
      return field.value;
    }
    const typeText = isInterface ? "interface {}" : typeName(receiver);
    throw failure(frame, `can't evaluate field ${name} in type ${typeText}`);
  }

  #method(type: GoType, name: string): Method | undefined {
    for (const methods of [type.methods, type.pointerMethods])
      if (methods !== undefined && Object.hasOwn(methods, name)) return methods[name];
    if (type !== types.values) return undefined;
    return valuesMethod(name, (value) => this.#frame.run.functions.get("toYaml")?.call([value], this.#context));
  }

  #function(name: string, node: Node, command: Node, args: readonly Operand[] | undefined, final: Final): Value {
    const frame = this.#frame;
    frame.node = node;
    const own = frame.run.functions.get(name);
    const found = own ?? builtins.get(name);
    if (found === undefined) throw failure(frame, `${quote(name)} is not a defined function`);
    if (own !== undefined)
      return this.#call(name, found, (values) => found.call(values, this.#context), command, args, final);
    if (name === "and" || name === "or") return this.#shortCircuit(name, (args ?? []).slice(1), final);
    const callee = name === "call" ? calleeOf(args ?? [], final) : "";
    return this.#call(name, found, (values) => this.#builtin(found, values, callee), command, args, final);
  }

  /** A function of text/template itself: some see more than the value of an argument. */
  #builtin(found: GoFunction, values: readonly Value[], callee: string): Value {
    if (callee !== "") return callBuiltin(callee, values);
    if (values.length === 1 && values[0] === undefined && found === builtins.get("len"))
      throw new GoError(this.#lastIsInterface ? "len of nil pointer" : zeroValue);
    return found.call(values, this.#context);
  }

  /** Of the last argument: `isInterface` of the frame. */
  #lastIsInterface = false;

  #shortCircuit(name: "and" | "or", args: readonly Operand[], final: Final): Value {
    const frame = this.#frame;
    if (args.length + (final === missing ? 0 : 1) < 1)
      throw failure(frame, `wrong number of args for ${name}: want at least 1 got ${args.length}`);
    let value: Value;
    for (const arg of args) {
      value = this.#arg(types.reflected, arg);
      if (isTrue(value) === (name === "or")) return value;
    }
    return final === missing ? value : final;
  }

  /** A function or method with its arguments (text/template's evalCall). */
  #call(
    name: string,
    signature: Signature,
    call: (values: readonly Value[]) => Value,
    node: Node,
    args: readonly Operand[] | undefined,
    final: Final,
  ): Value {
    const frame = this.#frame;
    const { params, variadic } = signature;
    const given = Math.max(0, (args?.length ?? 0) - 1);
    const count = given + (final === missing ? 0 : 1);
    const fixed = variadic === true ? params.length - 1 : params.length;
    if (variadic === true) {
      if (count < fixed) throw failure(frame, `wrong number of args for ${name}: want at least ${fixed} got ${given}`);
    } else if (count !== fixed) {
      throw failure(frame, `wrong number of args for ${name}: want ${fixed} got ${count}`);
    }
    const values: Value[] = [];
    this.#lastIsInterface = false;
    for (let index = 0; index < given; index++) {
      const arg = args?.[index + 1];
      if (arg === undefined) break;
      values.push(this.#arg(params[Math.min(index, params.length - 1)], arg));
      this.#lastIsInterface = frame.isInterface;
    }
    if (final !== missing) {
      frame.isInterface = false;
      this.#lastIsInterface = false;
      values.push(this.#validate(final, params[Math.min(count - 1, params.length - 1)]));
    }
    frame.isInterface = false;
    for (const value of values) this.#spendOn(value);
    try {
      const result = call(values);
      this.#spendOn(result);
      return result;
    } catch (error) {
      if (error instanceof GoError || error instanceof ExecError) {
        frame.node = node;
        const place = error instanceof ExecError ? error.place : undefined;
        throw failure(frame, `error calling ${name}: ${error.message}`, place);
      }
      throw error;
    }
  }

  /** Large values take time in proportion. */
  #spendOn(value: Value): void {
    const bare = plain(value);
    if (typeof bare === "string") {
      if (bare.length <= 1024) return;
      checkLength(bare.length);
      spend(this.#frame.run, bare.length >> 5);
      scan(this.#frame.run, 6 * bare.length);
    } else if (bare instanceof GoList) spend(this.#frame.run, bare.items.length >> 3);
    else if (bare instanceof GoMap) spend(this.#frame.run, bare.entries.size >> 3);
  }

  /** An argument as a parameter's type; undefined: any type, and nil too. */
  #arg(type: GoType | undefined, node: Operand): Value {
    const frame = this.#frame;
    frame.node = node;
    switch (node.kind) {
      case "dot":
        frame.isInterface = frame.dotIsInterface;
        return this.#validate(frame.dot, type);
      case "nil":
        frame.isInterface = false;
        if (type === undefined || type === types.reflected) return undefined;
        if (canBeNil(type)) return zeroOf(type);
        throw failure(frame, `cannot assign nil to ${type.name}`);
      case "field":
        return this.#validate(this.#field(node, [node], missing), type);
      case "variable":
        return this.#validate(this.#variableNode(node, undefined, missing), type);
      case "pipe":
        return this.#validate(this.pipeline(node), type);
      case "identifier":
        return this.#validate(this.#function(node.name, node, node, undefined, missing), type);
      case "chain":
        return this.#validate(this.#chain(node, undefined, missing), type);
    }
    frame.isInterface = false;
    return this.#literal(node, type ?? types.any);
  }

  #literal(node: Operand & { kind: "bool" | "number" | "string" }, type: GoType): Value {
    const frame = this.#frame;
    const expected = (what: string): ExecError => failure(frame, `expected ${what}; found ${printNode(node)}`);
    switch (type.kind) {
      case "bool":
        if (node.kind !== "bool") throw expected("bool");
        return node.value;
      case "string":
        if (node.kind !== "string") throw expected("string");
        return node.text;
      case "float64":
        if (node.kind !== "number" || node.float === undefined) throw expected("float");
        return node.float;
      case "interface":
        return this.#anything(node);
      case "struct":
        if (type === types.reflected) return this.#anything(node);
        break;
      case "map":
      case "slice":
      case "ptr":
      case "func":
      case "complex128":
        break;
      default: {
        const unsigned = type.kind.startsWith("uint");
        const value = node.kind !== "number" ? undefined : unsigned ? node.uint : node.int;
        if (value === undefined) throw expected(unsigned ? "unsigned integer" : "integer");
        return new Int(unsigned ? BigInt.asUintN(bitsOf(type), value) : BigInt.asIntN(bitsOf(type), value), type);
      }
    }
    throw failure(frame, `can't handle ${printNode(node)} for arg of type ${type.name}`);
  }

  #anything(node: Operand & { kind: "bool" | "number" | "string" }): Value {
    if (node.kind === "number") return this.#constant(node);
    return node.kind === "bool" ? node.value : node.text;
  }

  /** The value, if the type takes it. The frame's `isInterface` is the value's. */
  #validate(value: Value, type: GoType | undefined): Value {
    if (type === undefined || type === types.reflected) return value;
    const frame = this.#frame;
    if (value === undefined) {
      if (type.kind === "interface") return undefined;
      if (frame.isInterface) throw failure(frame, `wrong type for value; expected ${type.name}; got interface {}`);
      if (canBeNil(type)) return zeroOf(type);
      throw failure(frame, `invalid value; expected ${type.name}`);
    }
    if (isAssignable(value, type)) return converted(value, type);
    throw failure(frame, `wrong type for value; expected ${type.name}; got ${typeName(value)}`);
  }
}

function bitsOf(type: GoType): number {
  // bounded: the name of a type
  return Number(/\d+$/.exec(type.kind)?.[0] ?? "64");
}

/** What `call` names its callee. */
function calleeOf(args: readonly Operand[], final: Final): string {
  const [, callee] = args;
  if (callee !== undefined) return printNode(callee);
  if (final === missing || final === undefined) return "<invalid Value>";
  return typeName(final) === "string" ? formatValue(final) : `<${typeName(final)} Value>`;
}
