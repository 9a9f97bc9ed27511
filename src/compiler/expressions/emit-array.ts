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
  if (expr.arg.type === typeOid.jsonb) {
    const keys = expr.subscripts.map((item) => bound(item.upper));
    const local = writer.temp('v');
    if (expr.assigned !== undefined) {
      const assigned = boxed(context, emitValue(expr.assigned, context));
      const assign = unit.pool.named('assignToJsonb', assignToJsonb);
      writer.line(`const ${local}=${assign}(${array},[${keys.join(',')}],${assigned});`);
      return fromBoxed(local, expr.type, expr.typmod);
    }
    writer.line(`const ${local}=${unit.pool.named('subscriptJsonb', subscriptJsonb)}(${array},[${keys.join(',')}]);`);
    return fromBoxed(local, expr.type, expr.typmod);
  }
  const subscripts = expr.subscripts.map((item) => `[${bound(item.lower)},${bound(item.upper)}]`);
  const local = writer.temp('v');
  if (expr.assigned !== undefined) {
    const assigned = boxed(context, emitValue(expr.assigned, context));
    const assign = unit.pool.named('assignToArray', assignToArray);
    const element = unit.pool.value(typeByOid(expr.type)!.elementOid);
    writer.line(`const ${local}=${assign}(${array},${element},[${subscripts.join(',')}],${expr.slice},${assigned});`);
    return fromBoxed(local, expr.type, expr.typmod);
  }
  const call = unit.pool.named('subscriptArray', subscriptArray);
  writer.line(`const ${local}=${call}(${array},[${subscripts.join(',')}],${expr.slice});`);
  return fromBoxed(local, expr.type, expr.typmod);
}
