/**
 * Statements that differ only in their literals share a plan: literals in places where a parameter means the same are lifted
 * out, and the text without them is the key ("auto-parameterisation").
 * Lifted are operands of comparisons and arithmetic in WHERE, cells of VALUES in a one-row INSERT, and values of SET. Numbers
 * keep the type their size gives them; strings are parameters of unknown type, which take their type from their surroundings
 * by the same rules as untyped literals. Whatever goes wrong with the lifted form is left to the plain statement, so
 * errors and their positions are those of the text as written.
 */
import type { Expression, Literal, ParsedStatement, QueryBody, Statement } from '../parser/index.ts';
import { typeOid } from '../types/oids.ts';
import { typeByOid } from '../types/registry.ts';
import type { Datum, Oid, TextContext } from '../types/type-def.ts';
import type { Plannable } from './planning.ts';

/** What is used of a literal. `location`: offset in the text. */
export type LiftableLiteral = Pick<Literal, 'type' | 'value' | 'location'>;

export interface LiftedStatement {
  /** The text with a mark of its class in place of each literal. */
  readonly key: string;
  readonly literals: readonly Literal[];
  /** Parameter types: 0 for strings. */
  readonly types: readonly Oid[];
  /** The statement with $1, $2, ... in place of the literals. */
  statement(): Plannable;
}

const literalsMax = 64;
const liftedOperators = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%']);

export function liftLiterals(text: string, parsed: ParsedStatement): LiftedStatement | null {
  // A statement with parameters of its own is meant to be planned once as it is.
  if (/\$\d/.test(text)) return null;
  const literals: Literal[] = [];
  collectStatement(parsed.statement, literals);
  if (literals.length === 0 || literals.length > literalsMax) return null;
  literals.sort((a, b) => a.location - b.location);
  let key = '';
  let from = parsed.start;
  const types: Oid[] = [];
  for (const literal of literals) {
    const end = literalEnd(text, literal);
    if (end < 0) return null;
    const type = literalType(literal);
    key += text.slice(from, literal.location) + literalMark(literal);
    types.push(type);
    from = end;
  }
  key += text.slice(from, parsed.end);
  return {
    key,
    literals,
    types,
    statement: () => replace(parsed.statement, new Map(literals.map((literal, i) => [literal, i + 1]))) as Plannable,
  };
}

function collectStatement(statement: Statement, out: Literal[]): void {
  switch (statement.kind) {
    case 'select':
      collectBody(statement.body, out);
      return;
    case 'insert':
      if (statement.source?.body.kind === 'values' && statement.source.body.rows.length === 1) {
        for (const cell of statement.source.body.rows[0]!) collectSigned(cell, out);
      }
      return;
    case 'update':
      for (const { value, multiple } of statement.set) if (!multiple) collectOperand(value, out);
      if (statement.where !== null) collect(statement.where, out);
      return;
    case 'delete':
      if (statement.where !== null) collect(statement.where, out);
      return;
    default:
  }
}

function collectBody(body: QueryBody, out: Literal[]): void {
  if (body.kind === 'core' && body.into === null && body.where !== null) collect(body.where, out);
}

/** Conditions. */
function collect(expr: Expression, out: Literal[]): void {
  switch (expr.kind) {
    case 'logical':
      for (const arg of expr.args) collect(arg, out);
      return;
    case 'operator':
      if (expr.left !== null && expr.schema === undefined && liftedOperators.has(expr.name)) {
        // What is computed from literals alone is a constant, and fails before a row is looked at.
        if (!hasColumn(expr)) return;
        collectOperand(expr.left, out);
        collectOperand(expr.right, out);
      }
      return;
    case 'between':
      if (!hasColumn(expr.arg)) return;
      collectOperand(expr.arg, out);
      collectOperand(expr.low, out);
      collectOperand(expr.high, out);
      return;
    default:
  }
}

/** Whether it depends on rows, or on anything but its text. */
function hasColumn(expr: Expression): boolean {
  if (expr.kind === 'literal') return false;
  if (expr.kind === 'cast') return hasColumn(expr.arg);
  if (expr.kind === 'function') return expr.args.length === 0 || expr.args.some(({ value }) => hasColumn(value));
  if (expr.kind !== 'operator') return true;
  return hasColumn(expr.right) || (expr.left !== null && hasColumn(expr.left));
}

function collectOperand(expr: Expression, out: Literal[]): void {
  if (expr.kind === 'operator' && expr.left !== null) collect(expr, out);
  else collectSigned(expr, out);
}

/** A literal, also behind a minus sign. */
function collectSigned(expr: Expression, out: Literal[]): void {
  if (expr.kind === 'literal') addLiteral(expr, out);
  else if (expr.kind === 'operator' && expr.left === null && expr.name === '-' && expr.right.kind === 'literal') {
    if (expr.right.type === 'decimal' || isInt4(expr.right)) addLiteral(expr.right, out);
  }
}

/** A negative literal is a sign and a number; the sign of the smallest int4 belongs to its type, so only smaller ones are split. */
function isInt4(literal: Literal): boolean {
  return literal.type === 'integer' && Number(literal.value) <= 2147483647;
}

function addLiteral(literal: Literal, out: Literal[]): void {
  if (literal.type === 'integer' || literal.type === 'decimal' || literal.type === 'string') out.push(literal);
}

function literalType(literal: LiftableLiteral): Oid {
  if (literal.type === 'string') return 0;
  if (literal.type === 'decimal') return typeOid.numeric;
  const value = Number(literal.value);
  if (value <= 2147483647) return typeOid.int4;
  return value <= Number.MAX_SAFE_INTEGER ? typeOid.int8 : typeOid.numeric;
}

/** What stands for it in a key: its class, in characters that no text has outside of quotes and comments. */
export function literalMark(literal: LiftableLiteral): string {
  return `\u0001${literalType(literal)}\u0002`;
}

/** Offset behind the literal, or -1 for forms other than '...' and plain numbers. */
function literalEnd(text: string, literal: Literal): number {
  const start = literal.location;
  if (literal.type !== 'string') return text.startsWith(literal.value, start) ? start + literal.value.length : -1;
  if (text[start] !== "'") return -1;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== "'") continue;
    if (text[i + 1] !== "'") return i + 1;
    i++;
  }
  return -1;
}

/** A copy of the tree with parameters in place of the literals. */
function replace(node: unknown, indexes: ReadonlyMap<unknown, number>): unknown {
  if (node === null || typeof node !== 'object') return node;
  const index = indexes.get(node);
  if (index !== undefined) return { kind: 'param', index, location: (node as Literal).location };
  if (Array.isArray(node)) return node.map((item) => replace(item, indexes));
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) copy[name] = replace(value, indexes);
  return copy;
}

/** The literals' values as parameters of the types found; throws what their input functions throw. */
export function literalValues(
  literals: readonly LiftableLiteral[],
  types: readonly Oid[],
  context: TextContext,
): Datum[] {
  return literals.map((literal, i) => {
    const type = types[i]!;
    if (literal.type === 'integer' && type === typeOid.int4) return Number(literal.value);
    if (literal.type === 'string' && type === typeOid.text) return literal.value;
    return typeByOid(type)!.input(literal.value, -1, context);
  });
}
