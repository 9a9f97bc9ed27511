/** Makers of expression nodes that need more than an object literal in the grammar. */
import type {
  Expression,
  FunctionArgument,
  FunctionCall,
  Literal,
  SelectStatement,
  SortKey,
  WindowSpec,
} from '../ast/index.ts';
import { keywordText } from '../token-codes.ts';
import { reject, syntaxErrorAt } from './failures.ts';
import { state } from './state.ts';
import { qualifiedName, typeName } from './types.ts';

/** The word of a keyword token. */
export const keyword = keywordText;

export function literal(type: Literal['type'], value: string, location: number): Literal {
  return {
    kind: 'literal',
    // A number too large for int4 is scanned as a decimal; without point and exponent it is still an integer.
    type: type === 'decimal' && /^[0-9]+$/.test(value) ? 'integer' : type,
    value,
    location,
  };
}

/** A step behind a primary: `.field`, `.*`, `[x]`, `[a:b]`. */
export interface IndirectionStep {
  readonly field: string;
  readonly subscript: {
    readonly slice: boolean;
    readonly lower: Expression | null;
    readonly upper: Expression | null;
  } | null;
  readonly location: number;
}

/** Applies steps to a value; `next` is the token behind them, which PostgreSQL names when a `*` is not the last step. */
export function withIndirection(arg: Expression, steps: readonly IndirectionStep[], next = -1): Expression {
  let value = arg;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.subscript !== null) {
      const separate = i === 0 && arg.kind === 'subscript' ? { separate: true as const } : {};
      value = { kind: 'subscript', arg: value, ...step.subscript, ...separate, location: arg.location };
    } else {
      if (step.field === '*' && i < steps.length - 1) throw syntaxErrorAt(next, 'improper use of "*"');
      value = { kind: 'field', arg: value, field: step.field, location: arg.location };
    }
  }
  return value;
}

/** What was found between the parentheses of a call. */
export interface Arguments {
  readonly args: readonly FunctionArgument[];
  readonly star: boolean;
  readonly quantifier: string | null;
  readonly variadic: boolean;
  readonly orderBy: readonly SortKey[];
}
export const noArguments: Arguments = { args: [], star: false, quantifier: null, variadic: false, orderBy: [] };

/** `name := value` or `name => value` starts here; `code` is the token behind the name. */
export const isNamedArgument = (code: number): boolean => code === 142 || code === 143;

export interface CallModifiers {
  readonly within: readonly SortKey[];
  readonly filter: Expression | null;
  readonly over: WindowSpec | string | null;
}

export function functionCall(
  parts: readonly string[],
  call: Arguments,
  modifiers: CallModifiers | null,
  location: number,
): FunctionCall {
  const within = modifiers?.within ?? [];
  if (within.length > 0) {
    const at = within[0]!.location;
    if (call.orderBy.length > 0) reject('cannot use multiple ORDER BY clauses with WITHIN GROUP', at);
    if (call.quantifier === 'distinct') reject('cannot use DISTINCT with WITHIN GROUP', at);
    if (call.variadic) reject('cannot use VARIADIC with WITHIN GROUP', at);
  }
  return {
    kind: 'function',
    name: { kind: 'name', parts, location },
    args: call.args,
    star: call.star,
    distinct: call.quantifier === 'distinct',
    variadic: call.variadic,
    orderBy: call.orderBy,
    withinGroup: within,
    filter: modifiers === null ? null : modifiers.filter,
    over: modifiers === null ? null : modifiers.over,
    location,
  };
}

/** A call of pg_catalog's function behind a syntax of its own. */
export function systemCall(name: string, args: readonly Expression[], location: number): FunctionCall {
  const call = { ...noArguments, args: args.map((value) => ({ value, name: null })) };
  return { ...functionCall(['pg_catalog', name], call, null, location), syntax: true };
}

export function specialFunction(name: string, args: readonly Expression[], location: number): Expression {
  return { kind: 'special', name, args, location };
}

export function castOf(arg: Expression, type: ReturnType<typeof typeName>, location: number): Expression {
  return { kind: 'cast', arg, type, location };
}

/** What stood behind a name: an argument list, a string (then the name is a type), or subscripts and `.*`. */
export interface NameRest {
  readonly call: Arguments | null;
  readonly modifiers: CallModifiers | null;
  readonly string: Literal | null;
  readonly steps: readonly IndirectionStep[] | null;
}

export function nameWithRest(parts: readonly string[], rest: NameRest, location: number, next: number): Expression {
  const { call, string } = rest;
  if (call !== null) {
    if (string === null) return functionCall(parts, call, rest.modifiers, location);
    // `numeric(10, 2) '1.5'`
    const plain = !call.star && !call.variadic && call.quantifier === null && call.args.length > 0;
    if (!plain || rest.modifiers !== null) throw syntaxErrorAt(next - 1);
    if (call.args.some((argument) => argument.name !== null)) {
      reject('type modifier cannot have parameter name', call.args.find((a) => a.name !== null)!.value.location);
    }
    if (call.orderBy.length > 0) reject('type modifier cannot have ORDER BY', call.orderBy[0]!.location);
    return castOf(
      string,
      typeName(
        parts,
        call.args.map((argument) => argument.value),
        location,
      ),
      location,
    );
  }
  if (string !== null) return castOf(string, typeName(parts, [], location), location);
  const steps = rest.steps!;
  if (steps.length === 0) return { kind: 'columnRef', parts, location };
  if (steps[0]!.field === '*') {
    if (steps.length > 1) throw syntaxErrorAt(next, 'improper use of "*"');
    return { kind: 'star', qualifier: parts, location };
  }
  return withIndirection({ kind: 'columnRef', parts, location }, steps, next);
}

/** `(x)` with steps, or the row `(x, y)`, which takes none. */
export function parenthesised(
  fields: readonly Expression[],
  steps: readonly IndirectionStep[],
  location: number,
  next: number,
): Expression {
  if (fields.length === 1) return steps.length === 0 ? fields[0]! : withIndirection(fields[0]!, steps, next);
  if (steps.length > 0) throw syntaxErrorAt(tokenAt(steps[0]!.location));
  return { kind: 'row', fields, explicit: false, location };
}

function tokenAt(location: number): number {
  return state.tokens.starts.indexOf(location);
}

interface RowOperand {
  readonly fields: readonly Expression[];
  readonly explicit?: boolean;
  readonly location: number;
}
export function overlaps(
  left: RowOperand,
  right: { readonly fields: readonly Expression[]; readonly operandLocation: number; readonly location: number },
  steps: readonly IndirectionStep[],
): Expression {
  if (left.explicit !== true && left.fields.length < 2) throw syntaxErrorAt(tokenAt(right.location));
  if (steps.length > 0) throw syntaxErrorAt(tokenAt(steps[0]!.location));
  const check = (row: readonly Expression[], side: string, location: number) => {
    if (row.length !== 2) reject(`wrong number of parameters on ${side} side of OVERLAPS expression`, location);
  };
  check(left.fields, 'left', left.location);
  check(right.fields, 'right', right.operandLocation);
  return systemCall('overlaps', [...left.fields, ...right.fields], right.location);
}

interface SubstringRest {
  readonly from: Expression | null;
  readonly count: Expression | null;
  readonly pattern: Expression | null;
  readonly escape: Expression | null;
}
/** substring(s from f for n), (s for n), (s similar p escape e). */
export function substringArguments(source: Expression, rest: SubstringRest, location: number): Expression {
  if (rest.pattern !== null) return systemCall('substring', [source, rest.pattern, rest.escape!], location);
  if (rest.from === null) {
    // The count is cast, because without FROM the function's first number is known to be an integer.
    const count = rest.count!;
    const type = { ...typeName(['int4'], [], count.location), system: true };
    return systemCall(
      'substring',
      [source, literal('integer', '1', location), castOf(count, type, count.location)],
      location,
    );
  }
  const args = rest.count === null ? [source, rest.from] : [source, rest.from, rest.count];
  return systemCall('substring', args, location);
}

export type { SelectStatement };
export { qualifiedName };
