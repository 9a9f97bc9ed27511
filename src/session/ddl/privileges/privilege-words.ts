/** The privileges that a GRANT or REVOKE names, as bits, checked against what its kind of object has. */
import { allPrivileges, privilegeBits, privilegeNames, type SecurableKind } from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { GrantObjectKind, PrivilegeWord } from '../../../parser/ast/index.ts';

export function securableKind(object: GrantObjectKind): SecurableKind {
  switch (object) {
    case 'procedure':
    case 'routine':
      return 'function';
    case 'domain':
      return 'type';
    case 'foreign-data wrapper':
    case 'foreign server':
      return 'language';
    default:
      return object;
  }
}

export function bitOf(word: string): number {
  const bit = privilegeBits.get(word);
  if (bit === undefined) throw sqlError('syntax_error', `unrecognized privilege type "${word}"`);
  return bit;
}

export function nameOfBit(bit: number): string {
  return privilegeNames[31 - Math.clz32(bit)]!;
}

export function invalidPrivilege(bit: number, what: string): Error {
  return sqlError('invalid_grant_operation', `invalid privilege type ${nameOfBit(bit)} for ${what}`);
}

export interface ColumnPrivileges {
  /** null: all that columns have. */
  readonly privileges: number | null;
  readonly columns: readonly string[];
}
export interface WantedPrivileges {
  /** null: ALL. */
  readonly privileges: number | null;
  readonly columns: readonly ColumnPrivileges[];
}

/** `noun`: how messages call the kind of object. */
export function wantedPrivileges(
  words: readonly PrivilegeWord[] | null,
  object: GrantObjectKind,
  noun: string,
): WantedPrivileges {
  if (words === null) return { privileges: null, columns: [] };
  const kind = securableKind(object);
  // Sequences are granted on as tables, too: what they do not have is warned of later.
  const allowed = kind === 'table' ? allPrivileges.table | allPrivileges.sequence : allPrivileges[kind];
  const columns: ColumnPrivileges[] = [];
  let privileges = 0;
  for (const word of words) {
    if (word.columns !== null) {
      if (kind !== 'table') {
        throw sqlError('invalid_grant_operation', 'column privileges are only valid for relations');
      }
      const bit = word.name === null ? null : bitOf(word.name);
      columns.push({ privileges: bit, columns: word.columns });
      continue;
    }
    const bit = bitOf(word.name!);
    if ((bit & allowed) === 0) throw invalidPrivilege(bit, noun);
    privileges |= bit;
  }
  return { privileges, columns };
}
