/**
 * Which clause an expression stands in, and what that clause forbids. One row per clause; `null` allows, a text is what the
 * message says ("aggregate functions are not allowed in WHERE").
 */
export type ExpressionKind = keyof typeof expressionKinds;

interface KindRow {
  /** The name in messages: `argument of WHERE must be ...`. */
  readonly name: string;
  readonly aggregates: string | null;
  readonly windows: string | null;
  readonly sets: string | null;
  readonly subqueries: string | null;
}

function all(name: string, what: string): KindRow {
  return { name, aggregates: what, windows: what, sets: what, subqueries: null };
}
function utility(name: string, what: string, subquery: string): KindRow {
  return { name, aggregates: what, windows: what, sets: what, subqueries: subquery };
}
function windowClause(name: string, sets: string | null): KindRow {
  return { name, aggregates: null, windows: 'window definitions', sets, subqueries: null };
}
const free = { aggregates: null, windows: null, sets: null, subqueries: null };

export const expressionKinds = {
  other: { name: '', ...free },
  joinOn: all('JOIN/ON', 'JOIN conditions'),
  joinUsing: all('JOIN/USING', 'JOIN conditions'),
  fromSubselect: { name: 'sub-SELECT in FROM', ...free, aggregates: 'FROM clause of their own query level' },
  fromFunction: {
    name: 'function in FROM',
    aggregates: 'functions in FROM',
    windows: 'functions in FROM',
    sets: null,
    subqueries: null,
  },
  where: all('WHERE', 'WHERE'),
  having: { name: 'HAVING', aggregates: null, windows: 'HAVING', sets: 'HAVING', subqueries: null },
  filter: all('FILTER', 'FILTER'),
  windowPartition: windowClause('window PARTITION', null),
  windowOrder: windowClause('window ORDER', null),
  windowRange: { ...windowClause('window RANGE', 'window definitions'), aggregates: 'window RANGE' },
  windowRows: { ...windowClause('window ROWS', 'window definitions'), aggregates: 'window ROWS' },
  windowGroups: { ...windowClause('window GROUPS', 'window definitions'), aggregates: 'window GROUPS' },
  select: { name: 'SELECT', ...free },
  cycleMark: all('CYCLE', 'CYCLE'),
  insert: all('INSERT', 'INSERT'),
  update: all('UPDATE', 'UPDATE'),
  groupBy: { name: 'GROUP BY', aggregates: 'GROUP BY', windows: 'GROUP BY', sets: null, subqueries: null },
  orderBy: { name: 'ORDER BY', ...free },
  distinctOn: { name: 'DISTINCT ON', ...free },
  limit: all('LIMIT', 'LIMIT'),
  offset: all('OFFSET', 'OFFSET'),
  returning: all('RETURNING', 'RETURNING'),
  mergeWhen: all('WHEN', 'MERGE WHEN conditions'),
  values: all('VALUES', 'VALUES'),
  valuesSingle: { ...all('VALUES', 'VALUES'), sets: null },
  check: utility('CHECK', 'check constraints', 'check constraint'),
  default: utility('DEFAULT', 'DEFAULT expressions', 'DEFAULT expression'),
  indexExpression: utility('index expression', 'index expressions', 'index expression'),
  indexPredicate: utility('index predicate', 'index predicates', 'index predicate'),
  using: utility('USING', 'transform expressions', 'transform expression'),
  execute: utility('EXECUTE', 'EXECUTE parameters', 'EXECUTE parameter'),
  generated: utility('GENERATED AS', 'column generation expressions', 'column generation expression'),
  copyWhere: utility('WHERE', 'COPY FROM WHERE conditions', 'COPY FROM WHERE condition'),
} as const satisfies Record<string, KindRow>;

export function kindRow(kind: ExpressionKind): KindRow {
  return expressionKinds[kind];
}
