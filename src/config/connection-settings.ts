/**
 * Settings about who may connect and how ("Connections and Authentication"). A server shows what it was started with, an embedded
 * database PostgreSQL's defaults.
 */
import type { SettingDef } from './setting-def.ts';

const connections = 'Connections and Authentication / Connection Settings';
const authentication = 'Connections and Authentication / Authentication';
const tls = 'Connections and Authentication / SSL';

export const connectionSettings = [
  {
    name: 'authentication_timeout',
    type: 'integer',
    initial: '60',
    min: 1,
    max: 600,
    unit: 's',
    category: authentication,
    description: 'Sets the maximum allowed time to complete client authentication.',
    context: 'sighup',
  },
  {
    name: 'hba_file',
    type: 'string',
    initial: '',
    category: 'File Locations',
    description: 'Sets the server\'s "hba" configuration file.',
    context: 'postmaster',
  },
  {
    name: 'config_file',
    type: 'string',
    initial: '',
    category: 'File Locations',
    description: "Sets the server's main configuration file.",
    context: 'postmaster',
  },
  {
    name: 'listen_addresses',
    type: 'string',
    initial: 'localhost',
    category: connections,
    description: 'Sets the host name or IP address(es) to listen to.',
    context: 'postmaster',
  },
  {
    name: 'max_connections',
    type: 'integer',
    initial: '100',
    min: 1,
    max: 262143,
    category: connections,
    description: 'Sets the maximum number of concurrent connections.',
    context: 'postmaster',
  },
  {
    name: 'max_prepared_transactions',
    type: 'integer',
    initial: '0',
    min: 0,
    max: 262143,
    category: 'Resource Usage / Memory',
    description: 'Sets the maximum number of simultaneously prepared transactions.',
    context: 'postmaster',
  },
  {
    name: 'port',
    type: 'integer',
    initial: '5432',
    min: 1,
    max: 65535,
    category: connections,
    description: 'Sets the TCP port the server listens on.',
    context: 'postmaster',
  },
  {
    name: 'superuser_reserved_connections',
    type: 'integer',
    initial: '3',
    min: 0,
    max: 262143,
    category: connections,
    description: 'Sets the number of connection slots reserved for superusers.',
    context: 'postmaster',
  },
  {
    name: 'password_encryption',
    type: 'enum',
    initial: 'scram-sha-256',
    values: ['scram-sha-256'],
    category: authentication,
    description: 'Chooses the algorithm for encrypting passwords.',
    context: 'user',
  },
  {
    name: 'ssl',
    type: 'bool',
    initial: 'off',
    category: tls,
    description: 'Enables SSL connections.',
    context: 'sighup',
  },
  {
    name: 'ssl_ca_file',
    type: 'string',
    initial: '',
    category: tls,
    description: 'Location of the SSL certificate authority file.',
    context: 'sighup',
  },
  {
    name: 'ssl_cert_file',
    type: 'string',
    initial: 'server.crt',
    category: tls,
    description: 'Location of the SSL server certificate file.',
    context: 'sighup',
  },
  {
    name: 'ssl_key_file',
    type: 'string',
    initial: 'server.key',
    category: tls,
    description: 'Location of the SSL server private key file.',
    context: 'sighup',
  },
] as const satisfies readonly SettingDef[];
