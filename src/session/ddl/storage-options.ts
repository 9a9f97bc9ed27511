/**
 * `WITH (...)` of tables and indexes. The parameters steer PostgreSQL's pages and vacuum; there is nothing here for them to
 * steer, and no result depends on them, so they are checked, kept and shown.
 */
import { sqlError } from '../../errors/index.ts';
import type { DefinitionOption } from '../../parser/ast/index.ts';

const tableOptions = new Set([
  'fillfactor',
  'parallel_workers',
  'toast_tuple_target',
  'vacuum_index_cleanup',
  'vacuum_truncate',
  'log_autovacuum_min_duration',
  'user_catalog_table',
]);
const indexOptions = new Set(['fillfactor', 'deduplicate_items']);

export function storageOptions(options: readonly DefinitionOption[], what: 'table' | 'index'): readonly string[] {
  const known = what === 'table' ? tableOptions : indexOptions;
  const kept: string[] = [];
  for (const option of options) {
    const name = option.name.toLowerCase();
    const bare = name.startsWith('toast.') ? name.slice(6) : name;
    if (what === 'table' && name === 'oids') {
      if (option.value === 'false') continue;
      throw sqlError('feature_not_supported', 'tables declared WITH OIDS are not supported');
    }
    if (!known.has(bare) && !(what === 'table' && bare.startsWith('autovacuum_'))) {
      throw sqlError('invalid_parameter_value', `unrecognized parameter "${option.name}"`);
    }
    if (bare === 'fillfactor') checkFillFactor(option.value ?? 'true');
    kept.push(`${name}=${option.value ?? 'true'}`);
  }
  return kept;
}

function checkFillFactor(value: string): void {
  if (!/^[+-]?\d+$/.test(value)) {
    throw sqlError('invalid_parameter_value', `invalid value for integer option "fillfactor": ${value}`);
  }
  const factor = Number(value);
  if (factor >= 10 && factor <= 100) return;
  throw sqlError('invalid_parameter_value', `value ${value} out of bounds for option "fillfactor"`, {
    detail: 'Valid values are between "10" and "100".',
  });
}
