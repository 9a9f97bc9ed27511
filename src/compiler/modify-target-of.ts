/** Puts together what a modification needs to know of its table. */

import { deparseStored } from '../analyzer/deparse/index.ts';
import { builtInFunctions, typesOf } from '../analyzer/index.ts';
import { type Deparser, indexKeyText } from '../catalog/definitions.ts';
import { isWatched, type TableDescriptor } from '../catalog/descriptors.ts';
import { assert } from '../common/assert.ts';
import type { ComputedKey, ModifyTarget } from '../executor/modify-target.ts';
import { fixedScale } from '../types/column-storage.ts';
import { defaultTextContext } from '../types/registry.ts';
import type { Oid } from '../types/type-def.ts';
import { checksOf } from './check-constraints.ts';
import type { CompileEnvironment } from './compile-statement.ts';

export function modifyTarget(
  environment: CompileEnvironment,
  oid: Oid,
): { table: TableDescriptor; target: ModifyTarget } {
  const { catalog, stores } = environment;
  const table = catalog.table(oid);
  assert(table !== undefined, `relation ${oid} is not a table`);
  const indexNames = new Map<Oid, string>();
  for (const index of table.indexes) indexNames.set(index, catalog.index(index)?.name ?? '');
  for (const constraint of table.constraints) {
    if (constraint.kind === 'primaryKey' || constraint.kind === 'unique')
      indexNames.set(constraint.index, constraint.name);
  }
  const target: ModifyTarget = {
    store: stores.table(oid),
    oid,
    name: table.name,
    schema: catalog.schema(table.schema)?.name ?? '',
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      dropped: column.dropped,
      notNull: column.notNull && !column.dropped,
      scale: fixedScale(column.type, column.typmod),
    })),
    indexNames,
    computedKeys: computedKeys(environment, table),
    checkNames: checksOf(table).map((item) => item.name),
    watched: isWatched(table),
  };
  return { table, target };
}

/** Texts of the keys of indexes whose keys are computed from whole rows: those with expressions, and partial ones. */
function computedKeys(environment: CompileEnvironment, table: TableDescriptor): ModifyTarget['computedKeys'] {
  const { catalog } = environment;
  const context = {
    catalog,
    searchPath: [],
    types: typesOf(catalog),
    functions: builtInFunctions,
    text: defaultTextContext,
  };
  const deparser: Pick<Deparser, 'expression'> = {
    expression: (expr, relation, pretty) => deparseStored(expr, relation, context, { pretty }),
  };
  const keys = new Map<Oid, ComputedKey[]>();
  for (const oid of table.indexes) {
    const index = catalog.index(oid);
    if (index === undefined || (index.predicate === null && index.keys.every((key) => key.expression === null)))
      continue;
    keys.set(
      oid,
      index.keys.map((key) => ({
        text: indexKeyText(key, table, deparser),
        type: key.type,
        column: key.expression === null ? key.column : null,
      })),
    );
  }
  return keys;
}
