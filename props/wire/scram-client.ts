/** The client's side of SCRAM-SHA-256 (RFC 5802), written apart from the server's, so that every part of it can be wrong. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { rawMessage } from './wire-client.ts';

const hmac = (key: Buffer, text: Buffer | string): Buffer => createHmac('sha256', key).update(text).digest();

const saltedPasswords = new Map<string, Buffer>();
function saltedPassword(password: string, salt: string, iterations: number): Buffer {
  const key = `${password} ${salt} ${iterations}`;
  let salted = saltedPasswords.get(key);
  if (salted === undefined) {
    salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), iterations, 32, 'sha256');
    saltedPasswords.set(key, salted);
  }
  return salted;
}

/** `length`: said to be that of the response; null is -1. */
export function initialResponse(mechanism: string, response: Buffer, length: number | null = response.length): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(length ?? -1);
  return rawMessage('p', Buffer.concat([Buffer.from(`${mechanism}\0`), size, response]));
}

/** client-final-message without its proof, and the proof of the password for it. */
export function finalParts(
  password: string,
  gs2: string,
  bare: Buffer,
  serverFirst: Buffer,
  change: (withoutProof: Buffer) => Buffer = (text) => text,
): { readonly withoutProof: Buffer; readonly proof: Buffer } | null {
  const match = /^r=([^,]*),s=([^,]*),i=(\d+)$/.exec(serverFirst.toString('latin1'));
  if (match === null) return null;
  const plain = Buffer.from(`c=${Buffer.from(gs2, 'latin1').toString('base64')},r=${match[1]}`, 'latin1');
  const withoutProof = change(plain);
  const comma = Buffer.from(',');
  const clientKey = hmac(saltedPassword(password, match[2]!, Number(match[3])), 'Client Key');
  const signed = Buffer.concat([bare, comma, serverFirst, comma, withoutProof]);
  const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
  return { withoutProof, proof: Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!)) };
}

export function finalMessage(withoutProof: Buffer, proof: Buffer): Buffer {
  return Buffer.concat([withoutProof, Buffer.from(`,p=${proof.toString('base64')}`)]);
}
