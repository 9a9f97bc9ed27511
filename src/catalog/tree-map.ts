/**
 * Rewriting bound trees: nodes whose children did not change are kept as they are. A new node kind breaks the build here.
 */
import { assertNever } from '../common/assert.ts';
import type {
  BoundCte,
  BoundDelete,
  BoundExpr,
  BoundFrom,
  BoundInsert,
  BoundMerge,
  BoundModification,
  BoundQuery,
  BoundReturning,
  BoundUpdate,
} from './tree.ts';

/**
 * How to rewrite a tree. `expr` sees each node after its children were rewritten; the numbers are rewritten where they are
 * defined and where they are used.
 */
export interface TreeMapper {
  readonly expr?: (expr: BoundExpr) => BoundExpr;
  readonly rel?: (rel: number) => number;
  readonly select?: (id: number) => number;
  readonly cte?: (id: number) => number;
}

function same<T>(value: T): T {
  return value;
}

/** Bottom-up rewrite of one expression; sub-queries are entered. Nodes whose children did not change are kept as they are. */
export function mapExpr(expr: BoundExpr, map: (expr: BoundExpr) => BoundExpr): BoundExpr {
  return mapExprWith(expr, { expr: map });
}

/** Rewrites the direct children only. Of a sub-query, `test` is the only child; its query is left alone. */
export function mapChildren(expr: BoundExpr, map: (child: BoundExpr) => BoundExpr): BoundExpr {
  return rebuild(expr, map, same, same, same, same);
}

/**
 * Fields of a one-row sub-query share its node, which is evaluated once: whoever maps them with one mapper gets one node again.
 */
const sharedRows = new WeakMap<TreeMapper, Map<BoundExpr, BoundExpr>>();

export function mapExprWith(expr: BoundExpr, mapper: TreeMapper): BoundExpr {
  if (expr.kind !== 'subquery' || expr.mode !== 'row') return mapNode(expr, mapper);
  let known = sharedRows.get(mapper);
  if (!known) {
    known = new Map();
    sharedRows.set(mapper, known);
  }
  const mapped = known.get(expr) ?? mapNode(expr, mapper);
  known.set(expr, mapped);
  return mapped;
}

function mapNode(expr: BoundExpr, mapper: TreeMapper): BoundExpr {
  const rebuilt = rebuild(
    expr,
    (child) => mapExprWith(child, mapper),
    (query) => mapQuery(query, mapper),
    mapper.rel ?? same,
    mapper.select ?? same,
    mapper.cte ?? same,
  );
  return mapper.expr ? mapper.expr(rebuilt) : rebuilt;
}

type Map1<T> = (value: T) => T;

function mapList(list: readonly BoundExpr[], map: Map1<BoundExpr>): readonly BoundExpr[] {
  let result: BoundExpr[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const item = list[i]!;
    const mapped = map(item);
    if (mapped !== item && result === null) result = list.slice(0, i);
    if (result !== null) result.push(mapped);
  }
  return result ?? list;
}

function rebuild(
  expr: BoundExpr,
  map: Map1<BoundExpr>,
  mapInner: (query: BoundQuery) => BoundQuery,
  rel: Map1<number>,
  select: Map1<number>,
  _cte: Map1<number>,
): BoundExpr {
  const optional = (e: BoundExpr | null) => (e ? map(e) : null);
  switch (expr.kind) {
    case 'const':
    case 'param':
    case 'session':
    case 'subPlan':
      return expr;
    case 'var': {
      const to = rel(expr.rel);
      return to === expr.rel ? expr : { ...expr, rel: to };
    }
    case 'call':
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'and':
    case 'or':
    case 'not': {
      const args = mapList(expr.args, map);
      return args === expr.args ? expr : { ...expr, args };
    }
    case 'grouping':
      return { ...expr, args: mapList(expr.args, map), query: select(expr.query) };
    case 'cast':
    case 'nullTest':
    case 'booleanTest':
    case 'field': {
      const arg = map(expr.arg);
      return arg === expr.arg ? expr : { ...expr, arg };
    }
    case 'distinct':
    case 'nullIf': {
      const left = map(expr.left);
      const right = map(expr.right);
      return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
    }
    case 'case':
      return {
        ...expr,
        base: expr.base ? { rel: rel(expr.base.rel), value: map(expr.base.value) } : null,
        // biome-ignore lint/suspicious/noThenProperty: the tree names the arms of CASE so; they are never awaited.
        whens: expr.whens.map((arm) => ({ when: map(arm.when), then: map(arm.then) })),
        otherwise: optional(expr.otherwise),
      };
    case 'inList': {
      const arg = map(expr.arg);
      const list = mapList(expr.list, map);
      return arg === expr.arg && list === expr.list ? expr : { ...expr, arg, list };
    }
    case 'arrayTest': {
      const arg = map(expr.arg);
      const array = map(expr.array);
      return arg === expr.arg && array === expr.array ? expr : { ...expr, arg, array };
    }
    case 'array': {
      const elements = mapList(expr.elements, map);
      return elements === expr.elements ? expr : { ...expr, elements };
    }
    case 'row': {
      const fields = mapList(expr.fields, map);
      return fields === expr.fields ? expr : { ...expr, fields };
    }
    case 'rowCompare': {
      const left = mapList(expr.left, map);
      const right = mapList(expr.right, map);
      return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
    }
    case 'subscript':
      return {
        ...expr,
        arg: map(expr.arg),
        subscripts: expr.subscripts.map((s) => ({ lower: optional(s.lower), upper: optional(s.upper) })),
        ...(expr.assigned && { assigned: map(expr.assigned) }),
      };
    case 'aggregate':
      return {
        ...expr,
        args: mapList(expr.args, map),
        orderBy: expr.orderBy.map((key) => ({ ...key, expr: map(key.expr) })),
        filter: optional(expr.filter),
        ...(expr.direct ? { direct: mapList(expr.direct, map) } : {}),
        query: select(expr.query),
      };
    case 'window': {
      const args = mapList(expr.args, map);
      const filter = optional(expr.filter);
      return args === expr.args && filter === expr.filter ? expr : { ...expr, args, filter };
    }
    case 'subquery': {
      const query = mapInner(expr.query);
      const test = optional(expr.test);
      const testRel = rel(expr.testRel);
      return query === expr.query && test === expr.test && testRel === expr.testRel
        ? expr
        : { ...expr, query, test, testRel };
    }
    default:
      return assertNever(expr);
  }
}

export function mapQuery(query: BoundQuery, mapper: TreeMapper): BoundQuery;
export function mapQuery(query: BoundQuery | BoundModification, mapper: TreeMapper): BoundQuery | BoundModification;
export function mapQuery(query: BoundQuery | BoundModification, mapper: TreeMapper): BoundQuery | BoundModification {
  const map = (expr: BoundExpr) => mapExprWith(expr, mapper);
  const optional = (expr: BoundExpr | null) => (expr ? map(expr) : null);
  const rel = mapper.rel ?? same;
  const select = mapper.select ?? same;
  const ctes = query.ctes.length === 0 ? query.ctes : query.ctes.map((cte) => mapCte(cte, mapper));
  switch (query.kind) {
    case 'select':
      return {
        ...query,
        id: select(query.id),
        ctes,
        from: query.from.map((item) => mapFrom(item, mapper)),
        where: optional(query.where),
        groupBy: mapList(query.groupBy, map),
        having: optional(query.having),
        windows: query.windows.map((w) => ({
          ...w,
          partitionBy: mapList(w.partitionBy, map),
          orderBy: w.orderBy.map((key) => ({ ...key, expr: map(key.expr) })),
          frame: w.frame && {
            ...w.frame,
            start: { ...w.frame.start, offset: optional(w.frame.start.offset) },
            end: { ...w.frame.end, offset: optional(w.frame.end.offset) },
          },
        })),
        targets: mapList(query.targets, map),
        locking: query.locking.map((lock) => ({ ...lock, rels: lock.rels.map(rel) })),
        limit: optional(query.limit),
        offset: optional(query.offset),
      };
    case 'setOperation':
      return {
        ...query,
        ctes,
        left: mapQuery(query.left, mapper),
        right: mapQuery(query.right, mapper),
        limit: optional(query.limit),
        offset: optional(query.offset),
      };
    case 'values':
      return {
        ...query,
        ctes,
        rows: query.rows.map((row) => mapList(row, map)),
        limit: optional(query.limit),
        offset: optional(query.offset),
      };
    case 'insert':
      return mapInsert(query, ctes, mapper);
    case 'update':
      return {
        ...query,
        ctes,
        rel: rel(query.rel),
        from: query.from.map((item) => mapFrom(item, mapper)),
        where: optional(query.where),
        set: query.set.map((a) => ({ column: a.column, value: map(a.value) })),
        checks: query.checks.map((check) => ({ ...check, condition: map(check.condition) })),
        returning: mapReturning(query.returning, map),
      } satisfies BoundUpdate;
    case 'delete':
      return {
        ...query,
        ctes,
        rel: rel(query.rel),
        from: query.from.map((item) => mapFrom(item, mapper)),
        where: optional(query.where),
        returning: mapReturning(query.returning, map),
      } satisfies BoundDelete;
    case 'merge':
      return {
        ...query,
        ctes,
        rel: rel(query.rel),
        source: mapFrom(query.source, mapper),
        on: map(query.on),
        actions: query.actions.map((action) => ({
          ...action,
          condition: optional(action.condition),
          set: action.set.map((a) => ({ column: a.column, value: map(a.value) })),
          values: mapList(action.values, map),
        })),
      } satisfies BoundMerge;
    default:
      return assertNever(query);
  }
}

function mapInsert(query: BoundInsert, ctes: readonly BoundCte[], mapper: TreeMapper): BoundInsert {
  const map = (expr: BoundExpr) => mapExprWith(expr, mapper);
  const rel = mapper.rel ?? same;
  return {
    ...query,
    ctes,
    rel: rel(query.rel),
    source: query.source && mapQuery(query.source, mapper),
    sourceRel: rel(query.sourceRel),
    values: mapList(query.values, map),
    onConflict: query.onConflict && {
      ...query.onConflict,
      excludedRel: rel(query.onConflict.excludedRel),
      set: query.onConflict.set.map((a) => ({ column: a.column, value: map(a.value) })),
      where: query.onConflict.where && map(query.onConflict.where),
    },
    filter: query.filter && map(query.filter),
    checks: query.checks.map((check) => ({ ...check, condition: map(check.condition) })),
    returning: mapReturning(query.returning, map),
  };
}

function mapReturning(returning: BoundReturning | null, map: Map1<BoundExpr>): BoundReturning | null {
  return returning && { ...returning, targets: mapList(returning.targets, map) };
}

function mapCte(cte: BoundCte, mapper: TreeMapper): BoundCte {
  const id = (mapper.cte ?? same)(cte.id);
  if (!cte.recursive) return { ...cte, id, query: mapQuery(cte.query, mapper) };
  const base = mapQuery(cte.recursive.base, mapper);
  const step = mapQuery(cte.recursive.step, mapper);
  if (cte.search || cte.cycle) {
    return { ...cte, id, query: mapQuery(cte.query, mapper), recursive: { ...cte.recursive, base, step } };
  }
  // The whole is a set operation over the same two arms; they stay shared so that their numbers agree.
  const whole = cte.query.kind === 'setOperation' ? { ...cte.query, left: base, right: step } : cte.query;
  return { ...cte, id, query: whole, recursive: { ...cte.recursive, base, step } };
}

export function mapFrom(item: BoundFrom, mapper: TreeMapper): BoundFrom {
  const rel = mapper.rel ?? same;
  switch (item.kind) {
    case 'table':
      return {
        ...item,
        rel: rel(item.rel),
        ...(item.sample && {
          sample: {
            ...item.sample,
            percent: mapExprWith(item.sample.percent, mapper),
            seed: item.sample.seed && mapExprWith(item.sample.seed, mapper),
          },
        }),
      };
    case 'cte':
      return { ...item, rel: rel(item.rel), cte: (mapper.cte ?? same)(item.cte) };
    case 'subquery':
      return { ...item, rel: rel(item.rel), query: mapQuery(item.query, mapper) };
    case 'function':
      return {
        ...item,
        rel: rel(item.rel),
        calls: mapList(item.calls, (e) => mapExprWith(e, mapper)),
      };
    case 'join':
      return {
        ...item,
        left: mapFrom(item.left, mapper),
        right: mapFrom(item.right, mapper),
        on: item.on && mapExprWith(item.on, mapper),
      };
    default:
      return assertNever(item);
  }
}

/** Next free numbers of a statement; `renumberQuery` draws from it. */
export interface TreeNumbers {
  nextRel(): number;
  nextSelect(): number;
  nextCte(): number;
}

/** A copy of a stored tree (a view's query) in which every number that the tree defines is fresh. Numbers from outside are kept. */
export function renumberQuery(query: BoundQuery, numbers: TreeNumbers): BoundQuery {
  return mapQuery(query, freshNumbers(numbers));
}

/** As renumberQuery, for stored expressions over rel 0 (checks, generated columns, index expressions): rel 0 becomes `rel`. */
export function renumberExpr(expr: BoundExpr, rel: number, numbers: TreeNumbers): BoundExpr {
  return mapExprWith(expr, freshNumbers(numbers, new Map([[0, rel]])));
}

function freshNumbers(numbers: TreeNumbers, rels = new Map<number, number>()): TreeMapper {
  const selects = new Map<number, number>();
  const ctes = new Map<number, number>();
  const via = (map: Map<number, number>, next: () => number) => (n: number) => {
    let to = map.get(n);
    if (to === undefined) {
      to = next();
      map.set(n, to);
    }
    return to;
  };
  return {
    rel: via(rels, () => numbers.nextRel()),
    select: via(selects, () => numbers.nextSelect()),
    cte: via(ctes, () => numbers.nextCte()),
  };
}
