import type { Catalog } from '../catalog/index.ts';
import { unsupported } from '../errors/index.ts';
import type { Execution } from '../executor/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';

/** Rows of a relation of pg_catalog or information_schema, computed from the catalog version of the plan. */
export function catalogRows(relation: Oid, catalog: Catalog): (execution: Execution) => Iterable<readonly Datum[]> {
  throw unsupported(`reading ${catalog.relation(relation)?.name}`);
}
