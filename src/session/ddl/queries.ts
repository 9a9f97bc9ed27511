/** Small bound queries over one table, for what DDL has to know about stored rows. */
import type { BoundExpr, BoundFrom, BoundSelect, OutputColumn, TableDescriptor } from '../../catalog/index.ts';
import { plainSelect } from '../../catalog/tree-nodes.ts';
import type { Oid } from '../../types/type-def.ts';

export const boolOid: Oid = 16;
const int8Oid: Oid = 20;

export function outputColumns(table: TableDescriptor): OutputColumn[] {
  return table.columns.map((column) => ({ name: column.name, type: column.type, typmod: column.typmod }));
}

export function tableRef(table: TableDescriptor, rel: number): BoundFrom {
  return { kind: 'table', rel, alias: table.name, columns: outputColumns(table), table: table.oid };
}

export function columnVar(table: TableDescriptor, column: number, rel = 0): BoundExpr {
  const { type, typmod } = table.columns[column]!;
  return { kind: 'var', rel, column, type, typmod, location: -1 };
}

export function and(args: readonly BoundExpr[]): BoundExpr {
  return args.length === 1 ? args[0]! : { kind: 'and', args, type: boolOid, typmod: -1, location: -1 };
}

export function not(arg: BoundExpr): BoundExpr {
  return { kind: 'not', args: [arg], type: boolOid, typmod: -1, location: -1 };
}

export function isNull(arg: BoundExpr, negated = false): BoundExpr {
  return { kind: 'nullTest', arg, negated, type: boolOid, typmod: -1, location: -1 };
}

/** `arg IS FALSE`. */
export function isFalse(arg: BoundExpr): BoundExpr {
  return { kind: 'booleanTest', arg, test: 'false', negated: false, type: boolOid, typmod: -1, location: -1 };
}

/** `SELECT targets FROM from WHERE where [LIMIT limit]`; rel 0 is the table by convention, `id` unique in the statement. */
export function select(
  from: readonly BoundFrom[],
  targets: readonly BoundExpr[],
  where: BoundExpr | null,
  limit: number | null = null,
  id = 1,
): BoundSelect {
  return plainSelect({
    id,
    columns: targets.map((target, i) => ({ name: `c${i + 1}`, type: target.type, typmod: target.typmod })),
    limit: limit === null ? null : { kind: 'const', value: limit, type: int8Oid, typmod: -1, location: -1 },
    from,
    where,
    targets,
  });
}
