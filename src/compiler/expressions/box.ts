import { Numeric } from '../../types/numeric-value.ts';
import type { Value } from '../value.ts';
import { value } from '../value.ts';
import type { EmitContext } from './context.ts';

/** numeric held as a scaled double becomes a Numeric object; everything else stays. */
export function unscaled(context: EmitContext, input: Value): Value {
  if (input.scale < 0) return input;
  const { writer, unit } = context;
  const from = unit.pool.named('fromScaled', Numeric.fromScaled);
  const local = writer.temp('n');
  const call = `${from}(${input.code},${input.scale})`;
  writer.line(`const ${local}=${input.isNull === 'false' ? call : `(${input.isNull})?null:${call}`};`);
  return value(local, input.isNull, input.type, input.typmod);
}

/** The value as a Datum: null when it is NULL. */
export function boxed(context: EmitContext, input: Value): string {
  const plain = unscaled(context, input);
  if (plain.isNull === 'false') return plain.code;
  if (plain.isNull === 'true') return 'null';
  if (plain.isNull === `${plain.code}===null`) return plain.code;
  return `((${plain.isNull})?null:${plain.code})`;
}

/** A boxed local: `code` may be null. */
export function fromBoxed(local: string, type: number, typmod = -1): Value {
  return value(local, `${local}===null`, type, typmod);
}
