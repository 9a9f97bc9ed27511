/**
 * Window functions: a window node for each distinct window that is used, over its input sorted by partition and order.
 * As in PostgreSQL, windows are evaluated so that those that need the same order stand together and the longer order comes
 * first: a shorter one then needs no sort of its own, and rows that are equal in one window keep their order in the next.
 */
import type { BoundExpr, BoundSelect, BoundSortKey, BoundWindow, BoundWindowSpec } from '../catalog/tree.ts';
import { exprEquals } from '../catalog/tree-equals.ts';
import type { Builder } from './builder.ts';
import { columnsUsed, relsOf } from './columns.ts';
import { isVolatile, makeVar } from './expressions.ts';
import type { LogicalPlan } from './logical-plan.ts';
import type { PlanFrame, PlanSortKey, WindowCall } from './plan-parts.ts';
import { mapFrame, replaceExpr, walkExpr } from './walk.ts';

export interface WindowedTargets {
  readonly plan: LogicalPlan;
  readonly targets: readonly BoundExpr[];
  /** The order in which the last window leaves the rows. */
  readonly order: readonly PlanSortKey[];
}

/** The parts of the windows through `f`, all with the same index as before. */
export function mapWindows(
  windows: readonly BoundWindowSpec[],
  f: (expr: BoundExpr) => BoundExpr,
): readonly BoundWindowSpec[] {
  return windows.map((spec) => ({
    ...spec,
    partitionBy: spec.partitionBy.map(f),
    orderBy: spec.orderBy.map((key) => ({ ...key, expr: f(key.expr) })),
    frame: spec.frame && { ...spec.frame, ...mapFrame(spec.frame, f) },
  }));
}

/** All that the windows partition and order by. */
export function windowKeys(windows: readonly BoundWindowSpec[]): readonly BoundExpr[] {
  return windows.flatMap((spec) => [...spec.partitionBy, ...spec.orderBy.map((key) => key.expr)]);
}

/** A window that is used, with its calls. */
interface ActiveWindow {
  readonly spec: BoundWindowSpec;
  readonly keys: readonly PlanSortKey[];
  readonly calls: BoundWindow[];
}

export function buildWindows(
  builder: Builder,
  query: BoundSelect,
  input: LogicalPlan,
  inputTargets: readonly BoundExpr[],
  inputWindows: readonly BoundWindowSpec[],
  groupBy: readonly BoundExpr[],
): WindowedTargets {
  const prepared = projectKeys(builder, input, inputTargets, inputWindows);
  const { targets, windows } = prepared;
  const active = activeWindows(builder, targets, windows);
  const rank = keyNumbers(query, targets, windows, groupBy);
  active.sort((a, b) => compareWindows(a, b, rank));
  let { plan } = prepared;
  let order: readonly PlanSortKey[] = [];
  let replaced = targets;
  for (const { spec, keys, calls } of active) {
    if (!isPrefix(keys, order)) {
      plan = { node: 'sort', input: plan, keys };
      order = keys;
    }
    const rel = builder.freshRel();
    plan = {
      node: 'window',
      input: plan,
      rel,
      partition: spec.partitionBy,
      order: spec.orderBy,
      frame: frameOf(spec),
      calls: calls.map(toCall),
    };
    replaced = replaced.map((target) =>
      replaceExpr(target, (node) => {
        if (node.kind !== 'window' || !sameWindow(windows[node.window]!, spec)) return null;
        return makeVar(rel, indexOfCall(builder, calls, node), node.type, node.typmod);
      }),
    );
  }
  return { plan, targets: replaced, order };
}

function toCall({ fn, star, args, filter, type, typmod }: BoundWindow): WindowCall {
  return { fn, star, args, filter, type, typmod };
}

function frameOf({ frame }: BoundWindowSpec): PlanFrame {
  if (frame !== null) return { mode: frame.mode, start: frame.start, end: frame.end, exclude: frame.exclude };
  return {
    mode: 'range',
    start: { type: 'unbounded preceding', offset: null, inRange: null },
    end: { type: 'current row', offset: null, inRange: null },
    exclude: 'no others',
  };
}

/** Is the wanted order the beginning of the given one? */
export function isPrefix(wanted: readonly PlanSortKey[], given: readonly PlanSortKey[]): boolean {
  return (
    wanted.length <= given.length &&
    wanted.every((key, i) => {
      const other = given[i]!;
      return (
        key.descending === other.descending && key.nullsFirst === other.nullsFirst && exprEquals(key.expr, other.expr)
      );
    })
  );
}

/** Computed keys become columns, so that sorting and finding peers look at the same values. */
function projectKeys(
  builder: Builder,
  input: LogicalPlan,
  targets: readonly BoundExpr[],
  windows: readonly BoundWindowSpec[],
): { plan: LogicalPlan; targets: readonly BoundExpr[]; windows: readonly BoundWindowSpec[] } {
  const keys = windowKeys(windows);
  const computed: BoundExpr[] = [];
  for (const key of keys) {
    const plain = key.kind === 'var' || key.kind === 'const' || key.kind === 'param';
    if (!plain && !computed.some((known) => exprEquals(known, key))) computed.push(key);
  }
  if (computed.length === 0) return { plan: input, targets, windows };
  const rel = builder.freshRel();
  const passed = columnsUsed([...targets, ...keys], relsOf(input));
  const exprs = [...passed, ...computed];
  const columnOf = (expr: BoundExpr): BoundExpr => {
    const at = computed.findIndex((known) => exprEquals(known, expr));
    return at < 0 ? pass(expr) : makeVar(rel, passed.length + at, expr.type, expr.typmod);
  };
  const pass = (expr: BoundExpr): BoundExpr =>
    replaceExpr(expr, (node) => {
      if (node.kind !== 'var') return null;
      const at = passed.findIndex((column) => column.rel === node.rel && column.column === node.column);
      return at < 0 ? null : makeVar(rel, at, node.type, node.typmod);
    });
  return {
    plan: { node: 'project', input, rel, exprs },
    targets: targets.map(pass),
    windows: mapWindows(windows, columnOf),
  };
}

function activeWindows(
  builder: Builder,
  targets: readonly BoundExpr[],
  windows: readonly BoundWindowSpec[],
): ActiveWindow[] {
  const active: ActiveWindow[] = [];
  const see = (node: BoundExpr): void => {
    if (node.kind !== 'window') return;
    const spec = windows[node.window]!;
    let known = active.find((other) => sameWindow(other.spec, spec));
    if (known === undefined) active.push((known = { spec, keys: sortKeys(spec), calls: [] }));
    if (indexOfCall(builder, known.calls, node) < 0) known.calls.push(node);
  };
  for (const target of targets) walkExpr(target, see);
  return active;
}

function indexOfCall(builder: Builder, calls: readonly BoundWindow[], call: BoundWindow): number {
  return calls.findIndex(
    (known) =>
      known === call ||
      (exprEquals({ ...known, window: call.window }, call) && !isVolatile(call, builder.context.facts)),
  );
}

/** Partition keys, then the order; a partition key that is ordered too takes its direction. */
function sortKeys(spec: BoundWindowSpec): readonly PlanSortKey[] {
  const keys: PlanSortKey[] = [];
  const add = (key: PlanSortKey): void => {
    if (!keys.some((known) => exprEquals(known.expr, key.expr))) keys.push(key);
  };
  for (const expr of spec.partitionBy) {
    add(spec.orderBy.find((key) => exprEquals(key.expr, expr)) ?? { expr, descending: false, nullsFirst: false });
  }
  for (const key of spec.orderBy) add(key);
  return keys;
}

function sameKeys(a: readonly BoundSortKey[], b: readonly BoundSortKey[]): boolean {
  return a.length === b.length && isPrefix(a, b);
}

function sameWindow(a: BoundWindowSpec, b: BoundWindowSpec): boolean {
  if (a === b) return true;
  if (a.partitionBy.length !== b.partitionBy.length || !sameKeys(a.orderBy, b.orderBy)) return false;
  if (!a.partitionBy.every((expr, i) => exprEquals(expr, b.partitionBy[i]!))) return false;
  const x = frameOf(a);
  const y = frameOf(b);
  if (x.mode !== y.mode || x.exclude !== y.exclude) return false;
  return sameEnd(x.start, y.start) && sameEnd(x.end, y.end);
}

function sameEnd(a: PlanFrame['start'], b: PlanFrame['start']): boolean {
  if (a.type !== b.type || a.inRange !== b.inRange) return false;
  return a.offset === null || b.offset === null ? a.offset === b.offset : exprEquals(a.offset, b.offset);
}

/**
 * Numbers the expressions that rows are ordered or grouped by, in the order in which PostgreSQL meets them: ORDER BY, GROUP BY,
 * DISTINCT, windows. Windows over later ones are evaluated earlier, so that the order that is left suits ORDER BY.
 */
function keyNumbers(
  query: BoundSelect,
  targets: readonly BoundExpr[],
  windows: readonly BoundWindowSpec[],
  groupBy: readonly BoundExpr[],
): (expr: BoundExpr) => number {
  const known: BoundExpr[] = [];
  const add = (expr: BoundExpr): void => {
    if (!known.some((other) => exprEquals(other, expr))) known.push(expr);
  };
  for (const item of query.order) add(targets[item.column]!);
  for (const expr of groupBy) add(expr);
  for (const column of query.distinctOn ?? []) add(targets[column]!);
  for (const spec of windows) {
    for (const key of spec.orderBy) add(key.expr);
    for (const expr of spec.partitionBy) add(expr);
  }
  return (expr) => known.findIndex((other) => exprEquals(other, expr));
}

function compareWindows(a: ActiveWindow, b: ActiveWindow, rank: (expr: BoundExpr) => number): number {
  const shared = Math.min(a.keys.length, b.keys.length);
  for (let i = 0; i < shared; i++) {
    const x = a.keys[i]!;
    const y = b.keys[i]!;
    const byExpr = rank(y.expr) - rank(x.expr);
    if (byExpr !== 0) return byExpr;
    if (x.descending !== y.descending) return x.descending ? -1 : 1;
    if (x.nullsFirst !== y.nullsFirst) return x.nullsFirst ? -1 : 1;
  }
  return b.keys.length - a.keys.length;
}
