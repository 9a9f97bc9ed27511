/**
 * INSERT, UPDATE, DELETE: the input's pipeline puts rows into a queue, a modify pipeline (executor/modify.ts) applies them.
 * Checks, ON CONFLICT values and RETURNING are generated functions over a row in storage form.
 */

import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr, BoundViewCheck } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import {
  DeletePipeline,
  InsertPipeline,
  type ModifyConfig,
  ModifyQueue,
  type Recheck,
  UpdatePipeline,
} from '../../executor/modify.ts';
import { type ModifyTarget, storedNumeric } from '../../executor/modify-target.ts';
import type { DeleteNode, InsertNode, PhysicalPlan, PlanReturning, UpdateNode } from '../../planner/physical-plan.ts';
import { fixedScale, numericModifier } from '../../types/column-storage.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid } from '../../types/registry.ts';
import { checksOf } from '../check-constraints.ts';
import { unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitPredicate, emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import type { Value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { type ExtraColumn, extraColumns, extraLoaders, extraValues } from './extra-columns.ts';

/** The value in storage form, as a Datum. */
export function stored(context: EmitContext, expr: BoundExpr, target: ModifyTarget, column: number): string {
  const { writer, unit } = context;
  const { scale } = target.columns[column]!;
  const item = emitValue(expr, context);
  if (scale >= 0 && item.scale === scale) {
    return item.isNull === 'false' ? item.code : `((${item.isNull})?null:${item.code})`;
  }
  const plain = unscaled(context, item);
  if (plain.isNull === 'true') return 'null';
  let code = plain.code;
  if (scale >= 0) code = `${unit.pool.named('storedNumeric', storedNumeric)}(${code},${scale})`;
  if (plain.isNull === 'false') return code;
  if (scale < 0 && plain.isNull === `${plain.code}===null`) return code;
  const local = writer.temp('v');
  writer.line(`const ${local}=(${plain.isNull})?null:${code};`);
  return local;
}

/** Columns of a row array in storage form. */
export function rowLoaders(rel: number, table: TableDescriptor, row: string): [number, Loader][] {
  const loaders: [number, Loader][] = table.columns.map((column, i) => [
    varKey(rel, i),
    (writer: FunctionWriter): Value => {
      const local = writer.temp('v');
      const scale = fixedScale(column.type, column.typmod);
      const cell = `${row}[${i}]`;
      if (baseTypeOid(column.type) === typeOid.bool) {
        writer.line(`const ${local}=${cell}===null?null:${cell}===true||${cell}===1;`);
      } else writer.line(`const ${local}=${cell};`);
      return {
        code: local,
        isNull: `${local}===null`,
        type: column.type,
        typmod: column.typmod,
        scale,
        digits: scale < 0 ? 0 : numericModifier(column.typmod)!.precision,
      };
    },
  ]);
  const system = (column: number, code: string, type: number): void => {
    loaders.push([varKey(rel, column), () => ({ code, isNull: 'false', type, typmod: -1, scale: -1, digits: 0 })]);
  };
  system(-1, 'X.rowId', typeOid.tid);
  system(-2, String(table.oid), typeOid.oid);
  system(-3, '0', typeOid.xid);
  return loaders;
}

/** `check(X,R)`: number of the first check constraint that is false, or -1. */
export function compileCheck(table: TableDescriptor, unit: Unit, context: PlanContext): number {
  const checks = checksOf(table);
  if (checks.length === 0) return -1;
  const writer = context.statement.writer('p', 'X,R');
  const scope = new Scope(new Map(rowLoaders(0, table, 'R')));
  writer.line('stop=-1;');
  for (const [i, constraint] of checks.entries()) {
    // Unknown passes: a check fails only when it is false.
    const result = emitValue(constraint.expression, emitContext(writer, scope, unit));
    const fails = result.isNull === 'false' ? `!${result.code}` : `!(${result.isNull})&&!${result.code}`;
    writer.line(`if(${fails}){stop=${i};break P;}`);
  }
  return context.statement.finish(writer);
}

/** The same for WITH CHECK OPTION, where a condition that is unknown fails too. */
function compileViewChecks(
  checks: readonly BoundViewCheck[],
  rel: number,
  table: TableDescriptor,
  unit: Unit,
  context: PlanContext,
): ModifyConfig['viewChecks'] {
  if (checks.length === 0) return null;
  const writer = context.statement.writer('p', 'X,R');
  const emit = emitContext(writer, new Scope(new Map(rowLoaders(rel, table, 'R'))), unit);
  writer.line('stop=-1;');
  for (const [i, check] of checks.entries()) {
    writer.line(`if(!(${emitPredicate(check.condition, emit)})){stop=${i};break P;}`);
  }
  return { fn: context.statement.finish(writer), views: checks.map((check) => check.view) };
}

/** `returning(X,R,E)`: R the row in storage form, E the values of other relations' columns. */
function compileReturning(
  returning: PlanReturning | null,
  rel: number,
  table: TableDescriptor,
  extras: readonly ExtraColumn[],
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): number {
  if (returning === null) return -1;
  const writer = context.statement.writer('p', 'X,R,E');
  const scope = new Scope(new Map(rowLoaders(rel, table, 'R'))).with(extraLoaders(extras));
  const emit = emitContext(writer, scope, unit);
  const values = returning.exprs.map((expr) => unscaled(emit, emitValue(expr, emit)));
  consume(writer, scope.with(values.map((item, i) => [varKey(returning.rel, i), () => item] as const)));
  return context.statement.finish(writer);
}

export function produceInsert(plan: InsertNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { table, target } = context.modifyTarget(plan.table);
  const queue = unit.slot(() => new ModifyQueue());
  const check = compileCheck(table, unit, context);
  const returning = compileReturning(plan.returning, plan.rel, table, [], unit, consume, context);
  const conflict = plan.onConflict;
  const update = conflict?.action === 'update' ? compileConflictUpdate(plan, table, target, unit, context) : -1;
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const values = plan.values.map((expr, i) => stored(emit, expr, target, i));
    writer.line(`${unit.local(writer, queue)}.rows.push([${values.join(',')}]);`);
  });
  const source = unit.pipelines.pop();
  assert(source !== undefined, 'an insert without a source');
  unit.pipelines.push(
    new InsertPipeline(
      {
        target,
        queue,
        check,
        filter: compileFilter(plan, table, unit, context),
        viewChecks: compileViewChecks(plan.checks, plan.rel, table, unit, context),
        returning,
        onConflict:
          conflict === null
            ? null
            : {
                arbiters: new Set(conflict.arbiters),
                columns: conflict.action === 'update' ? conflict.set.map((item) => item.column) : null,
                update,
              },
      },
      source,
    ),
  );
}

/** `filter(X,R)`: 1 when the new row is to be inserted. */
function compileFilter(plan: InsertNode, table: TableDescriptor, unit: Unit, context: PlanContext): number {
  if (plan.filter === null) return -1;
  const writer = context.statement.writer('p', 'X,R');
  const emit = emitContext(writer, new Scope(new Map(rowLoaders(plan.rel, table, 'R'))), unit);
  writer.line('stop=0;');
  writer.line(`if(${emitPredicate(plan.filter, emit)})stop=1;`);
  return context.statement.finish(writer);
}

/** `update(X,R,E)`: R the existing row, E the excluded one; gives the new values or null. */
function compileConflictUpdate(
  plan: InsertNode,
  table: TableDescriptor,
  target: ModifyTarget,
  unit: Unit,
  context: PlanContext,
): number {
  const conflict = plan.onConflict!;
  const writer = context.statement.writer('p', 'X,R,E');
  const scope = new Scope(new Map(rowLoaders(plan.rel, table, 'R'))).with(rowLoaders(conflict.excludedRel, table, 'E'));
  const emit = emitContext(writer, scope, unit);
  writer.line('stop=null;');
  if (conflict.where !== null) writer.line(`if(!(${emitPredicate(conflict.where, emit)}))break P;`);
  const values = conflict.set.map((item) => stored(emit, item.value, target, item.column));
  writer.line(`stop=[${values.join(',')}];`);
  return context.statement.finish(writer);
}

export function produceUpdate(plan: UpdateNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { table, target } = context.modifyTarget(plan.table);
  const queue = unit.slot(() => new ModifyQueue());
  const extras = extraColumns(plan.returning?.exprs ?? [], plan.rel);
  const check = compileCheck(table, unit, context);
  const returning = compileReturning(plan.returning, plan.rel, table, extras, unit, consume, context);
  const viewChecks = compileViewChecks(plan.checks, plan.rel, table, unit, context);
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const values = plan.set.map((item) => stored(emit, item.value, target, item.column));
    pushRow(emit, unit.local(writer, queue), plan.rel, values, extras);
  });
  const source = unit.pipelines.pop();
  assert(source !== undefined, 'an update without a source');
  const outputs = [...plan.set.map((item) => item.value), ...extras.map((item) => item.expr)];
  const recheck = recheckOf(plan.input, plan.rel, outputs, context);
  unit.pipelines.push(
    new UpdatePipeline(
      { target, queue, check, viewChecks, returning, columns: plan.set.map((item) => item.column), recheck },
      source,
    ),
  );
}

export function produceDelete(plan: DeleteNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { table, target } = context.modifyTarget(plan.table);
  const queue = unit.slot(() => new ModifyQueue());
  const extras = extraColumns(plan.returning?.exprs ?? [], plan.rel);
  const returning = compileReturning(plan.returning, plan.rel, table, extras, unit, consume, context);
  context.produce(plan.input, unit, (writer, scope) => {
    pushRow(emitContext(writer, scope, unit), unit.local(writer, queue), plan.rel, [], extras);
  });
  const source = unit.pipelines.pop();
  assert(source !== undefined, 'a delete without a source');
  const recheck = recheckOf(
    plan.input,
    plan.rel,
    extras.map((item) => item.expr),
    context,
  );
  unit.pipelines.push(new DeletePipeline({ target, queue, check: -1, viewChecks: null, returning, recheck }, source));
}

function pushRow(
  context: EmitContext,
  queue: string,
  rel: number,
  values: readonly string[],
  extras: readonly ExtraColumn[],
): void {
  const { writer } = context;
  const rowId = context.scope.get(rel, -1, writer);
  assert(rowId !== undefined, 'a modification does not know its rows');
  writer.line(`${queue}.rowIds.push(${rowId.code});${queue}.rows.push([${values.join(',')}]);`);
  if (extras.length === 0) return;
  writer.line(`${queue}.extras.push(${extraValues(context, extras)});`);
}

/** The input plan over the one row that changed, compiled when first needed. */
function recheckOf(input: PhysicalPlan, rel: number, outputs: readonly BoundExpr[], context: PlanContext): Recheck {
  return context.recheck(input, rel, outputs);
}
