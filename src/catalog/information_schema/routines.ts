/** Functions, character sets and collations. */
import type { FunctionDef } from '../../functions/function-def.ts';
import { allFunctions } from '../../functions/registry.ts';
import { allCollations } from '../../types/collation/index.ts';
import { typeByName } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import { functionRef, privilegesOn } from '../privileges/index.ts';
import { yesNo } from './tables.ts';
import { typeColumns } from './type-columns.ts';

function oidOf(type: string): Oid {
  return typeByName(type)?.oid ?? 0;
}

function specificName(view: CatalogView, def: FunctionDef): CatalogRow {
  return {
    specific_catalog: view.databaseName,
    specific_schema: 'pg_catalog',
    specific_name: `${def.name}_${def.oid}`.slice(0, 63),
  };
}

/** A function's result type: described as a type, with `type_` before the names of where it is. */
function resultColumns(view: CatalogView, def: FunctionDef): CatalogRow {
  const {
    udt_catalog = null,
    udt_schema = null,
    udt_name = null,
    data_type = null,
  } = typeColumns(oidOf(def.result), -1, view);
  return { data_type, type_udt_catalog: udt_catalog, type_udt_schema: udt_schema, type_udt_name: udt_name };
}

function mayCall({ catalog, currentRole }: CatalogView, def: FunctionDef): boolean {
  return privilegesOn(catalog, currentRole, functionRef(def.oid)) !== 0;
}

function* routineRows(view: CatalogView): Generator<CatalogRow> {
  for (const def of allFunctions()) {
    if (!mayCall(view, def)) continue;
    yield {
      ...specificName(view, def),
      routine_catalog: view.databaseName,
      routine_schema: 'pg_catalog',
      routine_name: def.name,
      routine_type: def.kind === 'aggregate' || def.kind === 'window' ? null : 'FUNCTION',
      ...resultColumns(view, def),
      dtd_identifier: '0',
      routine_body: 'EXTERNAL',
      routine_definition: def.kind === 'aggregate' ? 'aggregate_dummy' : def.name,
      external_name: null,
      external_language: 'INTERNAL',
      parameter_style: 'GENERAL',
      is_deterministic: yesNo(def.volatility === 'immutable'),
      sql_data_access: 'MODIFIES',
      is_null_call: yesNo('strict' in def && def.strict),
      schema_level_routine: 'YES',
      max_dynamic_result_sets: 0,
      security_type: 'INVOKER',
      as_locator: 'NO',
      is_udt_dependent: 'NO',
    };
  }
}

function* parameterRows(view: CatalogView): Generator<CatalogRow> {
  for (const def of allFunctions()) {
    if (!mayCall(view, def)) continue;
    const outputs = def.kind === 'set' ? (def.columns ?? []) : [];
    const parameters = [
      ...def.args.map((type, i) => ({ type, name: def.argNames?.[i] ?? null, mode: 'IN' })),
      ...outputs.map(({ type, name }) => ({ type, name, mode: 'OUT' })),
    ];
    for (let i = 0; i < parameters.length; i++) {
      const { type, name, mode } = parameters[i]!;
      const {
        udt_catalog = null,
        udt_schema = null,
        udt_name = null,
        data_type = null,
      } = typeColumns(oidOf(type), -1, view);
      yield {
        ...specificName(view, def),
        ordinal_position: i + 1,
        parameter_mode: mode,
        is_result: 'NO',
        as_locator: 'NO',
        parameter_name: name,
        data_type,
        udt_catalog,
        udt_schema,
        udt_name,
        dtd_identifier: String(i + 1),
      };
    }
  }
}

// ---- text ----

function collationNames({ catalog, databaseName }: CatalogView): CatalogRow[] {
  return [...allCollations(), ...catalog.ownCollations()].map(({ name, schema }) => ({
    collation_catalog: databaseName,
    collation_schema: catalog.schema(schema)?.name ?? null,
    collation_name: name,
  }));
}

export const routineSources: RowSources = {
  routines: routineRows,
  parameters: parameterRows,
  information_schema_catalog_name: (view) => [{ catalog_name: view.databaseName }],
  character_sets: (view) => [
    {
      character_set_name: 'UTF8',
      character_repertoire: 'UCS',
      form_of_use: 'UTF8',
      default_collate_catalog: view.databaseName,
      default_collate_schema: 'pg_catalog',
      default_collate_name: 'ucs_basic',
    },
  ],
  collations: (view) => collationNames(view).map((row) => ({ ...row, pad_attribute: 'NO PAD' })),
  collation_character_set_applicability: (view) =>
    collationNames(view).map((row) => ({ ...row, character_set_name: 'UTF8' })),
};
