/** Objects in words, and by them: pg_describe_object, pg_identify_object, pg_get_object_address. */
import { PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import type { FunctionContext, FunctionDef, ObjectIdentity } from '../../function-def.ts';
import { rowSet, stable } from '../define.ts';

type Row = readonly Datum[];
const arguments_ = 'oid oid int4';

/** These give one row, whatever there is, also for nulls. */
function oneRow(width: number, row: (context: FunctionContext, ...args: never[]) => Row) {
  return function* (context: FunctionContext, ...args: never[]): Generator<Row> {
    if (args.some((arg) => arg === null)) yield new Array<Datum>(width).fill(null);
    else yield row(context, ...args);
  };
}

function asked(context: FunctionContext, home: Oid, object: Oid, sub: number): ObjectIdentity | string {
  const { catalog } = context;
  return catalog.objectIdentity(home, object, sub) ?? catalog.objectClassWord(home, object, sub);
}

function identify(context: FunctionContext, home: Oid, object: Oid, sub: number): Row {
  const found = asked(context, home, object, sub);
  if (typeof found === 'string') return [found, null, null, null];
  return [found.type, found.schema, found.name, found.identity];
}

function texts(values: readonly string[]): Datum {
  return PgArray.of(typeOid.text, [...values]);
}

function identifyAsAddress(context: FunctionContext, home: Oid, object: Oid, sub: number): Row {
  const found = asked(context, home, object, sub);
  if (typeof found === 'string') return [found, null, null];
  return [found.type, texts(found.names), texts(found.args)];
}

function address(context: FunctionContext, type: string, names: PgArray, args: PgArray): Row {
  return context.catalog.objectAddress(type, names.values, args.values);
}

function describe(context: FunctionContext, home: Oid, object: Oid, sub: number): Datum {
  // Pinned entries of pg_depend have zeros.
  if (home === 0 && object === 0) return null;
  return context.catalog.objectIdentity(home, object, sub)?.description ?? null;
}

const stableRow = { volatility: 'stable', context: true, strict: false } as const;

export const objectIdentityFunctions: readonly FunctionDef[] = [
  stable(3537, 'pg_describe_object', arguments_, 'text', describe),
  rowSet(3839, 'pg_identify_object', arguments_, 'record', oneRow(4, identify), {
    ...stableRow,
    argNames: ['classid', 'objid', 'objsubid'],
    columns: [
      { name: 'type', type: 'text' },
      { name: 'schema', type: 'text' },
      { name: 'name', type: 'text' },
      { name: 'identity', type: 'text' },
    ],
  }),
  rowSet(3382, 'pg_identify_object_as_address', arguments_, 'record', oneRow(3, identifyAsAddress), {
    ...stableRow,
    argNames: ['classid', 'objid', 'objsubid'],
    columns: [
      { name: 'type', type: 'text' },
      { name: 'object_names', type: '_text' },
      { name: 'object_args', type: '_text' },
    ],
  }),
  rowSet(3954, 'pg_get_object_address', 'text _text _text', 'record', oneRow(3, address), {
    ...stableRow,
    argNames: ['type', 'object_names', 'object_args'],
    columns: [
      { name: 'classid', type: 'oid' },
      { name: 'objid', type: 'oid' },
      { name: 'objsubid', type: 'int4' },
    ],
  }),
];
