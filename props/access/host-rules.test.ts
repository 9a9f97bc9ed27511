/**
 * ASSUME rules in the form of pg_hba.conf. DO ask for connections of all kinds. ASSERT the first rule that fits decides, addresses
 * match by their bits, and what cannot be a rule is refused with its line.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ConnectionRequest, HostRuleError, HostRules } from '../../src/server/access/host-rules.ts';

const request: ConnectionRequest = { database: 'default', user: 'ann', address: '10.1.2.3', encrypted: false };
const rules = (...lines: string[]) => HostRules.parse(lines.join('\n'), 'rules');
const methodFor = (text: string, more: Partial<ConnectionRequest> = {}) =>
  rules(text).methodFor({ ...request, ...more });

test('the first rule that fits decides', () => {
  const list = rules(
    '# who comes from where',
    'host all all 127.0.0.1/32 trust',
    'hostssl default ann,ben 10.0.0.0/8 cert   # with a certificate',
    'hostnossl all all 10.1.0.0/16 reject',
    'host all all all scram-sha-256',
  );
  assert.is(list.methodFor({ ...request, address: '127.0.0.1' }), 'trust');
  assert.is(list.methodFor({ ...request, encrypted: true }), 'cert');
  assert.is(list.methodFor({ ...request, encrypted: true, user: 'eve' }), 'scram-sha-256');
  assert.is(list.methodFor(request), 'reject');
  assert.is(list.methodFor({ ...request, address: '192.168.0.1' }), 'scram-sha-256');
  assert.is(list.methodFor({ ...request, address: '2001:db8::1' }), 'scram-sha-256');
});

test('words and addresses', () => {
  assert.is(methodFor('host "all" all all reject'), null, 'a database named all');
  assert.is(methodFor('host all ben,"ann" all reject'), 'reject');
  assert.is(methodFor('host all all samehost reject'), null);
  assert.is(methodFor('host all all samehost reject', { address: '::1' }), 'reject');
  assert.is(methodFor('host all all 2001:db8::/32 reject', { address: '2001:db8:1::5' }), 'reject');
  assert.is(methodFor('host all all 2001:db8::/32 reject', { address: '2001:db9::5' }), null);
  assert.is(methodFor('host all all 10.1.2.3 reject'), 'reject');
  assert.is(methodFor('host all all all reject', { address: null }), 'reject');
});

test('an IPv4 address fits a mask when their first bits are equal', () => {
  const word = fc.nat({ max: 0xffffffff });
  const written = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
  fc.assert(
    fc.property(word, fc.nat({ max: 0xffffffff }), fc.integer({ min: 0, max: 32 }), (address, flips, length) => {
      // Half of the time the addresses differ behind the mask only.
      const other = flips % 2 === 0 || length === 32 ? flips : (address ^ (flips >>> length)) >>> 0;
      const isSame = length === 0 || address >>> (32 - length) === other >>> (32 - length);
      const method = methodFor(`host all all ${written(other)}/${length} reject`, { address: written(address) });
      assert.is(method, isSame ? 'reject' : null);
    }),
  );
});

test('what cannot be a rule', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['\nlocal all all trust', /line 2: a rule begins with host, hostssl or hostnossl, not "local"/],
    ['host all all all', /line 1: .* 4 words/],
    ['host all all all md5', /the method is one of scram-sha-256, trust, cert, reject, not "md5"/],
    ['host all all all cert', /cert needs hostssl/],
    ['host all all all trust', /trust is for loopback addresses only/],
    ['host all all 127.0.0.0/7 trust', /trust is for loopback addresses only/],
    ['host all all 10.0.0.0/33 reject', /"10.0.0.0\/33" is not/],
    ['host all all example.org reject', /"example.org" is not/],
    ['# nothing', /there is no rule/],
  ];
  for (const [text, message] of refusals) {
    assert.throws(
      () => rules(text),
      (error: unknown) => error instanceof HostRuleError && message.test(error.message),
      text,
    );
  }
});

test.run();
