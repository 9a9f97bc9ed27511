/** Window functions proper ("Window Functions"). */
import type { WindowFunctionDef, WindowFunctionKind } from '../function-def.ts';

function windowFunction(
  oid: number,
  name: WindowFunctionKind,
  args: readonly string[],
  result: string,
): WindowFunctionDef {
  return { kind: 'window', oid, name, does: name, args, result, volatility: 'immutable' };
}

export const windowFunctions: readonly WindowFunctionDef[] = [
  windowFunction(3100, 'row_number', [], 'int8'),
  windowFunction(3101, 'rank', [], 'int8'),
  windowFunction(3102, 'dense_rank', [], 'int8'),
  windowFunction(3103, 'percent_rank', [], 'float8'),
  windowFunction(3104, 'cume_dist', [], 'float8'),
  windowFunction(3105, 'ntile', ['int4'], 'int4'),
  windowFunction(3106, 'lag', ['anyelement'], 'anyelement'),
  windowFunction(3107, 'lag', ['anyelement', 'int4'], 'anyelement'),
  windowFunction(3108, 'lag', ['anycompatible', 'int4', 'anycompatible'], 'anycompatible'),
  windowFunction(3109, 'lead', ['anyelement'], 'anyelement'),
  windowFunction(3110, 'lead', ['anyelement', 'int4'], 'anyelement'),
  windowFunction(3111, 'lead', ['anycompatible', 'int4', 'anycompatible'], 'anycompatible'),
  windowFunction(3112, 'first_value', ['anyelement'], 'anyelement'),
  windowFunction(3113, 'last_value', ['anyelement'], 'anyelement'),
  windowFunction(3114, 'nth_value', ['anyelement', 'int4'], 'anyelement'),
];
