/**
 * Operator precedence ("Lexical Structure", "Operator Precedence").
 * The grammar hands over a chain: operands, and between them binary operators and suffixes in the order written. `foldOperators`
 * makes the tree an LALR parser makes from PostgreSQL's precedence declarations: a pending rule is reduced while its level is
 * above that of the next token; at the same level left-associative ones are reduced, and non-associative ones are an error.
 */
import type { Expression, QualifiedName, SelectStatement, TypeName } from '../ast/index.ts';
import { identifier, keywordCodes, lookaheadTokens, punctuation, valueTokens } from '../token-codes.ts';
import { literal, systemCall } from './expressions.ts';
import { rejectAt } from './failures.ts';
import { state } from './state.ts';

// Levels, from PostgreSQL's table; comparison, BETWEEN and friends, and IS do not associate.
const orLevel = 1;
const andLevel = 2;
const notLevel = 3;
const isLevel = 4;
const comparisonLevel = 5;
const likeLevel = 6;
const escapeLevel = 7;
const operatorLevel = 8;
const additiveLevel = 9;
const multiplicativeLevel = 10;
const powerLevel = 11;
const zoneLevel = 12;
const collateLevel = 13;
const signLevel = 14;
const castLevel = 15;

/** What a suffix carries; which one it is follows from its form. */
type Payload =
  | TypeName
  | QualifiedName
  | Expression
  | boolean
  | {
      quantifier?: 'any' | 'all' | 'some';
      query: SelectStatement | null;
      array?: Expression | null;
      list?: Expression[] | null;
    }
  | null;

export interface PrefixedOperand {
  readonly kind: 'prefixed';
  readonly name: string;
  readonly schema: string | null;
  readonly level: number;
  readonly location: number;
  readonly operand: Operand;
}
export type Operand = Expression | PrefixedOperand;

export interface ChainItem {
  readonly form: string;
  readonly name: string;
  readonly schema: string | null;
  readonly level: number;
  readonly location: number;
  /** null for a suffix. */
  readonly right: Operand | null;
  readonly payload: Payload;
}

const levelByCode = new Uint8Array(2048);
const nameByCode: string[] = [];
for (const [names, level] of [
  ['< > = <= >= <>', comparisonLevel],
  ['+ -', additiveLevel],
  ['* / %', multiplicativeLevel],
  ['^', powerLevel],
] as const) {
  for (const name of names.split(' ')) {
    levelByCode[punctuation[name]!] = level;
    nameByCode[punctuation[name]!] = name;
  }
}
levelByCode[valueTokens.operator] = operatorLevel;
const andCode = keywordCodes.get('and')!;
const orCode = keywordCodes.get('or')!;
levelByCode[andCode] = andLevel;
levelByCode[orCode] = orLevel;

const levelByForm: Readonly<Record<string, number>> = {
  qualified: operatorLevel,
  distinct: isLevel,
  'not distinct': isLevel,
  like: likeLevel,
  'not like': likeLevel,
  ilike: likeLevel,
  'not ilike': likeLevel,
  similar: likeLevel,
  'not similar': likeLevel,
  between: likeLevel,
  'not between': likeLevel,
  'between symmetric': likeLevel,
  'not between symmetric': likeLevel,
  escape: escapeLevel,
  'at time zone': zoneLevel,
  cast: castLevel,
  collate: collateLevel,
  nullTest: isLevel,
  booleanTest: isLevel,
  unsupportedIs: isLevel,
  normalized: isLevel,
  in: likeLevel,
};

const isNonAssociative = (level: number): boolean => level >= isLevel && level <= escapeLevel;

/** A binary operator with its right operand; `op` is a token number or the name of a form. `extra`: operator name or BETWEEN's low bound. */
export function infix(
  op: number | string,
  extra: string | Expression | { schema: string | null; name: string },
  location: number,
  right: Operand,
): ChainItem {
  if (typeof op === 'number') {
    if (op === andCode)
      return { form: 'and', name: 'and', schema: null, level: andLevel, location, right, payload: null };
    if (op === orCode) return { form: 'or', name: 'or', schema: null, level: orLevel, location, right, payload: null };
    const name = op === valueTokens.operator ? (extra as string) : nameByCode[op]!;
    return { form: 'operator', name, schema: null, level: levelByCode[op]!, location, right, payload: null };
  }
  const level = levelByForm[op]!;
  if (op === 'qualified') {
    const { schema, name } = extra as { schema: string | null; name: string };
    return { form: 'operator', name, schema: schema ?? '', level, location, right, payload: null };
  }
  const payload = typeof extra === 'string' ? null : (extra as Expression);
  return { form: op, name: op, schema: null, level, location, right, payload };
}

/** A suffix. A quantified comparison has the level of its operator's first token, which `name` cannot always tell, so it is looked at. */
export function postfix(
  form: string,
  location: number,
  payload: Payload,
  name = '',
  token = -1,
  schema: string | null = null,
): ChainItem {
  const level = form === 'quantified' ? quantifiedLevel(token) : levelByForm[form]!;
  return { form, name, schema, level, location, right: null, payload };
}

/** LIKE and ILIKE are the words among the operators of a quantified comparison; OPERATOR() has no token (-1). */
function quantifiedLevel(token: number): number {
  if (token < 0) return operatorLevel;
  return token > identifier ? likeLevel : levelByCode[token]!;
}

/** A prefix operator: a token number with its text, or -1 with a qualified name, or 0 for NOT. */
export function prefixed(
  op: number,
  name: string | { schema: string | null; name: string },
  location: number,
  operand: Operand,
): PrefixedOperand {
  if (typeof name !== 'string') {
    return { kind: 'prefixed', name: name.name, schema: name.schema ?? '', level: operatorLevel, location, operand };
  }
  const level = op === 0 ? notLevel : op === valueTokens.operator ? operatorLevel : signLevel;
  return {
    kind: 'prefixed',
    name: op === 0 || op === valueTokens.operator ? name : nameByCode[op]!,
    schema: null,
    level,
    location,
    operand,
  };
}

/** A pending rule: a binary operator waiting for its right side, or a prefix operator. */
type Pending = ChainItem | PrefixedOperand;

/** The tree of a chain. */
export function foldOperators(first: Operand, rest: readonly ChainItem[]): Expression {
  const operands: Expression[] = [];
  const pending: Pending[] = [];
  pushOperand(operands, pending, first);
  for (const item of rest) {
    while (pending.length > 0) {
      const top = pending[pending.length - 1]!;
      if (item.form === 'escape') {
        // ESCAPE can only follow the pattern of a LIKE, so whatever is pending inside that pattern ends here.
        if (isLike(top)) break;
        reduce(operands, pending);
        continue;
      }
      if (top.level < item.level) break;
      if (top.level === item.level) {
        if (isNonAssociative(item.level)) rejectAt(item.location);
        if (item.level === notLevel) break;
      }
      reduce(operands, pending);
    }
    if (item.right === null) operands.push(suffix(operands.pop()!, item));
    else if (item.form === 'escape') {
      const like = pending[pending.length - 1];
      if (like === undefined || !isLike(like)) rejectAt(item.location);
      // From here on the rule `a LIKE b ESCAPE c` is pending, at LIKE's own level.
      pending.push({ ...item, level: likeLevel });
      pushOperand(operands, pending, item.right);
    } else {
      pending.push(item);
      pushOperand(operands, pending, item.right);
    }
  }
  while (pending.length > 0) reduce(operands, pending);
  return operands[0]!;
}

const likeForms = new Set(['like', 'not like', 'ilike', 'not ilike', 'similar', 'not similar']);
const isLike = (item: Pending): boolean => !('kind' in item) && likeForms.has(item.form);

function pushOperand(operands: Expression[], pending: Pending[], operand: Operand): void {
  let inner = operand;
  while (inner.kind === 'prefixed') {
    pending.push(inner);
    inner = inner.operand;
  }
  operands.push(inner);
}

function operatorCall(
  name: string,
  schema: string | null,
  left: Expression | null,
  right: Expression,
  location: number,
): Expression {
  return schema === null || schema === ''
    ? { kind: 'operator', name, left, right, location }
    : { kind: 'operator', name, schema, left, right, location };
}

function reduce(operands: Expression[], pending: Pending[]): void {
  const item = pending.pop()!;
  const right = operands.pop()!;
  if ('kind' in item) {
    operands.push(
      item.level === notLevel
        ? { kind: 'logical', op: 'not', args: [right], location: item.location }
        : operatorCall(item.name, item.schema, null, right, item.location),
    );
    return;
  }
  if (item.form === 'escape') {
    const like = pending.pop() as ChainItem;
    const pattern = operands.pop()!;
    operands.push(likeTest(like, operands.pop()!, pattern, right));
    return;
  }
  operands.push(binary(item, operands.pop()!, right));
}

function likeTest(item: ChainItem, arg: Expression, pattern: Expression, escapeWith: Expression | null): Expression {
  const negated = item.form.startsWith('not ');
  const op = (negated ? item.form.slice(4) : item.form) as 'like' | 'ilike' | 'similar';
  return { kind: 'like', op, arg, pattern, escape: escapeWith, negated, location: item.location };
}

function logical(op: 'and' | 'or', left: Expression, right: Expression, location: number): Expression {
  if (left.kind === 'logical' && left.op === op) {
    // The chain was built a moment ago and nobody else holds it, so it may grow.
    (left.args as Expression[]).push(right);
    return left;
  }
  return { kind: 'logical', op, args: [left, right], location };
}

function binary(item: ChainItem, left: Expression, right: Expression): Expression {
  const location = item.location;
  switch (item.form) {
    case 'operator':
      return operatorCall(item.name, item.schema, left, right, location);
    case 'and':
      return logical('and', left, right, location);
    case 'or':
      return logical('or', left, right, location);
    case 'distinct':
      return { kind: 'distinct', left, right, negated: false, location };
    case 'not distinct':
      return { kind: 'distinct', left, right, negated: true, location };
    case 'at time zone':
      return { kind: 'atTimeZone', arg: left, zone: right, location };
    default:
      if (likeForms.has(item.form)) return likeTest(item, left, right, null);
      return {
        kind: 'between',
        arg: left,
        low: item.payload as Expression,
        high: right,
        negated: item.form.startsWith('not '),
        symmetric: item.form.endsWith(' symmetric'),
        location,
      };
  }
}

function suffix(arg: Expression, item: ChainItem): Expression {
  const location = item.location;
  const payload = item.payload;
  switch (item.form) {
    case 'cast':
      return { kind: 'cast', arg, type: payload as TypeName, location };
    case 'nullTest':
      return { kind: 'nullTest', arg, negated: payload as boolean, location };
    case 'booleanTest':
      return { kind: 'booleanTest', arg, test: item.name as 'true', negated: payload as boolean, location };
    case 'normalized': {
      const form = item.name === '' ? [] : [literal('string', item.name, location)];
      const test = systemCall('is_normalized', [arg, ...form], location);
      return payload ? { kind: 'logical', op: 'not', args: [test], location } : test;
    }
    case 'collate':
      return { kind: 'collate', arg, collation: payload as QualifiedName, location };
    case 'in': {
      const source = payload as { query: SelectStatement | null; list: Expression[] | null };
      return { kind: 'in', arg, list: source.list, query: source.query, negated: item.name === 'not in', location };
    }
    case 'quantified': {
      const source = payload as { quantifier: string; query: SelectStatement | null; array: Expression | null };
      const quantifier = source.quantifier === 'all' ? 'all' : 'any';
      const { array, query } = source;
      const name = item.name;
      return item.schema === null
        ? { kind: 'quantified', name, quantifier, left: arg, array, query, location }
        : { kind: 'quantified', name, schema: item.schema, quantifier, left: arg, array, query, location };
    }
    default:
      // A test that is reported as not built; the tree is thrown away.
      return arg;
  }
}

// The words of LIKE and BETWEEN in front of token `position`, where their right side starts.
const likeCode = keywordCodes.get('like')!;
const likeOperators: Readonly<Record<string, string>> = {
  like: '~~',
  'not like': '!~~',
  ilike: '~~*',
  'not ilike': '!~~*',
};

/** `like`, `ilike`, with `not ` in front when negated. */
export function likeForm(position: number): string {
  const form = state.tokens.codes[position - 1] === likeCode ? 'like' : 'ilike';
  return isNegated(position) ? `not ${form}` : form;
}
export function likeOperator(position: number): string {
  return likeOperators[likeForm(position)]!;
}
export function betweenForm(position: number, symmetry: number | null): string {
  const form = isNegated(position) ? 'not between' : 'between';
  return symmetry === keywordCodes.get('symmetric') ? `${form} symmetric` : form;
}
/** Where the word, or the NOT in front of it, stands. */
export function wordAt(position: number): number {
  return state.tokens.starts[isNegated(position) ? position - 2 : position - 1]!;
}
const isNegated = (position: number): boolean => state.tokens.codes[position - 2] === lookaheadTokens.not_la;
