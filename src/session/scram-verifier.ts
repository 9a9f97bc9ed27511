/** A password as it is kept: PostgreSQL's SCRAM-SHA-256 verifier (RFC 5802, RFC 7677). The password itself is not stored. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Host } from '../host/index.ts';

export const scramIterations = 4096;

export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** null: the text is none. */
export function parseScramVerifier(text: string | null): ScramVerifier | null {
  const match = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(text ?? '');
  if (match === null) return null;
  const [salt, storedKey, serverKey] = [match[2]!, match[3]!, match[4]!].map((part) => Buffer.from(part, 'base64'));
  if (storedKey!.length !== 32) return null;
  return { iterations: Number(match[1]), salt: salt!, storedKey: storedKey!, serverKey: serverKey! };
}

export function scramVerifier(password: string, host: Host): string {
  // A value that is one already is kept, so that dumps restore.
  if (password.startsWith('SCRAM-SHA-256$')) return password;
  const salt = host.randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, scramIterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${scramIterations}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
}
