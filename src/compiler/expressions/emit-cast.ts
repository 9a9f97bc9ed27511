import type { BoundCast } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { castElements } from '../../executor/array-runtime.ts';
import { functionByOid } from '../../functions/registry.ts';
import { typeOid } from '../../types/oids.ts';
import { namedRecord } from '../../types/record-value.ts';
import { baseTypeOid, typeByOid, valueType } from '../../types/registry.ts';
import { type Value, value } from '../value.ts';
import { unscaled } from './box.ts';
import type { EmitContext } from './context.ts';
import { emitValue } from './emit.ts';
import { emitFunction, emitStrict } from './emit-call.ts';

export function emitCast(expr: BoundCast, context: EmitContext): Value {
  const arg = emitValue(expr.arg, context);
  const converted = convert(expr, arg, context);
  const target = typeByOid(expr.type);
  if (!expr.applyTypmod || expr.typmod < 0 || target?.applyModifier === undefined) return converted;
  const plain = unscaled(context, converted);
  const apply = context.unit.pool.named(`mod${expr.type}`, target.applyModifier.bind(target));
  const call = `${apply}(${plain.code},${context.unit.pool.value(expr.typmod)},${expr.context === 'explicit' || expr.cuts === true})`;
  return emitStrict(call, plain.isNull, expr.type, expr.typmod, context);
}

/** A cast function with a second argument gets the modifier there, as that of integers to bit does. */
function castArguments(expr: BoundCast, arg: Value, context: EmitContext): readonly Value[] {
  const def = functionByOid(expr.fn!);
  if (def === undefined || def.args.length < 2) return [arg];
  return [arg, value(context.unit.pool.value(expr.typmod), 'false', typeOid.int4)];
}

function convert(expr: BoundCast, arg: Value, context: EmitContext): Value {
  const { unit } = context;
  switch (expr.method) {
    case 'binary':
      if (expr.type === typeOid.record && arg.type !== typeOid.record) return namedRow(expr, arg, context);
      return { ...arg, type: expr.type, typmod: expr.typmod };
    case 'domain': {
      const plain = unscaled(context, arg);
      const { domain } = typeByOid(expr.type)!;
      const check = unit.pool.value(domain!.check);
      context.writer.line(
        `${check}(${plain.isNull === 'false' ? '' : `(${plain.isNull})?null:`}${plain.code},X.context);`,
      );
      return { ...arg, type: expr.type, typmod: expr.typmod };
    }
    case 'function':
      return emitFunction(expr.fn!, castArguments(expr, arg, context), expr.type, expr.typmod, context);
    case 'io': {
      const plain = unscaled(context, arg);
      const source = valueType(arg.type);
      const target = typeByOid(expr.type);
      assert(target !== undefined, `type ${expr.type} does not exist`);
      const output = unit.pool.named(`out${arg.type}`, source.output.bind(source));
      const input = unit.pool.named(`in${expr.type}`, target.input.bind(target));
      const text = `${output}(${plain.code},X.context)`;
      // Where the modifier is applied afterwards, explicit casts cut what input would refuse.
      const typmod = expr.applyTypmod && target.applyModifier !== undefined ? -1 : expr.typmod;
      return emitStrict(
        target.scalar === 'text' &&
          target.category === 'S' &&
          typmod < 0 &&
          target.name !== 'name' &&
          target.name !== 'char'
          ? text
          : `${input}(${text},${unit.pool.value(typmod)},X.context)`,
        plain.isNull,
        expr.type,
        expr.typmod,
        context,
      );
    }
    default: {
      const plain = unscaled(context, arg);
      const element = expr.element!;
      const def = element.fn === null ? null : functionByOid(element.fn);
      const plan = unit.pool.value({
        source: typeByOid(typeByOid(arg.type)!.elementOid),
        target: typeByOid(typeByOid(expr.type)!.elementOid),
        method: element.method,
        impl: def?.kind === 'scalar' ? def.impl : null,
        context: def?.kind === 'scalar' && def.context === true,
        modified: def !== null && def !== undefined && def.args.length > 1,
        typmod: expr.typmod,
        explicit: expr.context === 'explicit' || expr.cuts === true,
      });
      const call = `${unit.pool.named('castElements', castElements)}(${plain.code},${plan},X.context)`;
      const result = emitStrict(call, plain.isNull, expr.type, expr.typmod, context);
      return value(result.code, result.isNull, expr.type, expr.typmod);
    }
  }
}

/** A row of a named type as a record: whoever gets it can only learn the fields' names from the value. */
function namedRow(expr: BoundCast, arg: Value, context: EmitContext): Value {
  const fields = typeByOid(baseTypeOid(arg.type))?.fields;
  if (fields === undefined) return { ...arg, type: expr.type, typmod: expr.typmod };
  const { pool } = context.unit;
  const call = `${pool.named('namedRecord', namedRecord)}(${arg.code},${pool.value(fields)})`;
  return emitStrict(call, arg.isNull, expr.type, expr.typmod, context);
}
