/**
 * Names of result types in `query int4,text`. A table of the runner's own and not the engine's: the runner is the judge
 * and must not read the answers from the judged. OIDs are those of PostgreSQL's `pg_type`.
 */
const names: readonly (readonly [number, string])[] = [
  [16, 'bool'],
  [17, 'bytea'],
  [18, 'char'],
  [19, 'name'],
  [20, 'int8'],
  [21, 'int2'],
  [22, 'int2vector'],
  [23, 'int4'],
  [24, 'regproc'],
  [25, 'text'],
  [26, 'oid'],
  [27, 'tid'],
  [28, 'xid'],
  [29, 'cid'],
  [30, 'oidvector'],
  [114, 'json'],
  [194, 'pg_node_tree'],
  [700, 'float4'],
  [701, 'float8'],
  [705, 'unknown'],
  [790, 'money'],
  [1000, '_bool'],
  [1001, '_bytea'],
  [1002, '_char'],
  [1003, '_name'],
  [1005, '_int2'],
  [1007, '_int4'],
  [1009, '_text'],
  [1014, '_bpchar'],
  [1015, '_varchar'],
  [1016, '_int8'],
  [1021, '_float4'],
  [1022, '_float8'],
  [1028, '_oid'],
  [1033, 'aclitem'],
  [1034, '_aclitem'],
  [1042, 'bpchar'],
  [1043, 'varchar'],
  [1082, 'date'],
  [1083, 'time'],
  [1114, 'timestamp'],
  [1115, '_timestamp'],
  [1182, '_date'],
  [1183, '_time'],
  [1184, 'timestamptz'],
  [1185, '_timestamptz'],
  [1186, 'interval'],
  [1187, '_interval'],
  [1231, '_numeric'],
  [1266, 'timetz'],
  [1560, 'bit'],
  [1562, 'varbit'],
  [1700, 'numeric'],
  [2202, 'regprocedure'],
  [2205, 'regclass'],
  [2206, 'regtype'],
  [2211, '_regtype'],
  [2249, 'record'],
  [2277, 'anyarray'],
  [2278, 'void'],
  [2287, '_record'],
  [2950, 'uuid'],
  [2951, '_uuid'],
  [3802, 'jsonb'],
  [4089, 'regnamespace'],
  [4096, 'regrole'],
  [5069, 'xid8'],
];

const nameByOid = new Map<number, string>(names);

/** Information schema domains and other types without a fixed OID have no name here and match `?` alone. */
export function typeName(oid: number): string {
  return nameByOid.get(oid) ?? '?';
}

const integers = new Set(['int2', 'int4', 'int8', 'oid']);
const reals = new Set(['float4', 'float8', 'numeric']);

/** Whether a type letter of sqllogictest admits the type. */
export function letterAdmits(letter: string, type: string): boolean {
  switch (letter) {
    case 'I':
      return integers.has(type);
    case 'R':
      return reals.has(type);
    case 'B':
      return type === 'bool';
    case 'T':
      return !integers.has(type) && !reals.has(type) && type !== 'bool';
    default:
      return true;
  }
}
