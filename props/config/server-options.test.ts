/**
 * ASSUME nothing. DO give the server's options as flags, variables and in a file, good and bad. ASSERT their order, that names which
 * mean nothing are told of, and the rules for TLS and for the bootstrap user.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkBootstrapPassword,
  checkBootstrapUser,
  type Environment,
  optionsOfSections,
  readLimitOptions,
  readObservabilityOptions,
  readOptions,
  readServerOptions,
  serverSections,
  shownByOptions,
} from '../../src/config/index.ts';
import { refusal } from './refusal.ts';

const rows = optionsOfSections(serverSections);

function read(args: readonly string[], environment: Environment = {}, files: Record<string, string> = {}) {
  return readOptions(args, environment, rows, (path) => {
    if (files[path] === undefined) throw new Error('ENOENT: no such file');
    return files[path];
  });
}
const server = (environment: Environment = {}, ...args: string[]) => readServerOptions(read(args, environment).texts);

test('what is built in', () => {
  assert.equal(server(), {
    listen: { host: '127.0.0.1', port: 5432 },
    allowPlaintext: false,
    tlsMode: 'disable',
    tls: null,
    authentication: null,
    hostRulesPath: null,
    maxConnections: 1000,
    maxConnectionsPerIp: 0,
    startupTimeoutMs: 60_000,
    authFailureBackoffMs: 250,
    authMaxFailures: 10,
    maxMessageBytes: 256 << 20,
    shutdownGraceMs: 5000,
    bootstrapUser: 'postgres',
    bootstrapPassword: null,
  });
  const { texts } = read([]);
  assert.equal(readLimitOptions(texts), {
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    maxResultRows: 0,
    maxResultBytes: 0,
    maxMemoryBytes: 2 ** 30,
    maxTempBytes: 0,
  });
  assert.equal(readObservabilityOptions(texts), {
    endpoint: { host: '127.0.0.1', port: 9187, failFast: false },
    logLevel: 'info',
    logFormat: 'json',
  });
  assert.is(readObservabilityOptions(read(['--no-observability']).texts).endpoint, null);
});

test('flags win over variables, variables over the file', () => {
  const files = {
    'aiondb.conf': '# all of it\nAIONDB_PGWIRE_MAX_CONNECTIONS = "7"\nAIONDB_PGWIRE_LISTEN_ADDR=[::1]:1\n\n',
  };
  const given = (args: readonly string[], environment: Environment = {}) =>
    readServerOptions(read(['--config', 'aiondb.conf', ...args], environment, files).texts);
  assert.is(given([]).maxConnections, 7);
  assert.equal(given([]).listen, { host: '::1', port: 1 });
  assert.is(given([], { AIONDB_PGWIRE_MAX_CONNECTIONS: '8' }).maxConnections, 8);
  assert.is(given([], { AIONDB_PGWIRE_MAX_CONNECTIONS: '' }).maxConnections, 7, 'empty is not given');
  assert.is(given(['--listen-addr', '2'], { AIONDB_PGWIRE_LISTEN_ADDR: '3' }).listen.port, 2);
  const byVariable = read([], { AIONDB_CONFIG_PATH: 'aiondb.conf' }, files);
  assert.is(readServerOptions(byVariable.texts).maxConnections, 7);
});

test('what is wrong with a file', () => {
  const wrong = (content: string) => refusal(() => read(['--config', 'f'], {}, { f: content }));
  assert.is(wrong('AIONDB_IN_MEMORY=true\nnonsense'), 'f, line 2: "nonsense" is not NAME=value');
  assert.is(wrong('A=1\nA=2'), 'f, line 2: A was given before, in line 1');
  assert.match(wrong('A="1'), 'begins with " and does not end with it');
  assert.is(
    wrong('AIONDB_PGWIRE_MAX_CONNECTIONS=0'),
    'f, line 1: AIONDB_PGWIRE_MAX_CONNECTIONS: "0" is not allowed; it takes a number from 1 to 262143',
  );
  assert.match(
    refusal(() => read(['--config', 'missing'])),
    '--config: missing cannot be read: ENOENT',
  );
});

test('names that mean nothing', () => {
  const environment = { AIONDB_PGWIRE_LISTEN_ADR: '1', AIONDB_ODD_THING: '2', OTHER: '3' };
  const warnings = [
    'AIONDB_PGWIRE_LISTEN_ADR is not a variable of aiondb; did you mean AIONDB_PGWIRE_LISTEN_ADDR?',
    'AIONDB_ODD_THING is not a variable of aiondb',
  ];
  assert.equal(read([], environment).warnings, warnings);
  assert.is(
    refusal(() => read([], { ...environment, AIONDB_CONFIG_STRICT: 'on' })),
    warnings.join('\n'),
  );
  assert.equal(read(['--config', 'f'], {}, { f: 'PATH=/bin' }).warnings, ['f: PATH is not a variable of aiondb']);
  assert.is(
    refusal(() => read(['--listen-adr', '1'])),
    'unknown option --listen-adr; did you mean --listen-addr? (see aiondb --help)',
  );
});

test('TLS needs a certificate and its key', () => {
  const files = { AIONDB_PGWIRE_TLS_CERT_PATH: 'c', AIONDB_PGWIRE_TLS_KEY_PATH: 'k' };
  assert.is(server(files).tlsMode, 'prefer');
  assert.equal(server({ ...files, AIONDB_PGWIRE_TLS_MODE: 'require' }).tls, {
    certificate: 'c',
    key: 'k',
    clientCa: null,
  });
  assert.is(server({ ...files, AIONDB_PGWIRE_TLS_MODE: 'disable' }).tls, null);
  assert.is(
    refusal(() => server({ AIONDB_PGWIRE_TLS_MODE: 'require' })),
    'TLS mode require needs a certificate and its key: AIONDB_PGWIRE_TLS_CERT_PATH and AIONDB_PGWIRE_TLS_KEY_PATH',
  );
  assert.match(
    refusal(() => server({ AIONDB_PGWIRE_TLS_CERT_PATH: 'c' })),
    /its key: AIONDB_PGWIRE_TLS_KEY_PATH$/,
  );
  assert.match(
    refusal(() => server({ AIONDB_PGWIRE_TLS_MODE: 'on' })),
    'it takes disable or prefer or require',
  );
});

test('numbers are whole, and addresses have their form', () => {
  for (const text of ['1.5', '-1', '1e3', 'ten', '262144']) {
    assert.match(
      refusal(() => server({ AIONDB_PGWIRE_MAX_CONNECTIONS: text })),
      `"${text}" is not allowed`,
    );
  }
  for (const text of ['host', '1.2.3.4:65536', '::1:5432', ':5432', 'a b:1', '']) {
    assert.ok(refusal(() => server({}, '--listen-addr', text)));
  }
  assert.equal(server({}, '--listen-addr', 'db.example:0').listen, { host: 'db.example', port: 0 });
});

test('what SHOW tells of them is in the units of the settings', () => {
  const { texts } = read([], { AIONDB_PGWIRE_STARTUP_TIMEOUT_MS: '1500', AIONDB_LIMITS_STATEMENT_TIMEOUT_MS: '2s' });
  const shown = shownByOptions(texts);
  assert.is(shown.get('authentication_timeout'), '2');
  assert.is(shown.get('statement_timeout'), '2000');
  assert.is(shown.get('max_connections'), '1000');
});

test('rules of the bootstrap user, each named', () => {
  checkBootstrapUser('postgres');
  checkBootstrapPassword('Correct-Horse-1', 'postgres');
  checkBootstrapPassword('Größe-über-7', 'postgres');
  assert.is(
    refusal(() => checkBootstrapPassword('abc', 'ABC')),
    "--bootstrap-password: the password has fewer than 12 characters, has no upper-case letter, has no digit, has no symbol and is the role's name",
  );
  for (const [password, broken] of [
    ['Short-Pass1', 'fewer than 12 characters'],
    ['UPPER-CASE-ONLY-1', 'no lower-case letter'],
    ['lower-case-only-1', 'no upper-case letter'],
    ['No-Digits-Here', 'no digit'],
    ['NoSymbolsHere12', 'no symbol'],
  ] as const) {
    assert.match(
      refusal(() => checkBootstrapPassword(password, 'postgres')),
      new RegExp(`^[^,]*${broken}$`),
    );
  }
  assert.match(
    refusal(() => checkBootstrapPassword('Same-Name-As-Role-1', 'same-name-as-role-1')),
    "is the role's name",
  );
  assert.match(
    refusal(() => checkBootstrapUser('pg_boss')),
    'begins with "pg_"',
  );
  assert.match(
    refusal(() => checkBootstrapUser('x'.repeat(64))),
    'longer than 63 bytes',
  );
  assert.match(
    refusal(() => checkBootstrapUser('none')),
    'is reserved',
  );
  assert.not.match(
    refusal(() => read(['--bootstrap-password'], {})),
    'undefined',
  );
});

test.run();
