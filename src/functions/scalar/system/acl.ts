/** Functions and operators over access privileges ("Access Privilege Inquiry Functions", aclitem). */
import { type SqlError, sqlError } from '../../../errors/index.ts';
import { type AclItem, aclLetters, formatAcl, parseAcl } from '../../../types/acl.ts';
import { PgArray } from '../../../types/array-value.ts';
import { typeOid } from '../../../types/oids.ts';
import type { Datum, Oid } from '../../../types/type-def.ts';
import type { OperatorRow } from '../../define-operators.ts';
import type { FunctionContext } from '../../function-def.ts';
import { rowSet, scalar } from '../define.ts';

/** Names as makeaclitem() takes them; RULE has been given up and means nothing. */
const letterOf: Readonly<Record<string, string>> = {
  INSERT: 'a',
  SELECT: 'r',
  UPDATE: 'w',
  DELETE: 'd',
  TRUNCATE: 'D',
  REFERENCES: 'x',
  TRIGGER: 't',
  EXECUTE: 'X',
  USAGE: 'U',
  CREATE: 'C',
  TEMP: 'T',
  TEMPORARY: 'T',
  CONNECT: 'c',
  SET: 's',
  'ALTER SYSTEM': 'A',
  RULE: '',
};
const names: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(letterOf).map(([name, letter]) => [letter, name]),
);

/** What the owner has by default, and what everybody has, by kind of object. */
const defaults: Readonly<Record<string, readonly [owner: string, world: string]>> = {
  c: ['', ''],
  r: ['arwdDxt', ''],
  s: ['rwU', ''],
  d: ['CTc', 'Tc'],
  f: ['X', 'X'],
  l: ['U', 'U'],
  L: ['rw', ''],
  n: ['UC', ''],
  p: ['sA', ''],
  t: ['C', ''],
  F: ['U', ''],
  S: ['U', ''],
  T: ['U', 'U'],
};

function aclDefault(context: FunctionContext, kind: string, owner: Oid): PgArray {
  const found = defaults[kind];
  if (found === undefined) throw sqlError('internal_error', `unrecognized objtype abbreviation: ${kind}`);
  const item = (grantee: Oid, letters: string) =>
    formatAcl({ grantee, grantor: owner, privileges: new Set(letters), grantable: new Set() }, context);
  const items: string[] = [];
  if (found[1] !== '') items.push(item(0, found[1]));
  if (found[0] !== '') items.push(item(owner, found[0]));
  return PgArray.of(typeOid.aclitem, items);
}

function makeItem(context: FunctionContext, grantee: Oid, grantor: Oid, privilege: string, grantable: boolean): string {
  const letter = letterOf[privilege.toUpperCase()];
  if (letter === undefined) {
    throw sqlError('invalid_parameter_value', `unrecognized privilege type: "${privilege}"`);
  }
  const privileges = new Set([letter]);
  return formatAcl({ grantee, grantor, privileges, grantable: grantable ? privileges : new Set() }, context);
}

function itemsOf(array: PgArray, context: FunctionContext): AclItem[] {
  if (array.dims.length !== 1) throw invalid('ACL arrays must be one-dimensional');
  return array.values.map((item) => {
    if (item === null) throw invalid('ACL arrays must not contain null values', 'null_value_not_allowed');
    return parseAcl(item as string, context);
  });
}
function invalid(
  message: string,
  code: 'invalid_parameter_value' | 'null_value_not_allowed' = 'invalid_parameter_value',
): SqlError {
  return sqlError(code, message);
}

function explode(context: FunctionContext, array: PgArray): (readonly Datum[])[] {
  return itemsOf(array, context).flatMap(({ grantee, grantor, privileges, grantable }) =>
    [...aclLetters]
      .filter((letter) => privileges.has(letter))
      .map((letter) => [grantor, grantee, names[letter]!, grantable.has(letter)] as const),
  );
}

/** Somebody has all of the item's privileges from the same grantor. */
function contains(context: FunctionContext, array: PgArray, text: string): boolean {
  const wanted = parseAcl(text, context);
  return itemsOf(array, context).some(
    ({ grantee, grantor, privileges, grantable }) =>
      grantee === wanted.grantee &&
      grantor === wanted.grantor &&
      [...wanted.privileges].every((letter) => privileges.has(letter)) &&
      [...wanted.grantable].every((letter) => grantable.has(letter)),
  );
}

function gone(name: string): () => never {
  return () => {
    throw sqlError('feature_not_supported', `${name} is no longer supported`);
  };
}

const stable = { volatility: 'stable', context: true } as const;
const lookup = { context: true } as const;

export const aclFunctions = [
  scalar(3943, 'acldefault', 'char oid', '_aclitem', aclDefault, lookup),
  scalar(1365, 'makeaclitem', 'oid oid text bool', 'aclitem', makeItem, lookup),
  rowSet(1689, 'aclexplode', '_aclitem', 'record', explode, {
    ...stable,
    argNames: ['acl'],
    columns: [
      { name: 'grantor', type: 'oid' },
      { name: 'grantee', type: 'oid' },
      { name: 'privilege_type', type: 'text' },
      { name: 'is_grantable', type: 'bool' },
    ],
  }),
];

const items = { left: '_aclitem', right: 'aclitem' } as const;
export const aclOperators: readonly OperatorRow[] = [
  { ...items, oid: 966, name: '+', result: '_aclitem', proc: 1035, procName: 'aclinsert', impl: gone('aclinsert') },
  { ...items, oid: 967, name: '-', result: '_aclitem', proc: 1036, procName: 'aclremove', impl: gone('aclremove') },
  {
    ...items,
    oid: 968,
    name: '@>',
    result: 'bool',
    proc: 1037,
    procName: 'aclcontains',
    context: true,
    impl: contains,
  },
];
