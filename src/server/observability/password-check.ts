/** Whether a password is a role's, from its SCRAM verifier, taking the same time for roles that are not there. */
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type DatabaseCore, scramIterations, verifierOfRole } from '../../session/index.ts';

const noVerifier = { iterations: scramIterations, salt: Buffer.alloc(16), storedKey: Buffer.alloc(32) };

export async function isPasswordOf(core: DatabaseCore, user: string, password: string): Promise<boolean> {
  const canLogIn = core.catalog.current.roleByName(user)?.login === true;
  const verifier = canLogIn ? verifierOfRole(core, user) : null;
  const { iterations, salt, storedKey } = verifier ?? noVerifier;
  const salted = await promisify(pbkdf2)(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const given = createHash('sha256').update(clientKey).digest();
  return timingSafeEqual(given, storedKey) && verifier !== null;
}
