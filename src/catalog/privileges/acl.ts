/**
 * Access control lists as the catalog keeps them (the manual, "Privileges"). An entry says what one grantor has granted to one
 * grantee; privileges are bits in the order of aclitem's letters. An object without a list has what `defaultAcl` gives.
 */
import { type AclItem, aclLetters, formatAclItem, type RoleNames } from '../../types/acl.ts';
import { PgArray } from '../../types/array-value.ts';
import { typeOid } from '../../types/oids.ts';
import type { Oid } from '../../types/type-def.ts';

export interface AclEntry {
  /** 0 is PUBLIC. */
  readonly grantee: Oid;
  readonly grantor: Oid;
  readonly privileges: number;
  /** Those of them that may be granted on. */
  readonly grantable: number;
}
export type Acl = readonly AclEntry[];

export const PUBLIC: Oid = 0;

export const INSERT = 1 << 0;
export const SELECT = 1 << 1;
export const UPDATE = 1 << 2;
export const DELETE = 1 << 3;
export const TRUNCATE = 1 << 4;
export const REFERENCES = 1 << 5;
export const TRIGGER = 1 << 6;
export const EXECUTE = 1 << 7;
export const USAGE = 1 << 8;
export const CREATE = 1 << 9;
export const TEMPORARY = 1 << 10;
export const CONNECT = 1 << 11;
export const SET = 1 << 12;
export const ALTER_SYSTEM = 1 << 13;

/** By bit. */
export const privilegeNames = [
  'INSERT',
  'SELECT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'EXECUTE',
  'USAGE',
  'CREATE',
  'TEMPORARY',
  'CONNECT',
  'SET',
  'ALTER SYSTEM',
] as const;

/** By the name as GRANT has it, in lower case. */
export const privilegeBits: ReadonlyMap<string, number> = new Map([
  ...privilegeNames.map((name, bit): [string, number] => [name.toLowerCase(), 1 << bit]),
  ['temp', TEMPORARY],
]);

/** Kinds of objects that have lists of their own. */
export type SecurableKind =
  | 'table'
  | 'column'
  | 'sequence'
  | 'database'
  | 'function'
  | 'language'
  | 'schema'
  | 'tablespace'
  | 'type'
  | 'parameter';

/** All that can be granted on each kind. */
export const allPrivileges: Readonly<Record<SecurableKind, number>> = {
  table: INSERT | SELECT | UPDATE | DELETE | TRUNCATE | REFERENCES | TRIGGER,
  column: INSERT | SELECT | UPDATE | REFERENCES,
  sequence: USAGE | SELECT | UPDATE,
  database: CREATE | TEMPORARY | CONNECT,
  function: EXECUTE,
  language: USAGE,
  schema: USAGE | CREATE,
  tablespace: CREATE,
  type: USAGE,
  parameter: SET | ALTER_SYSTEM,
};

/** What everybody has by default. */
const worldDefaults: Partial<Record<SecurableKind, number>> = {
  database: TEMPORARY | CONNECT,
  function: EXECUTE,
  language: USAGE,
  type: USAGE,
};

export function defaultAcl(kind: SecurableKind, owner: Oid): Acl {
  if (kind === 'column') return [];
  const world = worldDefaults[kind] ?? 0;
  const own: AclEntry = { grantee: owner, grantor: owner, privileges: allPrivileges[kind], grantable: 0 };
  return world === 0 ? [own] : [{ grantee: PUBLIC, grantor: owner, privileges: world, grantable: 0 }, own];
}

export function entry(grantee: Oid, grantor: Oid, privileges: number, grantable = 0): AclEntry {
  return { grantee, grantor, privileges, grantable };
}

/** The letters of privileges as bits. */
export function lettersToBits(letters: string): number {
  let bits = 0;
  for (const letter of letters) bits |= 1 << aclLetters.indexOf(letter);
  return bits;
}

export function* bitsOf(mask: number): Generator<number> {
  for (let bit = 0; bit < privilegeNames.length; bit++) if ((mask & (1 << bit)) !== 0) yield bit;
}

function lettersOf(mask: number): ReadonlySet<string> {
  return new Set([...bitsOf(mask)].map((bit) => aclLetters[bit]!));
}

export function itemOf({ grantee, grantor, privileges, grantable }: AclEntry): AclItem {
  return { grantee, grantor, privileges: lettersOf(privileges), grantable: lettersOf(grantable) };
}

/** The list as pg_class.relacl and its kin show it. */
export function aclArray(acl: Acl, names: RoleNames): PgArray {
  return PgArray.of(
    typeOid.aclitem,
    acl.map((item) => formatAclItem(itemOf(item), names)),
  );
}

/** Whether two lists grant the same. */
export function aclEquals(a: Acl, b: Acl): boolean {
  const key = (item: AclEntry): string => `${item.grantee} ${item.grantor} ${item.privileges} ${item.grantable}`;
  const keys = new Set(a.map(key));
  return a.length === b.length && b.every((item) => keys.has(key(item)));
}

/** In the order in which default privileges are kept. */
export function sortedAcl(acl: Acl): Acl {
  return [...acl].sort((a, b) => a.grantee - b.grantee || a.grantor - b.grantor);
}

/** With one role in place of another, and what was granted to or by both put together. */
export function withOwner(acl: Acl, before: Oid, after: Oid): Acl {
  const named = (role: Oid): Oid => (role === before ? after : role);
  const merged: AclEntry[] = [];
  for (const item of acl) {
    const grantee = named(item.grantee);
    const grantor = named(item.grantor);
    const at = merged.findIndex((other) => other.grantee === grantee && other.grantor === grantor);
    if (at < 0) merged.push({ ...item, grantee, grantor });
    else {
      const { privileges, grantable } = merged[at]!;
      merged[at] = entry(grantee, grantor, privileges | item.privileges, grantable | item.grantable);
    }
  }
  return merged;
}
