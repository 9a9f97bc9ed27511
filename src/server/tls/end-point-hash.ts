/** The channel binding `tls-server-end-point` (RFC 5929): the hash of the server's certificate, by the hash of its signature. */
import { createHash, X509Certificate } from 'node:crypto';

/** Object identifiers of signature algorithms; MD5 and SHA-1 are replaced with SHA-256. */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'sha256',
  '1.2.840.113549.1.1.5': 'sha256',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.10045.4.1': 'sha256',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** null: the signature's algorithm has no hash of its own, as Ed25519, so that the binding is not defined. */
export function endPointHash(certificate: string | Buffer): Buffer | null {
  const { raw } = new X509Certificate(certificate);
  const hash = hashes[signatureAlgorithm(raw)];
  return hash === undefined ? null : createHash(hash).update(raw).digest();
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … } (RFC 5280, DER). */
function signatureAlgorithm(der: Buffer): string {
  const certificate = readElement(der, 0);
  const signed = readElement(der, certificate.content);
  const algorithm = readElement(der, signed.end);
  const identifier = readElement(der, algorithm.content);
  return objectIdentifier(der.subarray(identifier.content, identifier.end));
}

function readElement(der: Buffer, at: number): { readonly content: number; readonly end: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { content: at + 2, end: at + 2 + first };
  const bytes = first & 0x7f;
  const content = at + 2 + bytes;
  return { content, end: content + der.readUIntBE(at + 2, bytes) };
}

function objectIdentifier(bytes: Buffer): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length === 0)
      parts.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}
