/** Roles as GRANT, REVOKE and their kin name them. */
import { PUBLIC } from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { requireRole } from '../resolve.ts';

export function grantee(name: string, context: DdlContext): Oid {
  if (name === 'public') return PUBLIC;
  const role = requireRole(name, context);
  // It is not to be dropped before the grant has been committed.
  context.lock(role, 'access share');
  return role;
}

/** GRANTED BY may say nothing but who grants anyhow. */
export function checkGrantedBy(grantedBy: string | null, context: DdlContext): void {
  if (grantedBy === null || requireRole(grantedBy, context) === context.currentRole) return;
  throw sqlError('feature_not_supported', 'grantor must be current user');
}

export function roleNameOf(role: Oid, context: DdlContext): string {
  return context.transaction.catalog.role(role)?.name ?? String(role);
}
