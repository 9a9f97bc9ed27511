import { typeOid } from '../types/oids.ts';
import { typeByOid } from '../types/registry.ts';
import { defaultTextContext } from '../types/text-context.ts';
import type { DatabaseCore } from './database-core.ts';
import { parseScramVerifier, type ScramVerifier } from './scram-verifier.ts';

/** By which a role can log in now; null: there is no such role, or it has no password, or VALID UNTIL has passed. */
export function verifierOfRole(core: DatabaseCore, name: string): ScramVerifier | null {
  const role = core.catalog.current.roleByName(name);
  if (role === undefined || isPast(role.validUntil ?? null, core)) return null;
  return parseScramVerifier(role.password);
}

/** VALID UNTIL is kept in UTC. */
function isPast(validUntil: string | null, core: DatabaseCore): boolean {
  if (validUntil === null) return false;
  return Number(typeByOid(typeOid.timestamptz)!.input(validUntil, -1, defaultTextContext)) <= core.host.now();
}
