/**
 * Expressions to JavaScript. `emitValue` writes the statements that compute an expression into the current block and gives
 * the name of the result; `emitPredicate` gives a JavaScript condition that holds when the expression is true (not null).
 * Sub-expressions that SQL evaluates only sometimes (branches of CASE, the right side of AND) are written inside an `if`.
 */

import type { BoundExpr, BoundField, BoundLogical, BoundVar } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import { rowOfCursor, sessionValue } from '../../executor/session-value.ts';
import type { SubPlan } from '../../planner/physical-plan.ts';
import { isRecordType, PgRecord, recordIsNotNull, recordIsNull } from '../../types/registry.ts';
import { placeholder, type Value, value } from '../value.ts';
import { boxed } from './box.ts';
import type { EmitContext } from './context.ts';
import { registerEmitters } from './emit.ts';
import { emitArray, emitArrayTest, emitSubscript } from './emit-array.ts';
import { emitCall } from './emit-call.ts';
import { emitCast } from './emit-cast.ts';
import { emitDistinct, emitInList, emitRowCompare } from './emit-comparison.ts';
import { emitCase, emitCoalesce, emitMinMax, emitNullIf } from './emit-conditional.ts';
import { emitSubPlan, emitSubPlanField } from './emit-sub-plan.ts';

export function emitValue(expr: BoundExpr, context: EmitContext): Value {
  const { writer, unit } = context;
  switch (expr.kind) {
    case 'const':
      return emitConst(expr.value, expr.type, expr.typmod, context);
    case 'var':
      return emitVar(expr, context);
    case 'param': {
      const local = writer.hoist(`param${expr.index}`, 'q', `X.params[${expr.index - 1}]`);
      return value(local, `${local}===null`, expr.type, expr.typmod);
    }
    case 'call':
      return emitCall(expr, context);
    case 'cast':
      return emitCast(expr, context);
    case 'and':
    case 'or':
      return emitLogical(expr, context);
    case 'not': {
      const arg = emitValue(expr.args[0]!, context);
      return value(`!${arg.code}`, arg.isNull, expr.type);
    }
    case 'nullTest': {
      const arg = emitValue(expr.arg, context);
      if (isRecordType(arg.type) && expr.whole !== true) {
        const [name, test] = expr.negated ? ['recordIsNotNull', recordIsNotNull] : ['recordIsNull', recordIsNull];
        return value(`${unit.pool.named(name as string, test)}(${boxed(context, arg)})`, 'false', expr.type);
      }
      const test = arg.isNull === 'false' || arg.isNull === 'true' ? arg.isNull : `(${arg.isNull})`;
      return value(expr.negated ? `!${test}` : test, 'false', expr.type);
    }
    case 'booleanTest': {
      const arg = emitValue(expr.arg, context);
      const isNull = arg.isNull === 'false' ? 'false' : `(${arg.isNull})`;
      const test =
        expr.test === 'unknown' ? isNull : `(!${isNull}&&${expr.test === 'true' ? arg.code : `!${arg.code}`})`;
      return value(expr.negated ? `!${test}` : test, 'false', expr.type);
    }
    case 'distinct':
      return emitDistinct(expr, context);
    case 'case':
      return emitCase(expr, context);
    case 'coalesce':
      return emitCoalesce(expr, context);
    case 'nullIf':
      return emitNullIf(expr, context);
    case 'greatest':
    case 'least':
      return emitMinMax(expr, context);
    case 'inList':
      return emitInList(expr, context);
    case 'arrayTest':
      return emitArrayTest(expr, context);
    case 'array':
      return emitArray(expr, context);
    case 'subscript':
      return emitSubscript(expr, context);
    case 'rowCompare':
      return emitRowCompare(expr, context);
    case 'field':
      if (expr.arg.kind === 'row') return emitValue(expr.arg.fields[expr.field]!, context);
      if (expr.arg.kind === 'subPlan' && expr.arg.mode === 'row')
        return emitSubPlanField(expr.arg as SubPlan, expr.field, expr, context);
      return emitField(expr, context);
    case 'row': {
      const fields = expr.fields.map((field) => boxed(context, emitValue(field, context)));
      const types = unit.pool.value(expr.fields.map((field) => field.type));
      const local = writer.temp('v');
      const names = expr.names === undefined ? '' : `,${unit.pool.value(expr.names)}`;
      const make = unit.pool.named('PgRecord', PgRecord);
      writer.line(`const ${local}=new ${make}(${types},[${fields.join(',')}]${names});`);
      return value(local, 'false', expr.type, expr.typmod);
    }
    case 'subPlan':
      return emitSubPlan(expr as SubPlan, context);
    case 'session': {
      if (expr.cursor !== undefined) {
        const row = writer.temp('v');
        const find = unit.pool.named('rowOfCursor', rowOfCursor);
        writer.line(`const ${row}=${find}(X.context,${unit.pool.value(expr.cursor)});`);
        return value(row, `${row}===null`, expr.type, expr.typmod);
      }
      const call = `${unit.pool.named('sessionValue', sessionValue)}(X.context,${unit.pool.value(expr.name)},${expr.typmod})`;
      const local = writer.hoist(`session${expr.name}${expr.typmod}`, 'v', call);
      return value(local, `${local}===null`, expr.type, expr.typmod);
    }
    case 'aggregate':
    case 'window':
    case 'grouping':
    case 'subquery':
      throw new Error(`${expr.kind} left in a physical plan`);
    default:
      return assertNever(expr);
  }
}

/** A field of a row value: null where the row is. */
function emitField(expr: BoundField, context: EmitContext): Value {
  const { writer } = context;
  const record = boxed(context, emitValue(expr.arg, context));
  const local = writer.temp('v');
  writer.line(`const ${local}=${record}===null?null:${record}.values[${expr.field}]??null;`);
  return value(local, `${local}===null`, expr.type, expr.typmod);
}

function emitConst(datum: unknown, type: number, typmod: number, context: EmitContext): Value {
  if (datum === null) return value(placeholder(type), 'true', type, typmod);
  if (typeof datum === 'boolean') return value(datum ? 'true' : 'false', 'false', type, typmod);
  return value(context.unit.pool.value(datum), 'false', type, typmod);
}

function emitVar(expr: BoundVar, context: EmitContext): Value {
  const found = context.scope.get(expr.rel, expr.column, context.writer);
  if (found !== undefined) return found;
  return context.unit.outerValue(context.writer, expr.rel, expr.column, expr.type, expr.typmod);
}

/** Three-valued AND and OR. The right side is evaluated only where the left does not decide. */
function emitLogical(expr: BoundLogical, context: EmitContext): Value {
  const { writer } = context;
  const decided = expr.kind === 'or';
  const result = writer.temp('b');
  const isNull = writer.temp('z');
  writer.line(`let ${result}=${!decided},${isNull}=false;`);
  const end = writer.openBlock();
  for (const arg of expr.args) {
    const part = emitValue(arg, context);
    const deciding = decided ? part.code : `!${part.code}`;
    const live = part.isNull === 'false' ? deciding : `!(${part.isNull})&&${deciding}`;
    writer.line(`if(${live}){${result}=${decided};${isNull}=false;break ${end};}`);
    if (part.isNull !== 'false') writer.line(`if(${part.isNull})${isNull}=true;`);
  }
  writer.close();
  return value(result, isNull, expr.type);
}

/** A condition that is true exactly when the expression is true. */
export function emitPredicate(expr: BoundExpr, context: EmitContext): string {
  const { writer } = context;
  switch (expr.kind) {
    case 'const':
      return expr.value === true ? 'true' : 'false';
    case 'and':
    case 'or': {
      const result = writer.temp('b');
      const decided = expr.kind === 'or';
      writer.line(`let ${result}=${!decided};`);
      const end = writer.openBlock();
      for (const arg of expr.args) {
        const part = emitPredicate(arg, context);
        writer.line(`if(${decided ? part : `!(${part})`}){${result}=${decided};break ${end};}`);
      }
      writer.close();
      return result;
    }
    default: {
      const result = emitValue(expr, context);
      if (result.isNull === 'false') return result.code;
      if (result.isNull === 'true') return 'false';
      return `(!(${result.isNull})&&${result.code})`;
    }
  }
}

/** Drops the current row unless every condition is true. */
export function emitFilter(filter: readonly BoundExpr[], context: EmitContext): void {
  for (const condition of filter) {
    if (condition.kind === 'and') {
      emitFilter(condition.args, context);
      continue;
    }
    const test = emitPredicate(condition, context);
    if (test !== 'true') context.writer.line(`if(!(${test}))${context.writer.skip()}`);
  }
}

registerEmitters({ value: emitValue, predicate: emitPredicate });
