/**
 * Sub-queries that stayed expressions. A sub-plan is a unit of its own; columns of the enclosing row go in through slots, the
 * result comes out through one. Without such columns it runs once per execution, when first needed.
 */

import type { BoundExpr } from '../../catalog/tree.ts';
import { canonicalKey } from '../../executor/canonical-key.ts';
import { moreThanOneRow } from '../../executor/execution.ts';
import { HashedRows } from '../../executor/hashed-rows.ts';
import type { SubPlan } from '../../planner/physical-plan.ts';
import { makeArray } from '../../types/array-parts.ts';
import { typeByOid } from '../../types/registry.ts';
import { countExpression } from '../plan-references.ts';
import { varKey, varOf } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Value, value } from '../value.ts';
import { boxed, fromBoxed, unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitValue } from './emit.ts';
import { comparisonOf } from './inline-functions.ts';

/** Fills the unit's parameter slots from the current row and runs it. */
export function callUnit(inner: Unit, context: EmitContext): void {
  fillOuter(inner, context);
  context.writer.line(`X.runUnit(${inner.id});`);
}
function fillOuter(inner: Unit, context: EmitContext): void {
  const { writer, scope, unit } = context;
  for (const { rel, column, slot } of inner.outer.values()) {
    // Columns of units further out are in their slots already.
    if (!inner.callScope!.has(rel, column)) continue;
    const item = scope.get(rel, column, writer);
    if (item === undefined) throw new Error(`column (${rel}, ${column}) left the scope of unit ${unit.id}`);
    writer.line(`S[${slot}]=${boxed(context, item)};`);
  }
}

export function emitSubPlan(expr: SubPlan, context: EmitContext): Value {
  if ((expr.mode === 'any' || expr.mode === 'all') && !dependsOnRow(expr, context)) return emitTest(expr, context);
  const { unit, writer } = context;
  const inner = unit.statement.newUnit(unit, context.scope);
  const result = inner.statement.newSlot();
  inner.inits.push({ slot: result, create: () => initial(expr) });
  const count = expr.mode === 'scalar' || expr.mode === 'row' ? inner.slot(() => 0) : -1;
  unit.statement.produce(expr.plan, inner, (w, scope) => {
    const emit: EmitContext = { writer: w, scope, unit: inner };
    switch (expr.mode) {
      case 'scalar':
      case 'row': {
        w.line(`if(S[${count}]++>0)${inner.pool.named('moreThanOneRow', moreThanOneRow)}();`);
        const outputs = expr.outputs.map((output) => boxed(emit, emitValue(output, emit)));
        w.line(`S[${result}]=${expr.mode === 'row' ? `[${outputs.join(',')}]` : outputs[0]};`);
        return;
      }
      case 'exists':
        w.line(`S[${result}]=true;${w.stop()}`);
        return;
      case 'array':
        w.line(`X.memory.checkRoom(S[${result}].push(${boxed(emit, emitValue(expr.outputs[0]!, emit))}));`);
        return;
      default: {
        const outputs = expr.outputs.map((output) => unscaled(emit, emitValue(output, emit)));
        const bound = scope.with(outputs.map((output, i) => [varKey(expr.testRel, i), () => output] as const));
        const test = emitValue(expr.test!, { ...emit, scope: bound });
        const decides = expr.mode === 'any' ? test.code : `!${test.code}`;
        const live = test.isNull === 'false' ? decides : `!(${test.isNull})&&${decides}`;
        w.line(`if(${live}){S[${result}]=${expr.mode === 'any'};${w.stop()}}`);
        if (test.isNull !== 'false') w.line(`if(${test.isNull})S[${result}]=null;`);
      }
    }
  });
  if (inner.outer.size === 0) writer.line(`if(S[${result}]===undefined)X.runUnit(${inner.id});`);
  else callUnit(inner, context);
  const local = writer.temp('v');
  if (expr.mode === 'array') {
    const element = typeByOid(expr.type)!.elementOid;
    // name and point have elements too, and are no arrays.
    const nested = typeByOid(expr.outputs[0]!.type)?.category === 'A';
    const make = unit.pool.named('makeArray', makeArray);
    writer.line(`const ${local}=${make}(${unit.pool.value(element)},S[${result}],${nested});`);
    return value(local, 'false', expr.type);
  }
  writer.line(`const ${local}=S[${result}];`);
  return expr.mode === 'exists' ? value(local, 'false', expr.type) : fromBoxed(local, expr.type, expr.typmod);
}

function initial(expr: SubPlan): unknown {
  switch (expr.mode) {
    case 'exists':
    case 'any':
      return false;
    case 'all':
      return true;
    case 'array':
      return [];
    default:
      return null;
  }
}

/** A field of a row sub-plan; the fields of one row share one run. */
export function emitSubPlanField(expr: SubPlan, field: number, node: BoundExpr, context: EmitContext): Value {
  const { writer, unit } = context;
  const rows = unit.statement.rowSubPlans;
  let id = rows.get(expr);
  if (id === undefined) {
    id = rows.size;
    rows.set(expr, id);
  }
  let row = writer.rowLocals.get(id) as string | undefined;
  if (row === undefined) {
    row = emitSubPlan(expr, context).code;
    writer.remember(writer.rowLocals, id, row);
  }
  const local = writer.temp('v');
  writer.line(`const ${local}=${row}===null?null:${row}[${field}];`);
  return fromBoxed(local, node.type, node.typmod);
}

/** Whether the plan itself (not the test) uses columns of the enclosing row. */
function dependsOnRow(expr: SubPlan, context: EmitContext): boolean {
  const counts = new Map<number, number>();
  countExpression({ ...expr, test: null } as BoundExpr, counts);
  for (const key of counts.keys()) {
    const { rel, column } = varOf(key);
    for (let unit: Unit | null = context.unit, scope = context.scope; ; ) {
      if (scope.has(rel, column)) return true;
      if (unit === null || unit.callScope === null) break;
      scope = unit.callScope;
      unit = unit.parent;
    }
  }
  return false;
}

/**
 * `x op ANY (query)` with a query that is the same for every row: its rows are kept, and each row of the outer query is
 * tested against them: by hash where the test is the equality of one column, else one by one.
 */
function emitTest(expr: SubPlan, context: EmitContext): Value {
  const { unit, writer } = context;
  const inner = unit.statement.newUnit(unit, null);
  const rowsSlot = inner.statement.newSlot();
  const hashed = hashedTest(expr);
  const canonical = hashed === null ? null : canonicalKey(hashed.left.type);
  inner.inits.push({ slot: rowsSlot, create: (x) => (hashed === null ? [] : new HashedRows(canonical, x.memory)) });
  unit.statement.produce(expr.plan, inner, (w, scope) => {
    const emit: EmitContext = { writer: w, scope, unit: inner };
    const outputs = expr.outputs.map((output) => boxed(emit, emitValue(output, emit)));
    w.line(
      hashed === null
        ? `X.memory.checkRoom(S[${rowsSlot}].push([${outputs.join(',')}]));`
        : `S[${rowsSlot}].add(${outputs[0]});`,
    );
  });
  writer.line(`if(S[${rowsSlot}]===undefined)X.runUnit(${inner.id});`);
  const local = writer.temp('v');
  if (hashed !== null) {
    const left = boxed(context, emitValue(hashed.left, context));
    writer.line(`const ${local}=S[${rowsSlot}].${hashed.negated ? 'lacks' : 'has'}(${left});`);
    return fromBoxed(local, expr.type);
  }
  const row = writer.temp('r');
  writer.line(`let ${local}=${expr.mode === 'all'};`);
  const label = writer.openLoop(`for(const ${row} of S[${rowsSlot}])`);
  const bound = context.scope.with(
    expr.outputs.map((output, i) => [
      varKey(expr.testRel, i),
      (w) => {
        const item = w.temp('v');
        w.line(`const ${item}=${row}[${i}];`);
        return fromBoxed(item, output.type, output.typmod);
      },
    ]),
  );
  const test = emitValue(expr.test!, { ...context, scope: bound });
  const decides = expr.mode === 'any' ? test.code : `!${test.code}`;
  writer.line(`if(!(${test.isNull})&&${decides}){${local}=${expr.mode === 'any'};break ${label};}`);
  if (test.isNull !== 'false') writer.line(`if(${test.isNull})${local}=null;`);
  writer.closeLoop();
  return fromBoxed(local, expr.type);
}

/** `left = column` for ANY, or `left <> column` for ALL, on one column of a type with a hash. */
function hashedTest(expr: SubPlan): { left: BoundExpr; negated: boolean } | null {
  const { test } = expr;
  if (test === null || test.kind !== 'call' || test.args.length !== 2 || expr.outputs.length !== 1) return null;
  const comparison = comparisonOf(test.fn);
  if (comparison === null || comparison.left !== comparison.right) return null;
  if (comparison.op !== (expr.mode === 'any' ? '=' : '<>')) return null;
  const [left, right] = test.args as [BoundExpr, BoundExpr];
  if (right.kind !== 'var' || right.rel !== expr.testRel) return null;
  if (usesRel(left, expr.testRel) || left.type !== right.type) return null;
  return { left, negated: expr.mode === 'all' };
}
function usesRel(expr: BoundExpr, rel: number): boolean {
  const counts = new Map<number, number>();
  countExpression(expr, counts);
  for (const key of counts.keys()) if (varOf(key).rel === rel) return true;
  return false;
}
