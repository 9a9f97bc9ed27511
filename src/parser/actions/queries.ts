/** Makers of query nodes. */
import type {
  Expression,
  FrameBound,
  JoinRef,
  LimitClause,
  LockingClause,
  QueryBody,
  SelectStatement,
  SetOperation,
  SortKey,
  Statement,
  TableAlias,
  TableRef,
  WindowFrame,
  WithClause,
} from '../ast/index.ts';
import { keywordCodes } from '../token-codes.ts';
import { reject } from './failures.ts';
import { state } from './state.ts';

const openParenthesis = '('.charCodeAt(0);
const queryWords = new Set(['select', 'values', 'table', 'with'].map((word) => keywordCodes.get(word)!));
const withBeforeTime = keywordCodes.size + 256 + 2;

/** Whether the parentheses at this token may enclose a query: its first word tells. */
export function opensQuery(position: number): boolean {
  const codes = state.tokens.codes;
  if (codes[position] !== openParenthesis) return false;
  let i = position + 1;
  while (codes[i] === openParenthesis) i++;
  const code = codes[i]!;
  return queryWords.has(code) || code === withBeforeTime;
}

interface QueryTail {
  readonly locking: readonly LockingClause[];
  readonly limit: LimitClause | null;
  readonly offset: Expression | null;
}

/**
 * A query of a body and its clauses. Where the body is one query in parentheses, as in `(SELECT ... LIMIT 1) OFFSET 2`, its
 * clauses and these belong to the same level, and none may be written twice.
 */
export function selectStatement(
  body: QueryBody,
  orderBy: readonly SortKey[] | null,
  tail: QueryTail | null,
  location: number,
): SelectStatement {
  let statement: SelectStatement;
  if (body.kind === 'nested') {
    const inner = body.query;
    const twice = (what: string, at: number) => reject(`multiple ${what} clauses not allowed`, at);
    if (orderBy !== null && inner.orderBy.length > 0) twice('ORDER BY', orderBy[0]!.value.location);
    if (tail?.offset && inner.offset !== null) twice('OFFSET', tail.offset.location);
    if (tail?.limit && inner.limit !== null) twice('LIMIT', (tail.limit.count ?? tail.limit).location);
    statement = {
      ...inner,
      orderBy: orderBy ?? inner.orderBy,
      limit: tail?.limit ?? inner.limit,
      offset: tail?.offset ?? inner.offset,
      locking: tail === null ? inner.locking : [...inner.locking, ...tail.locking],
      location,
    };
  } else {
    statement = {
      kind: 'select',
      with: null,
      body,
      orderBy: orderBy ?? [],
      limit: tail === null ? null : tail.limit,
      offset: tail === null ? null : tail.offset,
      locking: tail === null ? [] : tail.locking,
      location,
    };
  }
  if (statement.limit?.withTies) {
    if (statement.orderBy.length === 0) reject('WITH TIES cannot be specified without ORDER BY clause', undefined);
    if (statement.locking.some((clause) => clause.wait === 'skip locked')) {
      reject('SKIP LOCKED and WITH TIES options cannot be used together', undefined);
    }
  }
  return statement;
}

/** A parenthesised operand: the body itself when the parentheses add nothing. */
export function setOperand(query: SelectStatement, location: number): QueryBody {
  const plain =
    query.with === null &&
    query.orderBy.length === 0 &&
    query.limit === null &&
    query.offset === null &&
    query.locking.length === 0;
  return plain ? query.body : { kind: 'nested', query, location };
}

interface SetStep {
  readonly op: string;
  readonly all: boolean;
  readonly right: QueryBody;
  readonly location: number;
}
/** INTERSECT binds tighter than UNION and EXCEPT, which are equal; all associate to the left. */
export function setOperations(first: QueryBody, rest: readonly SetStep[]): QueryBody {
  const combine = (left: QueryBody, { op, all, location }: SetStep, right: QueryBody): SetOperation => ({
    kind: 'setOperation',
    op: op as SetOperation['op'],
    all,
    left,
    right,
    location,
  });
  let left: QueryBody | null = null;
  let pending: SetStep | null = null;
  let current = first;
  for (const step of rest) {
    if (step.op === 'intersect') {
      current = combine(current, step, step.right);
      continue;
    }
    left = pending === null || left === null ? current : combine(left, pending, current);
    pending = step;
    current = step.right;
  }
  return pending === null || left === null ? current : combine(left, pending, current);
}

/** Attaches a WITH clause to the statement behind it. */
export function withClause<S extends Statement>(clause: WithClause, statement: S, location: number): S {
  if ('with' in statement && statement.with !== null) reject('multiple WITH clauses not allowed', clause.location);
  return { ...statement, with: clause, location };
}

/**
 * A query in FROM, which PostgreSQL 15 wants to have a name. `start` is the token of its parenthesis, `next` the token behind it.
 * Right behind another parenthesis the query may as well be the first part of a larger one, and then this is not an error yet:
 * only a join tells that it is a table.
 */
export function fromQuery(
  query: SelectStatement,
  alias: TableAlias | null,
  lateral: boolean,
  start: number,
  next: number,
): TableRef {
  const { codes, starts } = state.tokens;
  const location = starts[start]!;
  if (alias === null && (codes[start - 1] !== openParenthesis || joinWords.has(codes[next]!))) {
    const [what, example] = query.body.kind === 'values' ? ['VALUES', 'VALUES'] : ['subquery', 'SELECT'];
    reject(`${what} in FROM must have an alias`, location, { hint: `For example, FROM (${example} ...) [AS] foo.` });
  }
  return { kind: 'subqueryRef', lateral, query, alias, location };
}
const joinWords = new Set(
  ['join', 'inner', 'left', 'right', 'full', 'cross', 'natural'].map((word) => keywordCodes.get(word)!),
);

export function joinRef(left: TableRef, join: Omit<JoinRef, 'kind' | 'left' | 'alias'>): JoinRef {
  return { kind: 'join', ...join, left, alias: null };
}

/** A window frame; the combinations that mean nothing are refused as PostgreSQL's grammar does. */
export function frame(
  mode: string,
  extent: { readonly start: FrameBound; readonly end: FrameBound | null; readonly location: number },
  exclude: WindowFrame['exclude'],
  location: number,
): WindowFrame {
  const { start, end } = extent;
  const refuse = (message: string) => reject(message, extent.location, {}, 'windowing_error');
  if (start.type === 'unbounded following') refuse('frame start cannot be UNBOUNDED FOLLOWING');
  if (end === null && start.type === 'following')
    refuse('frame starting from following row cannot end with current row');
  if (end?.type === 'unbounded preceding') refuse('frame end cannot be UNBOUNDED PRECEDING');
  if (start.type === 'current row' && end?.type === 'preceding') {
    refuse('frame starting from current row cannot have preceding rows');
  }
  if (start.type === 'following' && (end?.type === 'preceding' || end?.type === 'current row')) {
    refuse('frame starting from following row cannot have preceding rows');
  }
  return { mode: mode as WindowFrame['mode'], start, end, exclude, location };
}
