/**
 * SEARCH and CYCLE of recursive queries ("Search Order", "Cycle Detection"). Both are columns that the two arms compute: the path
 * of rows so far as an array, or for breadth first the depth before the row's own columns; and whether the row is on its path
 * already, from where the recursion does not go on.
 */
import type { BoundCte, BoundExpr, BoundFrom, BoundQuery, BoundSelect, OutputColumn } from '../../catalog/tree.ts';
import { plainSelect } from '../../catalog/tree-nodes.ts';
import { sqlError } from '../../errors/index.ts';
import type { CommonTableExpression, CycleClause, SetOperation } from '../../parser/ast/index.ts';
import { coerceToCommonType, commonTypmod, selectCommonType } from '../coercion/common-type.ts';
import { constant, variable } from '../expression/make-nodes.ts';
import { boolOid, int8Oid, recordArrayOid, recordOid } from '../oids.ts';
import { makeOperator, requireComparison, tryBinaryOperator } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';

/** The values of the mark column, of their common type. */
interface CycleMarks {
  readonly value: BoundExpr;
  readonly fallback: BoundExpr;
}

export function bindCycleMarks(cycle: CycleClause | null, scope: Scope): CycleMarks | null {
  if (cycle === null) return null;
  if (cycle.value === null || cycle.fallback === null) {
    return { value: constant(boolOid, true, -1), fallback: constant(boolOid, false, -1) };
  }
  const { state } = scope;
  const written = [scope.bind(cycle.value, 'cycleMark'), scope.bind(cycle.fallback, 'cycleMark')] as const;
  const type = selectCommonType(state, written, 'CYCLE');
  const value = coerceToCommonType(state, written[0], type, 'CYCLE/SET/TO');
  const fallback = coerceToCommonType(state, written[1], type, 'CYCLE/SET/DEFAULT');
  requireComparison(state, '=', type, -1);
  return { value, fallback };
}

export function writtenCycle(cycle: CycleClause, marks: CycleMarks): NonNullable<BoundCte['cycle']> {
  const { columns, mark, path, value } = cycle;
  return { columns, mark, path, values: value === null ? null : marks };
}

/** The columns that SEARCH and CYCLE add, in their order. */
export function addedColumns({ search, cycle }: CommonTableExpression, marks: CycleMarks | null): OutputColumn[] {
  const columns: OutputColumn[] = [];
  if (search) {
    columns.push({ name: search.column, type: search.order === 'depth' ? recordArrayOid : recordOid, typmod: -1 });
  }
  if (cycle && marks) {
    const typmod = commonTypmod([marks.value, marks.fallback], marks.value.type);
    columns.push({ name: cycle.mark, type: marks.value.type, typmod });
    columns.push({ name: cycle.path, type: recordArrayOid, typmod: -1 });
  }
  return columns;
}

export function checkSearchAndCycle(
  { search, cycle }: CommonTableExpression,
  given: readonly OutputColumn[],
  operation: SetOperation,
  base: BoundQuery,
  step: BoundQuery,
): void {
  if (search === null && cycle === null) return;
  const arms = [
    ['left', operation.left, base],
    ['right', operation.right, step],
  ] as const;
  for (const [side, body, arm] of arms) {
    if (body.kind !== 'setOperation' && arm.kind !== 'setOperation') continue;
    throw sqlError(
      side === 'left' ? 'feature_not_supported' : 'syntax_error',
      `with a SEARCH or CYCLE clause, the ${side} side of the UNION must be a SELECT`,
    );
  }
  const names = new Set(given.map((column) => column.name));
  if (search) {
    checkList('search', search.by, names, search.location);
    if (names.has(search.column)) {
      throw sqlError(
        'syntax_error',
        `search sequence column name "${search.column}" already used in WITH query column list`,
        { location: search.location },
      );
    }
  }
  if (cycle) {
    checkList('cycle', cycle.columns, names, cycle.location);
    for (const [what, name] of [
      ['cycle mark', cycle.mark],
      ['cycle path', cycle.path],
    ] as const) {
      if (!names.has(name)) continue;
      throw sqlError('syntax_error', `${what} column name "${name}" already used in WITH query column list`, {
        location: cycle.location,
      });
    }
    same(cycle.mark, cycle.path, 'cycle mark', 'cycle path', cycle.location);
  }
  if (search && cycle) {
    same(search.column, cycle.mark, 'search sequence', 'cycle mark', search.location);
    same(search.column, cycle.path, 'search sequence', 'cycle path', search.location);
  }
}

function same(a: string, b: string, what: string, other: string, location: number): void {
  if (a !== b) return;
  throw sqlError('syntax_error', `${what} column name and ${other} column name are the same`, { location });
}

function checkList(
  what: 'search' | 'cycle',
  columns: readonly string[],
  names: ReadonlySet<string>,
  location: number,
): void {
  const seen = new Set<string>();
  for (const name of columns) {
    if (!names.has(name)) {
      throw sqlError('syntax_error', `${what} column "${name}" not in WITH query column list`, { location });
    }
    if (seen.has(name)) {
      throw sqlError('duplicate_column', `${what} column "${name}" specified more than once`, { location });
    }
    seen.add(name);
  }
}

interface RecursiveItem {
  readonly item: CommonTableExpression;
  readonly id: number;
  readonly given: readonly OutputColumn[];
  readonly marks: CycleMarks | null;
  readonly base: BoundQuery;
  readonly step: BoundQuery;
}

/** The arms with the columns of SEARCH and CYCLE computed around them. */
export function withSearchAndCycle(
  recursive: RecursiveItem,
  state: StatementState,
): { readonly base: BoundQuery; readonly step: BoundQuery } {
  const { item, id, given, marks, base, step } = recursive;
  if (item.search === null && item.cycle === null) return { base, step };
  const added = addedColumns(item, marks);
  const names = given.map((column) => column.name);
  const row = (rel: number, columns: readonly string[], first: readonly BoundExpr[] = []): BoundExpr => {
    const fields = columns.map((name) => {
      const at = names.indexOf(name);
      return variable(rel, at, given[at]!.type, given[at]!.typmod);
    });
    return { kind: 'row', fields: [...first, ...fields], type: recordOid, typmod: -1, location: -1 };
  };
  const start = around(
    base,
    '*TLOCRN*',
    base.columns,
    (rel) => {
      const values: BoundExpr[] = [];
      if (item.search?.order === 'depth') values.push(arrayOf(row(rel, item.search.by)));
      else if (item.search) values.push(row(rel, item.search.by, [constant(int8Oid, 0, -1)]));
      if (item.cycle && marks) values.push(marks.fallback, arrayOf(row(rel, item.cycle.columns)));
      return { values, where: null };
    },
    state,
  );
  const inner = withTargets(step, workingColumns(step, id, given.length, added, item.name));
  const next = around(
    inner,
    '*TROCRN*',
    base.columns,
    (rel) => {
      let column = given.length;
      const known = () => {
        const { type, typmod } = added[column - given.length]!;
        return variable(rel, column++, type, typmod);
      };
      const values: BoundExpr[] = [];
      if (item.search?.order === 'depth') values.push(append(known(), row(rel, item.search.by)));
      else if (item.search) values.push(row(rel, item.search.by, [oneDeeper(known(), state)]));
      if (!item.cycle || !marks) return { values, where: null };
      const mark = known();
      const path = known();
      const here = row(rel, item.cycle.columns);
      const isCycle = onPath(here, path, state);
      const { type, typmod } = mark;
      // biome-ignore lint/suspicious/noThenProperty: the tree names the arms of CASE so; they are never awaited.
      const whens = [{ when: isCycle, then: marks.value }];
      values.push({ kind: 'case', base: null, whens, otherwise: marks.fallback, type, typmod, location: -1 });
      values.push(append(path, here));
      return { values, where: makeOperator(state, '<>', mark, marks.value, -1) };
    },
    state,
  );
  return { base: start, step: next };
}

/** `SELECT columns, values FROM (query) AS alias WHERE where`. */
function around(
  query: BoundQuery,
  alias: string,
  columns: readonly OutputColumn[],
  compute: (rel: number) => { readonly values: readonly BoundExpr[]; readonly where: BoundExpr | null },
  state: StatementState,
): BoundSelect {
  const rel = state.nextRel();
  const { values, where } = compute(rel);
  const own = columns.map(({ type, typmod }, i) => variable(rel, i, type, typmod));
  const extra = values.map(({ type, typmod }) => ({ name: '?column?', type, typmod }));
  return plainSelect({
    id: state.nextSelect(),
    columns: [...columns, ...extra],
    from: [{ kind: 'subquery', rel, alias, columns: query.columns, query, lateral: false, view: null }],
    where,
    targets: [...own, ...values],
  });
}

/** The columns of the row that the recursive term starts from, as its FROM has them. */
function workingColumns(
  step: BoundQuery,
  cte: number,
  first: number,
  added: readonly OutputColumn[],
  name: string,
): readonly BoundExpr[] {
  const find = (item: BoundFrom): number | null => {
    if (item.kind === 'join') return find(item.left) ?? find(item.right);
    return item.kind === 'cte' && item.cte === cte ? item.rel : null;
  };
  const rel =
    step.kind === 'select' ? step.from.reduce<number | null>((found, item) => found ?? find(item), null) : null;
  if (rel === null) {
    throw sqlError(
      'feature_not_supported',
      `with a SEARCH or CYCLE clause, the recursive reference to WITH query "${name}" must be at the top level of its right-hand SELECT`,
    );
  }
  return added.map(({ type, typmod }, i) => variable(rel, first + i, type, typmod));
}

/** The query with further columns behind its own. */
function withTargets(query: BoundQuery, values: readonly BoundExpr[]): BoundQuery {
  // workingColumns has seen that it is a SELECT.
  const select = query as BoundSelect;
  const width = select.columns.length;
  const moved = (column: number) => (column < width ? column : column + values.length);
  const columns = values.map(({ type, typmod }) => ({ name: '?column?', type, typmod }));
  return {
    ...select,
    columns: [...select.columns, ...columns],
    targets: [...select.targets.slice(0, width), ...values, ...select.targets.slice(width)],
    order: select.order.map((key) => ({ ...key, column: moved(key.column) })),
    distinctOn: select.distinctOn?.map(moved) ?? null,
  };
}

function arrayOf(element: BoundExpr): BoundExpr {
  return { kind: 'array', elements: [element], nested: false, type: recordArrayOid, typmod: -1, location: -1 };
}

const arrayAppend = 378;
const appendOperator = 349;

function append(array: BoundExpr, element: BoundExpr): BoundExpr {
  const args = [array, element];
  const call = { kind: 'call', fn: arrayAppend, operator: appendOperator, args, variadic: null, set: false } as const;
  return { ...call, type: recordArrayOid, typmod: -1, location: -1 };
}

function oneDeeper(row: BoundExpr, state: StatementState): BoundExpr {
  const depth: BoundExpr = { kind: 'field', arg: row, field: 0, type: int8Oid, typmod: -1, location: -1 };
  return makeOperator(state, '+', depth, constant(int8Oid, 1, -1), -1);
}

function onPath(row: BoundExpr, path: BoundExpr, state: StatementState): BoundExpr {
  // The operator is there: rows are compared with each other.
  const equals = tryBinaryOperator(state, '=', recordOid, recordOid)!;
  return {
    kind: 'arrayTest',
    arg: row,
    array: path,
    fn: equals.def.proc,
    operator: equals.def.oid,
    quantifier: 'any',
    type: boolOid,
    typmod: -1,
    location: -1,
  };
}
