/** Types of the columns of pg_statistic_ext_data. No values of them are made here, and none are read from text. */
import { sqlError } from '../errors/index.ts';
import { defineType } from './define-type.ts';
import type { TypeDef } from './type-def.ts';

function statisticsType(oid: number, name: string): TypeDef {
  return defineType({
    oid,
    name,
    category: 'Z',
    collatable: true,
    vector: 'mixed',
    scalar: 'text',
    input: (): string => {
      throw sqlError('feature_not_supported', `cannot accept a value of type ${name}`);
    },
    output: (value: string) => value,
    compare: null,
    hash: null,
  });
}

export const extendedStatisticsTypes: readonly TypeDef[] = [
  statisticsType(3361, 'pg_ndistinct'),
  statisticsType(3402, 'pg_dependencies'),
  statisticsType(5017, 'pg_mcv_list'),
];
