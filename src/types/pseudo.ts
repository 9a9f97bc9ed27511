/** Pseudo-types: what functions are declared over; no column has one and no text is a value of one. */
import { sqlError } from '../errors/index.ts';
import { defineType } from './define-type.ts';
import type { Oid, TypeDef } from './type-def.ts';

function pseudoType(oid: Oid, name: string, length = 4, align: TypeDef['align'] = 'i', arrayOid = 0): TypeDef {
  return defineType({
    oid,
    name,
    displayName: name === 'any' ? '"any"' : name,
    arrayOid,
    kind: 'pseudo',
    category: 'P',
    length,
    align,
    input: () => {
      throw sqlError('feature_not_supported', `cannot accept a value of type ${name}`);
    },
    output: () => {
      throw sqlError('feature_not_supported', `cannot display a value of type ${name}`);
    },
    compare: null,
    hash: null,
  });
}

export const pseudoTypes: readonly TypeDef[] = [
  pseudoType(2276, 'any'),
  pseudoType(2283, 'anyelement'),
  pseudoType(2277, 'anyarray', -1, 'd'),
  pseudoType(2776, 'anynonarray'),
  pseudoType(3500, 'anyenum'),
  pseudoType(3831, 'anyrange', -1, 'd'),
  pseudoType(4537, 'anymultirange', -1, 'd'),
  pseudoType(5077, 'anycompatible'),
  pseudoType(5078, 'anycompatiblearray', -1, 'd'),
  pseudoType(5079, 'anycompatiblenonarray'),
  pseudoType(5080, 'anycompatiblerange', -1, 'd'),
  pseudoType(4538, 'anycompatiblemultirange', -1, 'd'),
  pseudoType(2279, 'trigger'),
  pseudoType(3838, 'event_trigger'),
  pseudoType(2280, 'language_handler'),
  pseudoType(2281, 'internal', 8, 'd'),
  pseudoType(325, 'index_am_handler'),
  pseudoType(269, 'table_am_handler'),
  pseudoType(3115, 'fdw_handler'),
  pseudoType(3310, 'tsm_handler'),
  pseudoType(32, 'pg_ddl_command', 8, 'd'),
  defineType({
    oid: 2278,
    name: 'void',
    kind: 'pseudo',
    category: 'P',
    length: 4,
    input: () => '',
    output: () => '',
    compare: null,
    hash: null,
  }),
];
