import type { BoundArray, BoundArrayTest, BoundSubscript } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { assignToArray } from '../../executor/array-assignment.ts';
import { arrayTest } from '../../executor/array-runtime.ts';
import { assignToJsonb, subscriptJsonb } from '../../executor/jsonb-runtime.ts';
import { functionByOid } from '../../functions/registry.ts';
import { makeArray, subscriptArray } from '../../types/array-parts.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import { type Value, value } from '../value.ts';
import { boxed, fromBoxed, unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitValue } from './emit.ts';

export function emitArray(expr: BoundArray, context: EmitContext): Value {
  const { unit, writer } = context;
  const elements = expr.elements.map((element) => boxed(context, emitValue(element, context)));
  const elementType = typeByOid(expr.type)!.elementOid;
  const local = writer.temp('v');
  const make = unit.pool.named('makeArray', makeArray);
  writer.line(`const ${local}=${make}(${unit.pool.value(elementType)},[${elements.join(',')}],${expr.nested});`);
  return value(local, 'false', expr.type, expr.typmod);
}

/** `x op ANY (array)`: three-valued; decided at run time element by element. */
export function emitArrayTest(expr: BoundArrayTest, context: EmitContext): Value {
  const { unit, writer } = context;
  const arg = unscaled(context, emitValue(expr.arg, context));
  const array = emitValue(expr.array, context);
  const def = functionByOid(expr.fn);
  assert(def?.kind === 'scalar', 'array test over a function that is not scalar');
  const local = writer.temp('v');
  const plan = unit.pool.value({
    impl: def.impl,
    context: def.context === true,
    callInfo: def.callInfo ? { argTypes: [arg.type, typeByOid(array.type)!.elementOid], resultType: expr.type } : null,
    any: expr.quantifier === 'any',
  });
  const test = unit.pool.named('arrayTest', arrayTest);
  writer.line(`const ${local}=${test}(${plan},${boxed(context, arg)},${boxed(context, array)},X.context);`);
  return fromBoxed(local, expr.type);
}

export function emitSubscript(expr: BoundSubscript, context: EmitContext): Value {
  const { unit, writer } = context;
  const array = boxed(context, emitValue(expr.arg, context));
  const bound = (item: BoundSubscript['subscripts'][number]['lower']): string =>
    item === null ? 'undefined' : boxed(context, emitValue(item, context));
  const assigned = expr.assigned === undefined ? null : expr.assigned;
  const local = writer.temp('v');
  if (expr.arg.type === typeOid.jsonb) {
    const path = `[${expr.subscripts.map((item) => bound(item.upper)).join(',')}]`;
    const call =
      assigned === null
        ? `${unit.pool.named('subscriptJsonb', subscriptJsonb)}(${array},${path})`
        : `${unit.pool.named('assignToJsonb', assignToJsonb)}(${array},${path},${bound(assigned)})`;
    writer.line(`const ${local}=${call};`);
    return fromBoxed(local, expr.type, expr.typmod);
  }
  const pairs = `[${expr.subscripts.map((item) => `[${bound(item.lower)},${bound(item.upper)}]`).join(',')}]`;
  if (assigned === null) {
    const subscript = unit.pool.named('subscriptArray', subscriptArray);
    writer.line(`const ${local}=${subscript}(${array},${pairs},${expr.slice});`);
    return fromBoxed(local, expr.type, expr.typmod);
  }
  const assign = unit.pool.named('assignToArray', assignToArray);
  const element = unit.pool.value(typeByOid(expr.type)!.elementOid);
  writer.line(`const ${local}=${assign}(${array},${element},${pairs},${expr.slice},${bound(assigned)});`);
  return fromBoxed(local, expr.type, expr.typmod);
}
