/**
 * Changes of an access control list: what GRANT adds, what REVOKE takes away, and with it what was granted on by those who have
 * lost it ("REVOKE": dependent privileges).
 */
import { sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { type Acl, type AclEntry, entry } from './acl.ts';

export interface AclChange {
  readonly grantee: Oid;
  readonly grantor: Oid;
  readonly privileges: number;
  readonly grantable: number;
}

/** The grant options that a role has itself: the owner has all. */
export function grantOptionsOf(acl: Acl, role: Oid, owner: Oid, wanted: number): number {
  if (role === owner) return wanted;
  let found = 0;
  for (const item of acl) if (item.grantee === role) found |= item.grantable & wanted;
  return found;
}

export function granted(acl: Acl, change: AclChange, owner: Oid): Acl {
  if (change.privileges === 0) return acl;
  if (change.grantable !== 0) checkCircle(acl, change, owner);
  const at = placeOf(acl, change);
  if (at < 0) return [...acl, entry(change.grantee, change.grantor, change.privileges, change.grantable)];
  const { privileges, grantable } = acl[at]!;
  return acl.with(
    at,
    entry(change.grantee, change.grantor, privileges | change.privileges, grantable | change.grantable),
  );
}

/** 2BP01 where others depend on what goes, unless `cascade`. */
export function revoked(acl: Acl, change: AclChange, owner: Oid, cascade: boolean): Acl {
  const at = placeOf(acl, change);
  if (at < 0) return acl;
  const before = acl[at]!;
  const privileges = before.privileges & ~change.privileges;
  const grantable = before.grantable & ~change.grantable;
  const after =
    privileges === 0 && grantable === 0
      ? acl.filter((_, i) => i !== at)
      : acl.with(at, entry(before.grantee, before.grantor, privileges, grantable));
  const lost = before.grantable & ~grantable;
  return lost === 0 ? after : withoutDependents(after, change.grantee, lost, owner, cascade);
}

function placeOf(acl: Acl, { grantee, grantor }: Pick<AclEntry, 'grantee' | 'grantor'>): number {
  return acl.findIndex((item) => item.grantee === grantee && item.grantor === grantor);
}

function withoutDependents(acl: Acl, role: Oid, lost: number, owner: Oid, cascade: boolean): Acl {
  if (role === owner) return acl;
  // Somebody else may have given the same.
  const gone = lost & ~grantOptionsOf(acl, role, owner, lost);
  let list = acl;
  for (;;) {
    const dependent = list.find((item) => item.grantor === role && (item.privileges & gone) !== 0);
    if (dependent === undefined) return list;
    if (!cascade) {
      throw sqlError('dependent_objects_still_exist', 'dependent privileges exist', {
        hint: 'Use CASCADE to revoke them too.',
      });
    }
    list = revoked(list, { grantee: dependent.grantee, grantor: role, privileges: gone, grantable: gone }, owner, true);
  }
}

/** Nobody may owe a grant option to somebody who owes it to them. */
function checkCircle(acl: Acl, { grantee, grantor, grantable }: AclChange, owner: Oid): void {
  if (grantor === owner) return;
  let list = acl;
  for (;;) {
    const own = list.find((item) => item.grantee === grantee && item.grantable !== 0);
    if (own === undefined) break;
    list = revoked(list, { ...own, privileges: 0, grantable: own.grantable }, owner, true);
  }
  if ((grantable & ~grantOptionsOf(list, grantor, owner, grantable)) === 0) return;
  throw sqlError('invalid_grant_operation', 'grant options cannot be granted back to your own grantor');
}

export interface Grantor {
  readonly role: Oid;
  /** Those of the privileges asked about that it may grant. */
  readonly options: number;
}

/** As whom a role grants: the owner if it has its rights, else the one of its roles that may grant most of what is wanted. */
export function bestGrantor(roles: readonly Oid[], isOwner: boolean, wanted: number, acl: Acl, owner: Oid): Grantor {
  if (isOwner) return { role: owner, options: wanted };
  let best: Grantor = { role: roles[0]!, options: 0 };
  for (const role of roles) {
    const options = grantOptionsOf(acl, role, owner, wanted);
    if (options === wanted) return { role, options };
    if (bitCount(options) > bitCount(best.options)) best = { role, options };
  }
  return best;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
