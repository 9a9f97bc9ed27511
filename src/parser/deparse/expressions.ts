/**
 * Expressions → SQL text. The text need not be pretty, only mean the same: every operand that is not a single unit is put in
 * parentheses, which leave no trace in the tree.
 */
import { assertNever } from '../../common/assert.ts';
import type {
  Expression,
  FrameBound,
  FunctionCall,
  QualifiedName,
  SortKey,
  TypeName,
  WindowFrame,
  WindowSpec,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { nameText, printers, quoteString, when, words } from './text.ts';
import { isLiteralOnly, typeText } from './types.ts';

const units = new Set<Expression['kind']>([
  'columnRef',
  'literal',
  'param',
  'case',
  'function',
  'special',
  'subquery',
  'exists',
  'array',
  'arraySubquery',
  'row',
  'grouping',
]);

export const expressionsText = (list: readonly Expression[]): string => list.map(expressionText).join(', ');
export const typeNameText = (type: TypeName): string => typeText(type, expressionText);

/** An operand of an operator. */
export function operandText(expression: Expression): string {
  const text = expressionText(expression);
  return units.has(expression.kind) ? text : `(${text})`;
}

export function expressionText(e: Expression): string {
  switch (e.kind) {
    case 'columnRef':
      return e.parts.map(quoteIdentifier).join('.');
    case 'star':
      return [...e.qualifier.map(quoteIdentifier), '*'].join('.');
    case 'literal':
      return literalText(e.type, e.value);
    case 'param':
      return `$${e.index}`;
    case 'operator': {
      const operator = operatorText(e.name, e.schema);
      return words(e.left && operandText(e.left), operator, operandText(e.right));
    }
    case 'logical':
      if (e.op === 'not') return `NOT ${operandText(e.args[0]!)}`;
      return e.args.map(operandText).join(e.op === 'and' ? ' AND ' : ' OR ');
    case 'nullTest':
      return `${operandText(e.arg)} IS ${when(e.negated, 'NOT ')}NULL`;
    case 'booleanTest':
      return `${operandText(e.arg)} IS ${when(e.negated, 'NOT ')}${e.test.toUpperCase()}`;
    case 'distinct':
      return `${operandText(e.left)} IS ${when(e.negated, 'NOT ')}DISTINCT FROM ${operandText(e.right)}`;
    case 'like': {
      const op = e.op === 'similar' ? 'SIMILAR TO' : e.op.toUpperCase();
      const text = words(operandText(e.arg), e.negated && 'NOT', op, operandText(e.pattern));
      return e.escape === null ? text : `${text} ESCAPE ${operandText(e.escape)}`;
    }
    case 'between': {
      const low = operandText(e.low);
      return words(
        operandText(e.arg),
        e.negated && 'NOT',
        'BETWEEN',
        e.symmetric && 'SYMMETRIC',
        low,
        'AND',
        operandText(e.high),
      );
    }
    case 'in': {
      const source = e.query === null ? `(${expressionsText(e.list ?? [])})` : `(${printers.query(e.query)})`;
      return words(operandText(e.arg), e.negated && 'NOT', 'IN', source);
    }
    case 'quantified': {
      const source = e.query === null ? expressionText(e.array!) : printers.query(e.query);
      return `${operandText(e.left)} ${operatorText(e.name, e.schema)} ${e.quantifier.toUpperCase()} (${source})`;
    }
    case 'case': {
      const whens = e.whens.map(({ when: test, then }) => `WHEN ${expressionText(test)} THEN ${expressionText(then)}`);
      const otherwise = e.otherwise && `ELSE ${expressionText(e.otherwise)}`;
      return words('CASE', e.arg && expressionText(e.arg), ...whens, otherwise, 'END');
    }
    case 'function':
      return functionText(e);
    case 'special':
      // The functions with parentheses always have arguments; current_date and its like have none, or a precision.
      return e.name.toUpperCase() + (e.args.length === 0 ? '' : `(${expressionsText(e.args)})`);
    case 'cast':
      if (isLiteralOnly(e.type)) return `${typeNameText(e.type)} ${expressionText(e.arg)}`;
      return `CAST(${expressionText(e.arg)} AS ${typeNameText(e.type)})`;
    case 'collate':
      return `${operandText(e.arg)} COLLATE ${nameText(e.collation)}`;
    case 'atTimeZone':
      return `${operandText(e.arg)} AT TIME ZONE ${operandText(e.zone)}`;
    case 'subquery':
      return `(${printers.query(e.query)})`;
    case 'exists':
      return `EXISTS (${printers.query(e.query)})`;
    case 'array':
      return `ARRAY[${expressionsText(e.elements)}]`;
    case 'arraySubquery':
      return `ARRAY(${printers.query(e.query)})`;
    case 'row':
      return `${when(e.explicit, 'ROW')}(${expressionsText(e.fields)})`;
    case 'subscript': {
      const bound = (value: Expression | null) => (value === null ? '' : expressionText(value));
      const inside = e.slice ? `${bound(e.lower)}:${bound(e.upper)}` : bound(e.upper);
      return `${e.separate ? `(${expressionText(e.arg)})` : subscriptedText(e.arg)}[${inside}]`;
    }
    case 'field':
      return `${e.arg.kind === 'columnRef' ? `(${expressionText(e.arg)})` : subscriptedText(e.arg)}.${fieldText(e.field)}`;
    case 'default':
      return 'DEFAULT';
    case 'grouping':
      return `GROUPING(${expressionsText(e.args)})`;
    default:
      return assertNever(e);
  }
}

const fieldText = (field: string): string => (field === '*' ? '*' : quoteIdentifier(field));

/** What a subscript or field stands behind. */
function subscriptedText(arg: Expression): string {
  const text = expressionText(arg);
  const isBare =
    arg.kind === 'columnRef' ||
    arg.kind === 'param' ||
    arg.kind === 'subscript' ||
    arg.kind === 'field' ||
    arg.kind === 'subquery';
  return isBare ? text : `(${text})`;
}

function literalText(type: string, value: string): string {
  switch (type) {
    case 'string':
      return quoteString(value);
    case 'bits':
      return `${value[0]}${quoteString(value.slice(1))}`;
    case 'null':
      return 'NULL';
    case 'boolean':
      return value.toUpperCase();
    default:
      return value;
  }
}

function operatorText(name: string, schema: string | undefined): string {
  return schema === undefined ? name : `OPERATOR(${schema.split('.').map(quoteIdentifier).join('.')}.${name})`;
}

/** `operator(` would start an operator, though the word is unreserved. */
const callName = (name: QualifiedName): string =>
  name.parts.length === 1 && name.parts[0] === 'operator' ? '"operator"' : nameText(name);

/** A call that was written with a syntax of its own; its arguments are those of the function. */
function syntaxText({ name, args }: FunctionCall): string {
  const [first, second, third, fourth] = args.map(({ value }) => value);
  const text = expressionText;
  // Keywords have become literals, and stand in for themselves in the syntax.
  const keyword = (e: Expression): string => (e.kind === 'literal' ? String(e.value) : text(e));
  const more = (before: string, e: Expression | undefined): string => (e === undefined ? '' : `${before}${text(e)}`);
  switch (name.parts[1]) {
    case 'extract':
      return `EXTRACT(${quoteIdentifier(keyword(first!))} FROM ${text(second!)})`;
    case 'pg_collation_for':
      return `COLLATION FOR (${text(first!)})`;
    case 'overlaps':
      return `(ROW(${text(first!)}, ${text(second!)}) OVERLAPS ROW(${text(third!)}, ${text(fourth!)}))`;
    case 'normalize':
      return `NORMALIZE(${text(first!)}${second === undefined ? '' : `, ${keyword(second)}`})`;
    case 'is_normalized':
      return `(${operandText(first!)} IS${second === undefined ? '' : ` ${keyword(second)}`} NORMALIZED)`;
    case 'overlay':
      return `OVERLAY(${text(first!)} PLACING ${text(second!)} FROM ${text(third!)}${more(' FOR ', fourth)})`;
    case 'position':
      return `POSITION((${text(second!)}) IN (${text(first!)}))`;
    case 'substring':
      return `SUBSTRING(${text(first!)} FROM ${text(second!)}${more(' FOR ', third)})`;
    default: {
      const side = { btrim: 'BOTH', ltrim: 'LEADING', rtrim: 'TRAILING' }[name.parts[1]!]!;
      return `TRIM(${side} ${expressionsText(args.map(({ value }) => value))})`;
    }
  }
}

function functionText(call: FunctionCall): string {
  if (call.syntax) return syntaxText(call);
  const args = call.args.map(({ name, value }, index) =>
    words(
      call.variadic && index === call.args.length - 1 && 'VARIADIC',
      name !== null && `${quoteIdentifier(name)} =>`,
      expressionText(value),
    ),
  );
  const inside = words(call.distinct && 'DISTINCT', call.star ? '*' : args.join(', '), orderByText(call.orderBy));
  return words(
    `${callName(call.name)}(${inside})`,
    call.withinGroup.length > 0 && `WITHIN GROUP (${orderByText(call.withinGroup)})`,
    call.filter && `FILTER (WHERE ${expressionText(call.filter)})`,
    call.over !== null && `OVER ${typeof call.over === 'string' ? quoteIdentifier(call.over) : windowText(call.over)}`,
  );
}

export function orderByText(keys: readonly SortKey[]): string {
  return keys.length === 0 ? '' : `ORDER BY ${keys.map(sortKeyText).join(', ')}`;
}

function sortKeyText(key: SortKey): string {
  return words(
    expressionText(key.value),
    key.using !== null && `USING ${usingText(key.using)}`,
    key.direction !== 'default' && key.direction.toUpperCase(),
    key.nulls !== 'default' && `NULLS ${key.nulls.toUpperCase()}`,
  );
}

/** `schema.op` or the bare operator; a schema name cannot start with an operator's character. */
function usingText(using: string): string {
  const dot = using.lastIndexOf('.');
  return dot > 0 ? operatorText(using.slice(dot + 1), using.slice(0, dot)) : using;
}

export function windowText(spec: WindowSpec): string {
  const inside = words(
    spec.base !== null && quoteIdentifier(spec.base),
    spec.partitionBy.length > 0 && `PARTITION BY ${expressionsText(spec.partitionBy)}`,
    orderByText(spec.orderBy),
    spec.frame && frameText(spec.frame),
  );
  return `(${inside})`;
}

function frameText(frame: WindowFrame): string {
  const extent =
    frame.end === null ? boundText(frame.start) : `BETWEEN ${boundText(frame.start)} AND ${boundText(frame.end)}`;
  return words(
    frame.mode.toUpperCase(),
    extent,
    frame.exclude !== 'no others' && `EXCLUDE ${frame.exclude.toUpperCase()}`,
  );
}

function boundText(bound: FrameBound): string {
  return words(bound.offset && operandText(bound.offset), bound.type.toUpperCase());
}
