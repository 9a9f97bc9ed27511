/** How the server listens, whom it lets in, and how it ends: the rows, and what they say together. */
import { type ListenAddress, readAddress } from './address.ts';
import type { OptionDef } from './option.ts';
import { OptionError, optionName } from './option.ts';
import { type OptionTexts, optionNumber, optionSwitch, optionText } from './option-texts.ts';

const kB = 1024;
const MB = 1024 * kB;
const minute = 60_000;
const day = 24 * 60 * minute;

const listenAddress = {
  flag: '--listen-addr',
  variable: 'AIONDB_PGWIRE_LISTEN_ADDR',
  value: 'HOST:PORT',
  kind: 'address',
  initial: '127.0.0.1:5432',
  description: 'address to listen on',
} as const satisfies OptionDef;

const allowPlaintext = {
  flag: '--allow-plaintext-listen',
  variable: 'AIONDB_PGWIRE_ALLOW_PLAINTEXT_LISTEN',
  kind: 'boolean',
  initial: 'false',
  description: 'listen beyond loopback although there is no TLS',
} as const satisfies OptionDef;

const authentication = {
  variable: 'AIONDB_PGWIRE_AUTHENTICATION',
  value: 'METHOD',
  kind: 'choice',
  values: ['scram-sha-256', 'trust'],
  description:
    'how clients show who they are; unless given scram-sha-256 where any role has a password, trust (on loopback only) where none has',
} as const satisfies OptionDef;

const hostRules = {
  variable: 'AIONDB_PGWIRE_HOST_RULES_PATH',
  value: 'FILE',
  shownAs: 'hba_file',
  description: 'rules of who may connect from where and how, in the form of pg_hba.conf; read again on SIGHUP',
} as const satisfies OptionDef;

const tlsMode = {
  variable: 'AIONDB_PGWIRE_TLS_MODE',
  value: 'MODE',
  kind: 'choice',
  values: ['disable', 'prefer', 'require'],
  description:
    'whether clients can (prefer) or must (require) use TLS; unless given prefer with a certificate, disable without',
} as const satisfies OptionDef;

const tlsCertificate = {
  variable: 'AIONDB_PGWIRE_TLS_CERT_PATH',
  value: 'FILE',
  shownAs: 'ssl_cert_file',
  description: "the server's certificate and what leads to its root, as PEM; read again on SIGHUP",
} as const satisfies OptionDef;

const tlsKey = {
  variable: 'AIONDB_PGWIRE_TLS_KEY_PATH',
  value: 'FILE',
  shownAs: 'ssl_key_file',
  description: 'the key of the certificate, as PEM; only its owner may be able to read it',
} as const satisfies OptionDef;

const tlsClientCa = {
  variable: 'AIONDB_PGWIRE_TLS_CLIENT_CA_PATH',
  value: 'FILE',
  shownAs: 'ssl_ca_file',
  description: 'certificates, as PEM, one of which must have signed the certificate of every client over TLS',
} as const satisfies OptionDef;

const maxConnections = {
  variable: 'AIONDB_PGWIRE_MAX_CONNECTIONS',
  value: 'NUMBER',
  kind: 'integer',
  min: 1,
  max: 262_143,
  initial: '1000',
  shownAs: 'max_connections',
  description: 'sessions at a time; the last three are kept for superusers',
} as const satisfies OptionDef;

const maxConnectionsPerIp = {
  variable: 'AIONDB_PGWIRE_MAX_CONNECTIONS_PER_IP',
  value: 'NUMBER',
  kind: 'integer',
  min: 1,
  max: 262_143,
  zero: 'no limit',
  initial: '0',
  description: 'connections at a time from one address',
} as const satisfies OptionDef;

const startupTimeoutMs = {
  variable: 'AIONDB_PGWIRE_STARTUP_TIMEOUT_MS',
  value: 'TIME',
  kind: 'duration',
  min: 100,
  max: 10 * minute,
  initial: '60000',
  shownAs: 'authentication_timeout',
  description: 'how long a client may take from connecting to being authenticated',
} as const satisfies OptionDef;

const idleTimeoutMs = {
  variable: 'AIONDB_PGWIRE_IDLE_TIMEOUT_MS',
  value: 'TIME',
  kind: 'duration',
  min: 1,
  max: 2_147_483_647,
  zero: 'no limit',
  initial: '0',
  shownAs: 'idle_session_timeout',
  description:
    'how long a session may be idle outside a transaction before it is ended; sessions can change it for themselves',
} as const satisfies OptionDef;

const authFailureBackoffMs = {
  variable: 'AIONDB_PGWIRE_AUTH_FAILURE_BACKOFF_MS',
  value: 'TIME',
  kind: 'duration',
  min: 1,
  max: minute,
  zero: 'no delay and no lockout',
  initial: '250',
  description: 'delay after a failed authentication; it doubles with each further one from the same address',
} as const satisfies OptionDef;

const authMaxFailures = {
  variable: 'AIONDB_PGWIRE_AUTH_MAX_FAILURES',
  value: 'NUMBER',
  kind: 'integer',
  min: 1,
  max: 1_000_000,
  initial: '10',
  description: 'failed authentications in a row after which an address is locked out, for longer each time',
} as const satisfies OptionDef;

const maxMessageBytes = {
  variable: 'AIONDB_PGWIRE_MAX_MESSAGE_BYTES',
  value: 'SIZE',
  kind: 'size',
  min: 64 * kB,
  max: 1024 * MB - 1,
  initial: '256MB',
  description: 'longest message of a client, and so longest statement and parameter',
} as const satisfies OptionDef;

const shutdownGraceMs = {
  variable: 'AIONDB_SHUTDOWN_GRACE_MS',
  value: 'TIME',
  kind: 'duration',
  min: 0,
  max: day,
  initial: '5000',
  description: 'how long transactions that run may take to end after SIGINT or SIGTERM; then they are ended (57P01)',
} as const satisfies OptionDef;

const bootstrapUser = {
  flag: '--bootstrap-user',
  variable: 'AIONDB_BOOTSTRAP_USER',
  value: 'NAME',
  initial: 'postgres',
  description: 'superuser that is there from the start',
} as const satisfies OptionDef;

const bootstrapPassword = {
  flag: '--bootstrap-password',
  variable: 'AIONDB_BOOTSTRAP_PASSWORD',
  value: 'PASSWORD',
  secret: true,
  description: 'its password; better given by the variable, for command lines can be seen by others',
} as const satisfies OptionDef;

export const connectionOptions = [
  listenAddress,
  allowPlaintext,
  maxConnections,
  maxConnectionsPerIp,
  startupTimeoutMs,
  idleTimeoutMs,
  maxMessageBytes,
  shutdownGraceMs,
] as const;

export const accessOptions = [
  bootstrapUser,
  bootstrapPassword,
  authentication,
  hostRules,
  authFailureBackoffMs,
  authMaxFailures,
] as const;

export const tlsOptions = [tlsMode, tlsCertificate, tlsKey, tlsClientCa] as const;

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientCa: string | null;
}

export interface ServerOptions {
  readonly listen: ListenAddress;
  readonly allowPlaintext: boolean;
  readonly tlsMode: 'disable' | 'prefer' | 'require';
  /** null: TLS is disabled. */
  readonly tls: TlsFiles | null;
  /** null: as the roles have passwords. */
  readonly authentication: 'scram-sha-256' | 'trust' | null;
  readonly hostRulesPath: string | null;
  readonly maxConnections: number;
  /** 0: no limit. */
  readonly maxConnectionsPerIp: number;
  readonly startupTimeoutMs: number;
  readonly authFailureBackoffMs: number;
  readonly authMaxFailures: number;
  readonly maxMessageBytes: number;
  readonly shutdownGraceMs: number;
  readonly bootstrapUser: string;
  readonly bootstrapPassword: string | null;
}

export function readServerOptions(texts: OptionTexts): ServerOptions {
  return {
    listen: readAddress(optionText(texts, listenAddress)!)!,
    allowPlaintext: optionSwitch(texts, allowPlaintext),
    ...readTls(texts),
    authentication: optionText(texts, authentication) as ServerOptions['authentication'],
    hostRulesPath: optionText(texts, hostRules),
    maxConnections: optionNumber(texts, maxConnections),
    maxConnectionsPerIp: optionNumber(texts, maxConnectionsPerIp),
    startupTimeoutMs: optionNumber(texts, startupTimeoutMs),
    authFailureBackoffMs: optionNumber(texts, authFailureBackoffMs),
    authMaxFailures: optionNumber(texts, authMaxFailures),
    maxMessageBytes: optionNumber(texts, maxMessageBytes),
    shutdownGraceMs: optionNumber(texts, shutdownGraceMs),
    bootstrapUser: optionText(texts, bootstrapUser)!,
    bootstrapPassword: optionText(texts, bootstrapPassword),
  };
}

function readTls(texts: OptionTexts): Pick<ServerOptions, 'tlsMode' | 'tls'> {
  const certificate = optionText(texts, tlsCertificate);
  const key = optionText(texts, tlsKey);
  const clientCa = optionText(texts, tlsClientCa);
  const given = optionText(texts, tlsMode) as ServerOptions['tlsMode'] | null;
  const mode = given ?? (certificate === null ? 'disable' : 'prefer');
  if (mode === 'disable') return { tlsMode: mode, tls: null };
  const missing = [...(certificate === null ? [tlsCertificate] : []), ...(key === null ? [tlsKey] : [])];
  if (certificate === null || key === null) {
    throw new OptionError(`TLS mode ${mode} needs a certificate and its key: ${missing.map(optionName).join(' and ')}`);
  }
  return { tlsMode: mode, tls: { certificate, key, clientCa } };
}
