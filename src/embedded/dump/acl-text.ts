/** Privileges as pg_dump writes them: what of a list differs from the one the object starts with, as REVOKE and GRANT. */
import { quoteIdentifier } from '../../catalog/index.ts';
import {
  type Acl,
  type AclEntry,
  ALTER_SYSTEM,
  allPrivileges,
  CONNECT,
  CREATE,
  DELETE,
  EXECUTE,
  INSERT,
  PUBLIC,
  REFERENCES,
  SELECT,
  SET,
  type SecurableKind,
  TEMPORARY,
  TRIGGER,
  TRUNCATE,
  UPDATE,
  USAGE,
} from '../../catalog/privileges/index.ts';
import type { Oid } from '../../types/type-def.ts';

export interface AclObject {
  readonly kind: SecurableKind;
  /** `TABLE public.t`; of ALTER DEFAULT PRIVILEGES `TABLES `. */
  readonly on: string;
  /** The name of a column. */
  readonly column?: string;
  readonly owner: Oid;
  /** Before GRANT and REVOKE. */
  readonly prefix?: string;
}
export type RoleNames = (role: Oid) => string;

/** In the order in which they are written. */
const words: readonly (readonly [number, string])[] = [
  [SELECT, 'SELECT'],
  [INSERT, 'INSERT'],
  [REFERENCES, 'REFERENCES'],
  [DELETE, 'DELETE'],
  [TRIGGER, 'TRIGGER'],
  [TRUNCATE, 'TRUNCATE'],
  [EXECUTE, 'EXECUTE'],
  [CREATE, 'CREATE'],
  [CONNECT, 'CONNECT'],
  [TEMPORARY, 'TEMPORARY'],
  [USAGE, 'USAGE'],
  [UPDATE, 'UPDATE'],
  [SET, 'SET'],
  [ALTER_SYSTEM, 'ALTER SYSTEM'],
];

function privilegeWords(mask: number, { kind, column }: AclObject): string {
  const of = column === undefined ? '' : `(${quoteIdentifier(column)})`;
  if (mask === allPrivileges[kind]) return `ALL${of}`;
  return words
    .filter(([bit]) => (mask & bit) !== 0)
    .map(([, word]) => `${word}${of}`)
    .join(',');
}

function same(a: AclEntry, b: AclEntry): boolean {
  return (
    a.grantee === b.grantee && a.grantor === b.grantor && a.privileges === b.privileges && a.grantable === b.grantable
  );
}

/** Empty where nothing differs. */
export function aclText(acl: Acl, base: Acl, object: AclObject, names: RoleNames): string {
  const { on, owner, column, prefix = '' } = object;
  const to = (role: Oid): string => (role === PUBLIC ? 'PUBLIC' : quoteIdentifier(names(role)));
  let own = '';
  let others = '';
  for (const item of base) {
    if (acl.some((other) => same(other, item))) continue;
    const of = column === undefined ? '' : `(${quoteIdentifier(column)})`;
    own += `${prefix}REVOKE ALL${of} ON ${on} FROM ${to(item.grantee)};\n`;
  }
  for (const item of acl) {
    if (base.some((other) => same(other, item))) continue;
    let text = '';
    const plain = item.privileges & ~item.grantable;
    if (plain !== 0) text += `${prefix}GRANT ${privilegeWords(plain, object)} ON ${on} TO ${to(item.grantee)};\n`;
    if (item.grantable !== 0) {
      text += `${prefix}GRANT ${privilegeWords(item.grantable, object)} ON ${on} TO ${to(item.grantee)} WITH GRANT OPTION;\n`;
    }
    if (item.grantor === owner) own += text;
    else {
      others += `SET SESSION AUTHORIZATION ${quoteIdentifier(names(item.grantor))};\n${text}RESET SESSION AUTHORIZATION;\n`;
    }
  }
  return own + others;
}
