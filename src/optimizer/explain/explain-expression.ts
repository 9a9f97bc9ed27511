/** Expressions in EXPLAIN: fully parenthesized, columns as they are in the relations below. */
import { nullTestWords } from '../../catalog/null-test.ts';
import type { BoundExpr, BoundVar } from '../../catalog/tree.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import type { SubPlan } from '../../planner/index.ts';
import { collationByOid, collationUnder } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { ExplainNames } from './explain-names.ts';

export interface ExpressionScope {
  readonly names: ExplainNames;
  column(variable: BoundVar): string;
  /** `SubPlan 1`, or `$0` for what runs once. */
  subPlan(plan: SubPlan): string;
}

const plainTypes: ReadonlySet<Oid> = new Set([21, 23, 20, 1700, 16]);

export function explainExpr(expr: BoundExpr, scope: ExpressionScope): string {
  const show = (part: BoundExpr): string => explainExpr(part, scope);
  const list = (parts: readonly BoundExpr[]): string => parts.map(show).join(', ');
  const { names } = scope;
  switch (expr.kind) {
    case 'const':
      return explainConstant(expr, names);
    case 'var':
      return scope.column(expr);
    case 'param':
      return `$${expr.index}`;
    case 'session':
      return expr.cursor === undefined ? expr.name.toUpperCase() : `CURRENT OF ${quoteIdentifier(expr.cursor.name)}`;
    case 'call': {
      if (expr.operator === null) return `${names.routine(expr.fn)}(${list(expr.args)})`;
      const operator = names.operator(expr.operator);
      const [a, b] = expr.args;
      return b === undefined ? `(${operator} ${show(a!)})` : `(${show(a!)} ${operator} ${show(b)})`;
    }
    case 'cast': {
      const arg = show(expr.arg);
      const collation = collationByOid(collationUnder(expr.type) ?? 0);
      if (collation !== undefined) return `${arg} COLLATE ${quoteIdentifier(collation.name)}`;
      if (expr.context === 'implicit') return arg;
      return `${expr.arg.kind === 'var' ? `(${arg})` : arg}::${names.type(expr.type, expr.typmod)}`;
    }
    case 'and':
      return `(${expr.args.map(show).join(' AND ')})`;
    case 'or':
      return `(${expr.args.map(show).join(' OR ')})`;
    case 'not':
      return `(NOT ${show(expr.args[0]!)})`;
    case 'nullTest':
      return `(${show(expr.arg)}${nullTestWords(expr)})`;
    case 'booleanTest':
      return `(${show(expr.arg)} IS ${expr.negated ? 'NOT ' : ''}${expr.test.toUpperCase()})`;
    case 'distinct':
      return `(${show(expr.left)} IS ${expr.negated ? 'NOT ' : ''}DISTINCT FROM ${show(expr.right)})`;
    case 'case':
      return explainCase(expr, show);
    case 'coalesce':
    case 'greatest':
    case 'least':
      return `${expr.kind.toUpperCase()}(${list(expr.args)})`;
    case 'nullIf':
      return `NULLIF(${show(expr.left)}, ${show(expr.right)})`;
    case 'inList':
      return explainInList(expr, scope);
    case 'arrayTest':
      return `(${show(expr.arg)} ${names.operator(expr.operator)} ${expr.quantifier.toUpperCase()} (${show(expr.array)}))`;
    case 'array':
      return `ARRAY[${list(expr.elements)}]`;
    case 'row':
      return `ROW(${list(expr.fields)})`;
    case 'field':
      return `(${show(expr.arg)}).f${expr.field + 1}`;
    case 'rowCompare':
      return `(ROW(${list(expr.left)}) ${expr.op} ROW(${list(expr.right)}))`;
    case 'subscript':
      return `${show(expr.arg)}${expr.subscripts.map((s) => subscript(s, expr.slice, show)).join('')}`;
    case 'aggregate':
      return `${names.routine(expr.fn)}(${expr.star ? '*' : `${expr.distinct ? 'DISTINCT ' : ''}${list(expr.args)}`})`;
    case 'window':
      return `${names.routine(expr.fn)}(${expr.star ? '*' : list(expr.args)}) OVER (?)`;
    case 'grouping':
      return `GROUPING(${list(expr.args)})`;
    case 'subquery':
      return '(SubPlan)';
    case 'subPlan':
      return explainSubPlan(expr as SubPlan, scope);
  }
}

function explainConstant(expr: Extract<BoundExpr, { kind: 'const' }>, names: ExplainNames): string {
  const type = names.type(expr.type, -1);
  if (expr.value === null) return `NULL::${type}`;
  const text = names.value(expr.value, expr.type);
  if (expr.type === 16) return text === 't' || text === 'true' ? 'true' : 'false';
  if (plainTypes.has(expr.type) && /^[0-9.]+$/.test(text)) {
    return expr.type === 23 || (expr.type === 1700 && text.includes('.')) ? text : `'${text}'::${type}`;
  }
  if (expr.type === 23) return `'${text}'::integer`;
  return `'${text.replaceAll("'", "''")}'::${type}`;
}

function explainCase(expr: Extract<BoundExpr, { kind: 'case' }>, show: (part: BoundExpr) => string): string {
  const base = expr.base === null ? '' : ` ${show(expr.base.value)}`;
  const whens = expr.whens.map((item) => ` WHEN ${show(item.when)} THEN ${show(item.then)}`).join('');
  return `CASE${base}${whens} ELSE ${expr.otherwise === null ? 'NULL' : show(expr.otherwise)} END`;
}

/** An IN list of constants is shown as PostgreSQL stores it: a comparison with an array. */
function explainInList(expr: Extract<BoundExpr, { kind: 'inList' }>, scope: ExpressionScope): string {
  const { names } = scope;
  const arg = explainExpr(expr.arg, scope);
  const test = expr.negated ? '<> ALL' : '= ANY';
  const values: string[] = [];
  for (const item of expr.list) {
    if (item.kind !== 'const') {
      return `(${arg} ${test} (ARRAY[${expr.list.map((part) => explainExpr(part, scope)).join(', ')}]))`;
    }
    values.push(item.value === null ? 'NULL' : arrayElement(names.value(item.value, item.type)));
  }
  return `(${arg} ${test} ('{${values.join(',')}}'::${names.type(expr.list[0]!.type, -1)}[]))`;
}

function arrayElement(text: string): string {
  return /^[^\s{},"\\']+$/.test(text) && text.toUpperCase() !== 'NULL'
    ? text
    : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll("'", "''")}"`;
}

function subscript(
  s: { readonly lower: BoundExpr | null; readonly upper: BoundExpr | null },
  slice: boolean,
  show: (part: BoundExpr) => string,
): string {
  const upper = s.upper === null ? '' : show(s.upper);
  return slice ? `[${s.lower === null ? '' : show(s.lower)}:${upper}]` : `[${upper}]`;
}

function explainSubPlan(plan: SubPlan, scope: ExpressionScope): string {
  const name = scope.subPlan(plan);
  return name.startsWith('$') ? name : `(${name})`;
}
