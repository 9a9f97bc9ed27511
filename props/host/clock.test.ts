/**
 * ASSUME a clock of the day in milliseconds that can be set, slewed and stopped, and one that only goes on. DO read the clock made of both
 * again and again. ASSERT that it is always within the millisecond that the first tells, never goes back unless that does, and
 * tells times apart within a millisecond.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MicrosecondClock, nodeHost } from '../../src/host/index.ts';

const epochDifference = 946_684_800_000_000;

test('a clock in microseconds follows that of the day', () => {
  const steps = fc.array(
    fc.record({
      passedMicros: fc.integer({ min: 0, max: 5000 }),
      setByMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -100_000, max: 10_000_000 })),
      slewMicros: fc.integer({ min: -3, max: 3 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), steps, (start, list) => {
      let monotonic = start;
      let day = 1_800_000_000_000_000 + start;
      const clock = new MicrosecondClock(
        () => Math.floor(day / 1000),
        () => monotonic / 1000,
      );
      let before = clock.now();
      for (const { passedMicros, setByMs, slewMicros } of list) {
        monotonic += passedMicros;
        day += Math.max(0, passedMicros + slewMicros) + setByMs * 1000;
        const now = clock.now();
        assert.is(Math.floor((now + epochDifference) / 1000), Math.floor(day / 1000));
        if (setByMs >= 0) assert.ok(now >= before, 'it goes back');
        before = now;
      }
    }),
  );
});

test('what passes within a millisecond is seen', () => {
  let micros = 0;
  const clock = new MicrosecondClock(
    () => 1_800_000_000_000 + Math.floor(micros / 1000),
    () => micros / 1000,
  );
  const times = Array.from({ length: 500 }, () => {
    micros++;
    return clock.now();
  });
  assert.equal(new Set(times).size, 500);
});

test('that of the process agrees with Date', () => {
  for (let i = 0; i < 1000; i++) {
    const before = Date.now();
    const now = Math.floor((nodeHost.now() + epochDifference) / 1000);
    assert.ok(before <= now && now <= Date.now());
  }
});

test.run();
