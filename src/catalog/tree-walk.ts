/**
 * Walking, rewriting and comparing bound trees. All that know the shape of every node in one place: a new node kind breaks the
 * build here, and nowhere else for callers that only look for something.
 * Sub-queries: `walkExpr` passes into them (a column of an enclosing query used inside a sub-query is found), and reports
 * nodes of the inner query too; callers that want their own level alone compare `rel` numbers, which are unique in a statement.
 */
import { assertNever } from '../common/assert.ts';
import type { Datum, Oid } from '../types/type-def.ts';
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

/** `false` from the visitor keeps the walk out of the node's children. */
export type ExprVisitor = (expr: BoundExpr) => boolean | undefined;

export function exprType(expr: BoundExpr): Oid {
  return expr.type;
}

/** Calls `visit` for the direct sub-expressions; of a sub-query only `test` is one. */
export function forEachChild(expr: BoundExpr, visit: (child: BoundExpr) => void): void {
  switch (expr.kind) {
    case 'const':
    case 'var':
    case 'param':
    case 'session':
    case 'subPlan':
      return;
    case 'call':
    case 'coalesce':
    case 'greatest':
    case 'least':
    case 'and':
    case 'or':
    case 'not':
    case 'grouping':
      for (const arg of expr.args) visit(arg);
      return;
    case 'cast':
    case 'nullTest':
    case 'booleanTest':
    case 'field':
      visit(expr.arg);
      return;
    case 'distinct':
      visit(expr.left);
      visit(expr.right);
      return;
    case 'nullIf':
      visit(expr.left);
      visit(expr.right);
      visit(expr.leftForTest);
      return;
    case 'case':
      if (expr.base) visit(expr.base.value);
      for (const arm of expr.whens) {
        visit(arm.when);
        visit(arm.then);
      }
      if (expr.otherwise) visit(expr.otherwise);
      return;
    case 'inList':
      visit(expr.arg);
      for (const item of expr.list) visit(item);
      return;
    case 'arrayTest':
      visit(expr.arg);
      visit(expr.array);
      return;
    case 'array':
      for (const element of expr.elements) visit(element);
      return;
    case 'row':
      for (const field of expr.fields) visit(field);
      return;
    case 'rowCompare':
      for (const item of expr.left) visit(item);
      for (const item of expr.right) visit(item);
      return;
    case 'subscript':
      visit(expr.arg);
      for (const s of expr.subscripts) {
        if (s.lower) visit(s.lower);
        if (s.upper) visit(s.upper);
      }
      if (expr.assigned) visit(expr.assigned);
      return;
    case 'aggregate':
      for (const arg of expr.direct ?? []) visit(arg);
      for (const arg of expr.args) visit(arg);
      for (const key of expr.orderBy) visit(key.expr);
      if (expr.filter) visit(expr.filter);
      return;
    case 'window':
      for (const arg of expr.args) visit(arg);
      if (expr.filter) visit(expr.filter);
      return;
    case 'subquery':
      if (expr.test) visit(expr.test);
      return;
    default:
      assertNever(expr);
  }
}

/** Pre-order over the expression and, inside sub-queries, over all expressions of their queries. */
export function walkExpr(expr: BoundExpr, visit: ExprVisitor): void {
  if (visit(expr) === false) return;
  forEachChild(expr, (child) => walkExpr(child, visit));
  if (expr.kind === 'subquery') walkQuery(expr.query, visit);
}

/** All expressions of a query, sub-queries and CTEs included. */
export function walkQuery(query: BoundQuery | BoundModification, visit: ExprVisitor): void {
  forEachQueryExpr(
    query,
    (expr) => walkExpr(expr, visit),
    (inner) => walkQuery(inner, visit),
  );
}

/** The expressions that stand directly in a query, and the queries that stand directly in it (arms, FROM, CTEs). */
export function forEachQueryExpr(
  query: BoundQuery | BoundModification,
  onExpr: (expr: BoundExpr) => void,
  onQuery: (query: BoundQuery | BoundModification) => void,
): void {
  const optional = (expr: BoundExpr | null) => {
    if (expr) onExpr(expr);
  };
  for (const cte of query.ctes) {
    onQuery(cte.query);
  }
  switch (query.kind) {
    case 'select':
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const expr of query.groupBy) onExpr(expr);
      optional(query.having);
      for (const w of query.windows) {
        for (const expr of w.partitionBy) onExpr(expr);
        for (const key of w.orderBy) onExpr(key.expr);
        optional(w.frame?.start.offset ?? null);
        optional(w.frame?.end.offset ?? null);
      }
      for (const expr of query.targets) onExpr(expr);
      optional(query.limit);
      optional(query.offset);
      return;
    case 'setOperation':
      onQuery(query.left);
      onQuery(query.right);
      optional(query.limit);
      optional(query.offset);
      return;
    case 'values':
      for (const row of query.rows) for (const expr of row) onExpr(expr);
      optional(query.limit);
      optional(query.offset);
      return;
    case 'insert':
      if (query.source) onQuery(query.source);
      for (const expr of query.values) onExpr(expr);
      for (const a of query.onConflict?.set ?? []) onExpr(a.value);
      optional(query.onConflict?.where ?? null);
      optional(query.filter);
      for (const check of query.checks) onExpr(check.condition);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'update':
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const a of query.set) onExpr(a.value);
      for (const check of query.checks) onExpr(check.condition);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'delete':
      for (const item of query.from) forEachFromExpr(item, onExpr, onQuery);
      optional(query.where);
      for (const expr of query.returning?.targets ?? []) onExpr(expr);
      return;
    case 'merge':
      forEachFromExpr(query.source, onExpr, onQuery);
      onExpr(query.on);
      for (const action of query.actions) {
        optional(action.condition);
        for (const a of action.set) onExpr(a.value);
        for (const expr of action.values) onExpr(expr);
      }
      return;
    default:
      assertNever(query);
  }
}

function forEachFromExpr(
  item: BoundFrom,
  onExpr: (expr: BoundExpr) => void,
  onQuery: (query: BoundQuery | BoundModification) => void,
): void {
  switch (item.kind) {
    case 'table':
      if (item.sample) {
        onExpr(item.sample.percent);
        if (item.sample.seed) onExpr(item.sample.seed);
      }
      return;
    case 'cte':
      return;
    case 'subquery':
      onQuery(item.query);
      return;
    case 'function':
      for (const call of item.calls) onExpr(call);
      return;
    case 'join':
      forEachFromExpr(item.left, onExpr, onQuery);
      forEachFromExpr(item.right, onExpr, onQuery);
      if (item.on) onExpr(item.on);
      return;
    default:
      assertNever(item);
  }
}

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
    case 'distinct': {
      const left = map(expr.left);
      const right = map(expr.right);
      return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
    }
    case 'nullIf':
      return {
        ...expr,
        left: map(expr.left),
        right: map(expr.right),
        leftForTest: expr.leftForTest === expr.left ? map(expr.left) : map(expr.leftForTest),
      };
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

/** The rels of all columns used, inside sub-queries too (their own rels included). */
export function collectRels(expr: BoundExpr, into: Set<number> = new Set()): Set<number> {
  walkExpr(expr, (e) => {
    if (e.kind === 'var') into.add(e.rel);
    return undefined;
  });
  return into;
}

/** True when some node, sub-queries included, satisfies the test. */
export function someExpr(expr: BoundExpr, test: (expr: BoundExpr) => boolean): boolean {
  let found = false;
  walkExpr(expr, (e) => {
    if (!found && test(e)) found = true;
    return !found;
  });
  return found;
}

/** Whether a function marked volatile is called; `isVolatile` answers for a function's OID. */
export function containsVolatile(expr: BoundExpr, isVolatile: (fn: Oid) => boolean): boolean {
  return someExpr(expr, (e) => (e.kind === 'call' || (e.kind === 'cast' && e.fn !== null)) && isVolatile(e.fn!));
}

/**
 * Structural equality, in which locations, the spelling of casts and typmods of results do not count: what decides whether an
 * expression is the grouped one, or the one already in the select list. Sub-queries are equal only to themselves.
 */
export function exprEquals(a: BoundExpr, b: BoundExpr): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.type !== b.type) return false;
  switch (a.kind) {
    case 'const':
      return a.typmod === (b as typeof a).typmod && datumEquals(a.value, (b as typeof a).value);
    case 'var':
      return a.rel === (b as typeof a).rel && a.column === (b as typeof a).column;
    case 'param':
      return a.index === (b as typeof a).index;
    case 'session':
      return a.name === (b as typeof a).name && a.typmod === b.typmod;
    case 'subPlan':
    case 'subquery':
      return false;
    case 'call':
      if (a.fn !== (b as typeof a).fn || a.variadic !== (b as typeof a).variadic) return false;
      break;
    case 'cast':
      if (a.method !== (b as typeof a).method || a.fn !== (b as typeof a).fn || a.typmod !== b.typmod) return false;
      if (a.collation !== (b as typeof a).collation) return false;
      break;
    case 'nullTest':
      if (a.negated !== (b as typeof a).negated) return false;
      break;
    case 'booleanTest':
      if (a.test !== (b as typeof a).test || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'distinct':
      if (a.fn !== (b as typeof a).fn || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'inList':
      if (a.fn !== (b as typeof a).fn || a.negated !== (b as typeof a).negated) return false;
      break;
    case 'arrayTest':
      if (a.fn !== (b as typeof a).fn || a.quantifier !== (b as typeof a).quantifier) return false;
      break;
    case 'field':
      if (a.field !== (b as typeof a).field) return false;
      break;
    case 'rowCompare':
      if (a.op !== (b as typeof a).op) return false;
      break;
    case 'aggregate': {
      const other = b as typeof a;
      if (a.fn !== other.fn || a.distinct !== other.distinct || a.query !== other.query || a.star !== other.star)
        return false;
      if (a.direct?.length !== other.direct?.length) return false;
      if ((a.filter === null) !== (other.filter === null) || a.orderBy.length !== other.orderBy.length) return false;
      for (let i = 0; i < a.orderBy.length; i++) {
        const x = a.orderBy[i]!;
        const y = other.orderBy[i]!;
        if (x.descending !== y.descending || x.nullsFirst !== y.nullsFirst) return false;
      }
      break;
    }
    case 'window':
      if (a.fn !== (b as typeof a).fn || a.window !== (b as typeof a).window || a.star !== (b as typeof a).star)
        return false;
      break;
    case 'subscript': {
      const other = b as typeof a;
      if ((a.assigned === undefined) !== (other.assigned === undefined)) return false;
      if (a.slice !== other.slice || a.subscripts.length !== other.subscripts.length) return false;
      for (let i = 0; i < a.subscripts.length; i++) {
        if ((a.subscripts[i]!.lower === null) !== (other.subscripts[i]!.lower === null)) return false;
      }
      break;
    }
    case 'case': {
      const other = b as typeof a;
      if ((a.base === null) !== (other.base === null) || a.whens.length !== other.whens.length) return false;
      if ((a.otherwise === null) !== (other.otherwise === null)) return false;
      if (a.base && other.base) return caseWithBaseEquals(a, other);
      break;
    }
    case 'and':
    case 'or':
    case 'not':
    case 'coalesce':
    case 'nullIf':
    case 'greatest':
    case 'least':
    case 'array':
    case 'row':
      break;
    case 'grouping':
      if (a.query !== (b as typeof a).query) return false;
      break;
    default:
      return assertNever(a);
  }
  return childrenEqual(a, b);
}

function childrenEqual(a: BoundExpr, b: BoundExpr): boolean {
  const left: BoundExpr[] = [];
  const right: BoundExpr[] = [];
  forEachChild(a, (child) => left.push(child));
  forEachChild(b, (child) => right.push(child));
  return left.length === right.length && left.every((child, i) => exprEquals(child, right[i]!));
}

/** Two `CASE x WHEN` differ in the number of the base they introduce; rename one to the other first. */
function caseWithBaseEquals(a: BoundExpr & { kind: 'case' }, b: BoundExpr & { kind: 'case' }): boolean {
  const from = b.base!.rel;
  const to = a.base!.rel;
  if (from === to) return childrenEqual(a, b);
  return childrenEqual(a, mapExprWith(b, { rel: (rel) => (rel === from ? to : rel) }));
}

function datumEquals(a: Datum, b: Datum): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  if (a.constructor !== b.constructor) return false;
  const left = Object.values(a);
  const right = Object.values(b);
  return left.length === right.length && left.every((v, i) => deepEquals(v, right[i]));
}

function deepEquals(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.values(a);
  const right = Object.values(b);
  return left.length === right.length && left.every((v, i) => deepEquals(v, right[i]));
}

/** The name of a result column, without the need to know which kind of tree it is. */
export function outputColumns(query: BoundQuery | BoundModification): readonly { name: string; type: Oid }[] {
  switch (query.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return query.returning?.columns ?? [];
    default:
      return query.columns;
  }
}
