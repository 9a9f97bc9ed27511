/** What can be said when a database is served over TCP, and what holds when it is not. */
import { isLoopback } from '../config/index.ts';
import { SqlError } from '../errors/index.ts';
import { HostRules } from './access/host-rules.ts';
import type { TlsIdentity } from './tls/tls-context.ts';

export interface ListenOptions {
  /** '127.0.0.1' by default. */
  readonly host?: string;
  /** 5432 by default; 0 takes a free one. */
  readonly port?: number;
  /**
   * 'trust' by default: for local work, clients on loopback addresses are whoever they say. 'scram' asks for the password of a
   * role; clients from other addresses are always asked.
   */
  readonly authentication?: 'trust' | 'scram';
  /** Text in the form of pg_hba.conf, instead of `authentication`. */
  readonly hostRules?: string;
  /** None by default. */
  readonly tls?: TlsOptions;
  /** Lets `host` be other than loopback although there is no TLS. */
  readonly allowPlaintext?: boolean;
  /** 1000 by default. */
  readonly maxConnections?: number;
  /** 0 by default: no limit. */
  readonly maxConnectionsPerIp?: number;
  /** 60,000 by default. */
  readonly startupTimeoutMs?: number;
  /** 250 by default; 0: failed authentications have no consequences. */
  readonly authFailureBackoffMs?: number;
  /** 10 by default. */
  readonly authMaxFailures?: number;
  /** 256 MB by default. */
  readonly maxMessageBytes?: number;
}

/** PEM texts. */
export interface TlsOptions {
  readonly certificate: string;
  readonly key: string;
  /** With it, clients need a certificate that it signed. */
  readonly clientCa?: string;
  /** Whether clients must use TLS: 'prefer' by default. */
  readonly mode?: 'prefer' | 'require';
}

export const listenDefaults = {
  host: '127.0.0.1',
  port: 5432,
  authentication: 'trust',
  allowPlaintext: false,
  maxConnections: 1000,
  maxConnectionsPerIp: 0,
  startupTimeoutMs: 60_000,
  authFailureBackoffMs: 250,
  authMaxFailures: 10,
  maxMessageBytes: 256 << 20,
} as const satisfies ListenOptions;

export function hostRulesOf({ hostRules, authentication }: ListenOptions): HostRules {
  if (hostRules !== undefined) return HostRules.parse(hostRules, 'hostRules');
  return HostRules.standard((authentication ?? listenDefaults.authentication) === 'trust');
}

export function identityOf({ certificate, key, clientCa }: TlsOptions): TlsIdentity {
  return { certificate, key, clientCa: clientCa ?? null };
}

/** Passwords' proofs and all data would be open to whoever is in between. */
export function checkPlaintext(host: string, { tls, allowPlaintext = false }: ListenOptions): void {
  if (tls !== undefined || allowPlaintext || isLoopback(host)) return;
  throw new SqlError('28000', `listening on ${host} without TLS is refused`, {
    hint: 'Give a certificate and its key, or allow plaintext.',
  });
}
