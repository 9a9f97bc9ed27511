/** What TLS needs of the server: its certificate and key, and the authority that signs clients' certificates. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { endPointHash } from './end-point-hash.ts';

/** PEM texts. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** With it, clients need a certificate that it signed. */
  readonly clientCa: string | null;
}

export interface TlsContext {
  readonly clientCertificates: boolean;
  /** For SCRAM-SHA-256-PLUS; null: it cannot be offered. */
  readonly endPointHash: Buffer | null;
}

/** Throws with plain words when the parts are not what they should be, or do not belong together. */
export function tlsContext({ certificate, key, clientCa }: TlsIdentity): TlsContext {
  let isPair: boolean;
  try {
    isPair = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    throw new Error(`the certificate or its key is not PEM that can be read: ${(error as Error).message}`);
  }
  if (!isPair) throw new Error('the key is not that of the certificate');
  // What else is wrong with them shows here, and not in the first handshake.
  createSecureContext({
    cert: certificate,
    key,
    ...(clientCa === null ? {} : { ca: clientCa }),
    minVersion: 'TLSv1.2',
  });
  return { clientCertificates: clientCa !== null, endPointHash: endPointHash(certificate) };
}
