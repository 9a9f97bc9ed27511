/**
 * ASSUME nothing. DO give options as flags and variables, good and bad. ASSERT flags win over variables and variables over what is
 * built in; a bad value is refused with where it came from, what it was and what is allowed; --help has every row.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { givenOptions, helpText } from '../../src/cli/aiondb/options.ts';
import { OptionError, readStorageOptions, storageOptions, storagePlace } from '../../src/config/index.ts';
import { refusal } from './refusal.ts';

const read = (args: readonly string[], environment: Record<string, string> = {}) => givenOptions(args, environment);
const settings = (environment: Record<string, string>, ...args: string[]) =>
  readStorageOptions(read(args, environment));
const place = (environment: Record<string, string>, ...args: string[]) => storagePlace(read(args, environment));

test('what is built in', () => {
  assert.equal(settings({}), {
    allowUnencryptedStorage: false,
    commitPolicy: 'always',
    cacheBytes: Number.POSITIVE_INFINITY,
    walSegmentBytes: 16 << 20,
    checkpointWalBytes: 64 << 20,
    checkpointTimeoutMs: 300_000,
  });
  assert.equal(
    settings({ AIONDB_STORAGE_CACHE_BYTES: '', AIONDB_STORAGE_KEY_FILE: '' }),
    settings({}),
    'empty is not given',
  );
});

test('where the database is', () => {
  const inDirectory = { kind: 'directory', directory: '/d' };
  assert.is(place({}), null);
  for (const args of [
    ['--ephemeral'],
    ['--storage-backend', 'in_memory'],
    ['--storage-backend=in_memory', '--ephemeral'],
  ]) {
    assert.equal(place({}, ...args), { kind: 'memory' });
    assert.equal(place({ AIONDB_STORAGE_DATA_DIR: '/d', AIONDB_STORAGE_BACKEND: 'durable' }, ...args), {
      kind: 'memory',
    });
  }
  assert.equal(place({ AIONDB_STORAGE_BACKEND: 'in_memory' }), { kind: 'memory' });
  assert.equal(place({}, '--data-dir', '/d'), inDirectory);
  assert.equal(place({ AIONDB_STORAGE_DATA_DIR: '/e' }, '--data-dir=/d'), inDirectory);
  assert.equal(place({ AIONDB_STORAGE_DATA_DIR: '/d', AIONDB_STORAGE_BACKEND: 'durable' }), inDirectory);
  assert.equal(place({ AIONDB_STORAGE_DATA_DIR: '/d', AIONDB_STORAGE_BACKEND: 'in_memory' }), { kind: 'memory' });
  assert.equal(
    place({ AIONDB_STORAGE_BACKEND: 'in_memory' }, '--storage-backend', 'durable', '--data-dir', '/d'),
    inDirectory,
  );
  const needed = 'durable storage needs a directory: --data-dir or AIONDB_STORAGE_DATA_DIR';
  assert.is(
    refusal(() => place({}, '--storage-backend', 'durable')),
    needed,
  );
  assert.match(
    refusal(() => place({}, '--ephemeral', '--storage-backend', 'durable')),
    'exclude each other',
  );
  assert.is(
    refusal(() => place({}, '--data-dir')),
    'option --data-dir needs a value: DIR',
  );
  assert.is(
    refusal(() => place({}, '--data-dir=')),
    'option --data-dir needs a value: DIR',
  );
});

test('switches', () => {
  const allowed = (environment: Record<string, string>, ...args: string[]) =>
    settings(environment, ...args).allowUnencryptedStorage;
  const variable = 'AIONDB_ALLOW_UNENCRYPTED_STORAGE';
  for (const text of ['true', 'TRUE', 'on', 'yes', '1']) assert.is(allowed({ [variable]: text }), true);
  for (const text of ['false', 'Off', 'no', '0', '']) assert.is(allowed({ [variable]: text }), false);
  assert.is(allowed({ [variable]: 'false' }, '--allow-unencrypted-storage'), true);
  assert.is(
    refusal(() => allowed({}, '--allow-unencrypted-storage=no')),
    'option --allow-unencrypted-storage takes no value',
  );
  assert.is(
    refusal(() => allowed({ [variable]: 'maybe' })),
    `${variable}: "maybe" is not allowed; it takes true or false`,
  );
});

test('sizes and durations', () => {
  const cache = (text: string) => settings({ AIONDB_STORAGE_CACHE_BYTES: text }).cacheBytes;
  const timeout = (text: string) => settings({ AIONDB_STORAGE_CHECKPOINT_TIMEOUT_MS: text }).checkpointTimeoutMs;
  assert.is(cache('0'), Number.POSITIVE_INFINITY);
  assert.is(cache('1048576'), 1 << 20);
  assert.is(cache('1048576B'), 1 << 20);
  assert.is(cache('2048kB'), 2 << 20);
  assert.is(cache('512 mb'), 512 << 20);
  assert.is(cache('1.5GB'), 1.5 * 2 ** 30);
  assert.is(timeout('0'), 0);
  assert.is(timeout('1000'), 1000);
  assert.is(timeout('30s'), 30_000);
  assert.is(timeout('5min'), 300_000);
  assert.is(timeout('24h'), 86_400_000);
});

test('bad values are named, and so is what is allowed', () => {
  const bad = (variable: string, text: string) => refusal(() => read(['--ephemeral'], { [variable]: text }));
  const takes: Record<string, string> = {
    AIONDB_STORAGE_BACKEND: 'in_memory or durable',
    AIONDB_STORAGE_DURABLE_WAL_COMMIT_POLICY: 'always, every:N with N from 1 to 1000000, or never',
    AIONDB_STORAGE_CACHE_BYTES: 'a number from 1MB, in bytes or with kB, MB or GB, or 0 for no limit',
    AIONDB_STORAGE_WAL_SEGMENT_BYTES: 'a number from 1MB to 1GB, in bytes or with kB, MB or GB',
    AIONDB_STORAGE_CHECKPOINT_WAL_BYTES: 'a number from 1MB to 1TB, in bytes or with kB, MB or GB',
    AIONDB_STORAGE_CHECKPOINT_TIMEOUT_MS:
      'a number from 1s to 24h, in milliseconds or with ms, s, min or h, or 0 for never',
  };
  const texts: Record<string, readonly string[]> = {
    AIONDB_STORAGE_BACKEND: ['memory', 'Durable', ' durable'],
    AIONDB_STORAGE_DURABLE_WAL_COMMIT_POLICY: [
      'sometimes',
      'every',
      'every:0',
      'every:01',
      'every:1000001',
      'every:1.5',
      'every:-1',
    ],
    AIONDB_STORAGE_CACHE_BYTES: [
      '1',
      '1048575',
      '-1',
      '12 parsecs',
      '1constructor',
      'MB',
      '1e9',
      '0x10',
      '9'.repeat(40),
    ],
    AIONDB_STORAGE_WAL_SEGMENT_BYTES: ['0', '1023kB', '1025MB', '2GB', '5min'],
    AIONDB_STORAGE_CHECKPOINT_WAL_BYTES: ['0', '2TB'],
    AIONDB_STORAGE_CHECKPOINT_TIMEOUT_MS: ['1', '999', '25h', '5MB', 'never'],
  };
  for (const [variable, allowed] of Object.entries(takes)) {
    for (const text of texts[variable]!) {
      assert.is(bad(variable, text), `${variable}: "${text}" is not allowed; it takes ${allowed}`);
    }
  }
  assert.is(
    refusal(() => read(['--storage-backend', 'disk'])),
    '--storage-backend: "disk" is not allowed; it takes in_memory or durable',
  );
});

test('commit policies', () => {
  const policy = (text: string) => settings({ AIONDB_STORAGE_DURABLE_WAL_COMMIT_POLICY: text }).commitPolicy;
  for (const text of ['always', 'never', 'every:1', 'every:1000000']) assert.is(policy(text), text);
});

test('any size in any unit is read as it was meant', () => {
  const units = fc.constantFrom<[string, number]>(['', 1], ['B', 1], ['kB', 1024], ['MB', 1 << 20], ['GB', 2 ** 30]);
  fc.assert(
    fc.property(fc.nat({ max: 4000 }), units, (count, [unit, factor]) => {
      const text = `${count}${unit}`;
      const read = () => settings({ AIONDB_STORAGE_CACHE_BYTES: text }).cacheBytes;
      if (count * factor >= 1 << 20) assert.is(read(), count * factor);
      else if (count === 0) assert.is(read(), Number.POSITIVE_INFINITY);
      else assert.match(refusal(read), text);
    }),
  );
});

test('every text is read or refused', () => {
  const variable = fc.constantFrom(...storageOptions.map((option) => option.variable));
  fc.assert(
    fc.property(variable, fc.string(), (name, text) => {
      try {
        const found = settings({ [name]: text }, '--ephemeral');
        assert.ok(found.cacheBytes >= 1 << 20 && found.walSegmentBytes >= 1 << 20);
      } catch (error) {
        assert.instance(error, OptionError);
        assert.match((error as Error).message, `${name}: "${text}" is not allowed; it takes `);
      }
    }),
    { numRuns: 500 },
  );
});

test('--help has every flag and every variable', () => {
  const help = helpText();
  for (const option of storageOptions) {
    if ('flag' in option) assert.ok(help.includes(`\n  ${option.flag}`), option.flag);
    assert.ok(help.includes(option.variable), option.variable);
    assert.ok(help.includes(option.description), option.description);
  }
});

test.run();
