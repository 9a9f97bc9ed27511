import type { BoundCall } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import type { CallInfo } from '../../functions/function-def.ts';
import { functionByOid } from '../../functions/registry.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { typeOid } from '../../types/oids.ts';
import type { Oid } from '../../types/type-def.ts';
import { orNull, placeholder, type Value, value } from '../value.ts';
import { boxed, fromBoxed, unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitValue } from './emit.ts';
import { comparisonCode, comparisonOf, inlineTemplate } from './inline-functions.ts';

/** A call of a scalar function. Strict functions are called only when no argument is null. */
export function emitCall(expr: BoundCall, context: EmitContext): Value {
  const args = expr.args.map((arg) => emitValue(arg, context));
  return emitFunction(expr.fn, args, expr.type, expr.typmod, context, expr.variadic === 'array');
}

export function emitFunction(
  fn: Oid,
  args: readonly Value[],
  type: Oid,
  typmod: number,
  context: EmitContext,
  variadic = false,
  columns: CallInfo['columns'] = undefined,
): Value {
  const { unit, writer } = context;
  const fast = emitScaled(fn, args, type, context);
  if (fast !== null) return fast;
  const plain = args.map((arg) => unscaled(context, arg));
  const template = inlineTemplate(fn);
  if (template !== null) {
    const code = template(
      plain.map((arg) => arg.code),
      unit.pool,
    );
    const isNull = orNull(plain.map((arg) => arg.isNull));
    if (type === typeOid.bool) return value(code, isNull, type);
    const local = writer.temp('v');
    writer.line(
      isNull === 'false' ? `const ${local}=${code};` : `const ${local}=(${isNull})?${placeholder(type)}:${code};`,
    );
    return value(local, isNull, type, typmod);
  }
  const def = functionByOid(fn);
  assert(def !== undefined && def.kind === 'scalar', `function ${fn} is not scalar`);
  const leading: string[] = [];
  if (def.context) leading.push('X.context');
  if (def.callInfo) {
    const info: CallInfo = {
      argTypes: args.map((arg) => arg.type),
      resultType: type,
      ...(variadic && { variadic }),
      ...(columns && { columns }),
    };
    leading.push(unit.pool.value(info));
  }
  const name = unit.pool.fn(fn);
  if (!def.strict) {
    const local = writer.temp('v');
    writer.line(`const ${local}=${name}(${[...leading, ...plain.map((arg) => boxed(context, arg))].join(',')});`);
    return fromBoxed(local, type, typmod);
  }
  const call = `${name}(${[...leading, ...plain.map((arg) => arg.code)].join(',')})`;
  return emitStrict(call, orNull(plain.map((arg) => arg.isNull)), type, typmod, context);
}

/** A call that is made only when `isNull` does not hold, and may itself give null. */
export function emitStrict(call: string, isNull: string, type: Oid, typmod: number, context: EmitContext): Value {
  const local = context.writer.temp('v');
  context.writer.line(isNull === 'false' ? `const ${local}=${call};` : `const ${local}=(${isNull})?null:${call};`);
  return fromBoxed(local, type, typmod);
}

const maxDigits = 15;

/** Comparison and arithmetic of numerics that are held as scaled doubles, while the result is sure to stay exact. */
function emitScaled(fn: Oid, args: readonly Value[], type: Oid, context: EmitContext): Value | null {
  if (args.length !== 2) return null;
  const [left, right] = args as [Value, Value];
  if (left.type !== typeOid.numeric || right.type !== typeOid.numeric) return null;
  if (left.scale < 0 && right.scale < 0) return null;
  const comparison = comparisonOf(fn);
  const isNull = orNull([left.isNull, right.isNull]);
  if (comparison !== null) {
    const scale = Math.max(left.scale, right.scale);
    const a = atScale(left, scale, context);
    const b = atScale(right, scale, context);
    if (a === null || b === null) return null;
    return value(comparisonCode(comparison.op, 'float', a.code, b.code, context.unit.pool)!, isNull, type);
  }
  const def = functionByOid(fn)!;
  if (def.name === 'numeric_add' || def.name === 'numeric_sub') {
    const scale = Math.max(left.scale, right.scale);
    const a = atScale(left, scale, context);
    const b = atScale(right, scale, context);
    if (a === null || b === null) return null;
    const digits = Math.max(a.digits, b.digits) + 1;
    if (digits > maxDigits) return null;
    return scaledResult(`${a.code}${def.name === 'numeric_add' ? '+' : '-'}${b.code}`, isNull, scale, digits, context);
  }
  if (def.name === 'numeric_mul') {
    const a = left.scale >= 0 ? left : atScale(left, constantScale(left, context), context);
    const b = right.scale >= 0 ? right : atScale(right, constantScale(right, context), context);
    if (a === null || b === null || a.digits + b.digits > maxDigits) return null;
    return scaledResult(`${a.code}*${b.code}`, isNull, a.scale + b.scale, a.digits + b.digits, context);
  }
  return null;
}

function scaledResult(code: string, isNull: string, scale: number, digits: number, context: EmitContext): Value {
  const local = context.writer.temp('v');
  // Adding zero turns -0 into 0.
  context.writer.line(`const ${local}=${code}+0;`);
  return { code: local, isNull, type: typeOid.numeric, typmod: -1, scale, digits };
}

/** The captured constant behind a value, when it is one. */
function constantOf(input: Value, context: EmitContext): Numeric | null {
  const match = /^k(\d+)$/.exec(input.code);
  if (match === null) return null;
  const constant = context.unit.pool.values[Number(match[1])];
  return constant instanceof Numeric ? constant : null;
}

function constantScale(input: Value, context: EmitContext): number {
  return constantOf(input, context)?.scale ?? -1;
}

/** The value as a double at `scale`: rescaled when its digits allow, or a constant that is exact there. */
function atScale(input: Value, scale: number, context: EmitContext): Value | null {
  if (scale < 0) return null;
  if (input.scale === scale) return input;
  if (input.scale >= 0) {
    const digits = input.digits + (scale - input.scale);
    if (scale < input.scale || digits > maxDigits) return null;
    return { ...input, code: `(${input.code}*${10 ** (scale - input.scale)})`, scale, digits };
  }
  const constant = constantOf(input, context);
  if (constant === null) return null;
  const exact = constant.toScaled(scale);
  if (exact === null || Number.isNaN(exact) || Math.abs(exact) >= 1e15) return null;
  const digits = Math.max(1, String(Math.abs(exact)).length);
  return { ...input, code: context.unit.pool.value(exact), scale, digits };
}
