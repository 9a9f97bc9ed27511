/** Whether a password is a role's, from its SCRAM verifier, taking the same time for roles that are not there. */
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type DatabaseCore, scramIterations } from '../../session/index.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import { defaultTextContext } from '../../types/text-context.ts';

const derive = promisify(pbkdf2);
const noVerifier = { iterations: scramIterations, salt: Buffer.alloc(16), storedKey: Buffer.alloc(32) };

export async function isPasswordOf(core: DatabaseCore, user: string, password: string): Promise<boolean> {
  const role = core.catalog.current.roleByName(user);
  const verifier = role?.login === true && !isPast(core, role.validUntil) ? parse(role.password) : null;
  const { iterations, salt, storedKey } = verifier ?? noVerifier;
  const salted = await derive(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const given = createHash('sha256').update(clientKey).digest();
  return timingSafeEqual(given, storedKey) && verifier !== null;
}

function isPast(core: DatabaseCore, validUntil: string | null | undefined): boolean {
  if (validUntil == null) return false;
  const until = typeByOid(typeOid.timestamptz)!.input(validUntil, -1, defaultTextContext);
  return Number(until) < core.host.now();
}

function parse(text: string | null): typeof noVerifier | null {
  const match = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(text ?? '');
  if (match === null) return null;
  const storedKey = Buffer.from(match[3]!, 'base64');
  if (storedKey.length !== 32) return null;
  return { iterations: Number(match[1]), salt: Buffer.from(match[2]!, 'base64'), storedKey };
}
