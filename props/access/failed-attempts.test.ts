/**
 * ASSUME a clock that the test moves. DO fail and succeed from addresses. ASSERT waits double up to a bound, many failures lock the
 * address out for longer each time, success and quiet forget, and what is remembered is bounded.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Host, nodeHost } from '../../src/host/index.ts';
import { FailedAttempts } from '../../src/server/access/failed-attempts.ts';

function attemptsAt(clock: { ms: number }, backoffMs = 250, failuresMax = 4): FailedAttempts {
  const host: Host = { ...nodeHost, monotonicMs: () => clock.ms };
  return new FailedAttempts(host, backoffMs, failuresMax);
}

test('waits double, then the address is locked out', () => {
  const clock = { ms: 1000 };
  const attempts = attemptsAt(clock);
  assert.equal(
    [1, 2, 3].map(() => attempts.failed('a')),
    [250, 500, 1000],
  );
  assert.is(attempts.lockedForMs('a'), 0);
  attempts.failed('a');
  assert.is(attempts.lockedForMs('a'), 60_000);
  assert.is(attempts.lockedForMs('b'), 0);
  clock.ms += 59_999;
  assert.is(attempts.lockedForMs('a'), 1);
  clock.ms += 1;
  assert.is(attempts.lockedForMs('a'), 0);
  attempts.failed('a');
  assert.is(attempts.lockedForMs('a'), 120_000);
  for (let i = 0; i < 20; i++) attempts.failed('a');
  assert.is(attempts.lockedForMs('a'), 900_000, 'at most a quarter of an hour');
  assert.is(attempts.failed('a'), 30_000, 'at most half a minute');
});

test('success and quiet forget', () => {
  const clock = { ms: 0 };
  const attempts = attemptsAt(clock);
  for (let i = 0; i < 3; i++) attempts.failed('a');
  attempts.succeeded('a');
  assert.is(attempts.failed('a'), 250);
  clock.ms += 15 * 60_000 + 1;
  assert.is(attempts.failed('a'), 250);
});

test('failures without consequences', () => {
  const attempts = attemptsAt({ ms: 0 }, 0);
  for (let i = 0; i < 100; i++) assert.is(attempts.failed('a'), 0);
  assert.is(attempts.lockedForMs('a'), 0);
});

test('ten thousand addresses are remembered, the newest', () => {
  const attempts = attemptsAt({ ms: 0 });
  for (let i = 0; i < 20_000; i++) attempts.failed(`address ${i}`);
  assert.is(attempts.failed('address 19999'), 500);
  assert.is(attempts.failed('address 0'), 250);
});

test.run();
