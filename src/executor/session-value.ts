/** current_date, current_timestamp(p), current_user and the like: fixed within a transaction or statement. */

import type { BoundSessionValue } from '../catalog/tree.ts';
import type { Datum, FunctionContext } from '../functions/function-def.ts';
import { functionsByName } from '../functions/registry.ts';
import { typeOid } from '../types/oids.ts';
import { typeByOid } from '../types/registry.ts';

export function sessionValue(context: FunctionContext, name: BoundSessionValue['name'], typmod: number): Datum {
  switch (name) {
    case 'current_of':
      throw new Error('the row of a cursor is asked for without its name');
    case 'current_user':
      return context.currentUser;
    case 'session_user':
      return context.sessionUser;
    case 'current_catalog':
      return context.databaseName;
    case 'current_schema':
      return context.searchPath(false)[0] ?? null;
    case 'current_timestamp':
      return withModifier(typeOid.timestamptz, context.transactionTimestamp, typmod);
    case 'localtimestamp':
      return withModifier(typeOid.timestamp, localTimestamp(context), typmod);
    case 'current_date':
      return convert('date', typeOid.timestamptz, context);
    case 'localtime':
      return withModifier(typeOid.time, convert('time', typeOid.timestamptz, context), typmod);
    case 'current_time':
      return withModifier(typeOid.timetz, convert('timetz', typeOid.timestamptz, context), typmod);
  }
}

/** WHERE CURRENT OF. */
export function rowOfCursor(context: FunctionContext, cursor: NonNullable<BoundSessionValue['cursor']>): Datum {
  return context.currentOf(cursor.name, cursor.table);
}

function localTimestamp(context: FunctionContext): Datum {
  return convert('timestamp', typeOid.timestamptz, context);
}

/** The cast function from timestamptz, named after its target. */
function convert(name: string, source: number, context: FunctionContext): Datum {
  const impl = castImpl(name, source);
  return impl(context, context.transactionTimestamp);
}

type ScalarImpl = (...args: unknown[]) => Datum;
const impls = new Map<string, ScalarImpl>();
function castImpl(name: string, source: number): ScalarImpl {
  let impl = impls.get(name);
  if (impl === undefined) {
    const found = functionsByName(name).find(
      (def) => def.kind === 'scalar' && def.args.length === 1 && def.args[0] === typeByOid(source)!.name,
    );
    if (found === undefined || found.kind !== 'scalar') throw new Error(`no function ${name}(timestamptz)`);
    const scalar = found.impl as unknown as ScalarImpl;
    impl = found.context ? scalar : (_context, value) => scalar(value);
    impls.set(name, impl);
  }
  return impl;
}

function withModifier(type: number, value: Datum, typmod: number): Datum {
  if (value === null || typmod < 0) return value;
  return typeByOid(type)!.applyModifier!(value as never, typmod, true);
}
