/** Advisory locks: a key is one bigint or two integers; both are kept as two unsigned halves. */
import type { AdvisoryKey, FunctionContext } from '../../function-def.ts';
import { type Extras, stable } from '../define.ts';

const volatile = { volatility: 'volatile' } as const;
const waiting = { volatility: 'volatile', waits: true } as const;

function bigKey(value: number | bigint): AdvisoryKey {
  const bits = BigInt.asUintN(64, BigInt(value));
  return { high: Number(bits >> 32n), low: Number(bits & 0xffffffffn), parts: 1 };
}

function pairKey(first: number, second: number): AdvisoryKey {
  return { high: first >>> 0, low: second >>> 0, parts: 2 };
}

type Call = (context: FunctionContext, key: AdvisoryKey) => string | boolean;

function both([big, pair]: readonly [number, number], name: string, result: string, call: Call, extras: Extras) {
  return [
    stable(
      big,
      name,
      'int8',
      result,
      (context: FunctionContext, key: number | bigint) => call(context, bigKey(key)),
      extras,
    ),
    stable(
      pair,
      name,
      'int4 int4',
      result,
      (context: FunctionContext, first: number, second: number) => call(context, pairKey(first, second)),
      extras,
    ),
  ];
}

function locking(shared: boolean, scope: 'session' | 'transaction'): Call {
  return (context, key) => {
    context.advisory.lock({ key, shared, scope });
    return '';
  };
}

function trying(shared: boolean, scope: 'session' | 'transaction'): Call {
  return (context, key) => context.advisory.tryLock({ key, shared, scope });
}

function unlocking(shared: boolean): Call {
  return (context, key) => context.advisory.unlock(key, shared);
}

function unlockAll(context: FunctionContext): string {
  context.advisory.unlockAll();
  return '';
}

export const advisoryLockFunctions = [
  ...both([2880, 2886], 'pg_advisory_lock', 'void', locking(false, 'session'), waiting),
  ...both([2881, 2887], 'pg_advisory_lock_shared', 'void', locking(true, 'session'), waiting),
  ...both([2882, 2888], 'pg_try_advisory_lock', 'bool', trying(false, 'session'), volatile),
  ...both([2883, 2889], 'pg_try_advisory_lock_shared', 'bool', trying(true, 'session'), volatile),
  ...both([2884, 2890], 'pg_advisory_unlock', 'bool', unlocking(false), volatile),
  ...both([2885, 2891], 'pg_advisory_unlock_shared', 'bool', unlocking(true), volatile),
  stable(2892, 'pg_advisory_unlock_all', '', 'void', unlockAll, volatile),
  ...both([3089, 3093], 'pg_advisory_xact_lock', 'void', locking(false, 'transaction'), waiting),
  ...both([3090, 3094], 'pg_advisory_xact_lock_shared', 'void', locking(true, 'transaction'), waiting),
  ...both([3091, 3095], 'pg_try_advisory_xact_lock', 'bool', trying(false, 'transaction'), volatile),
  ...both([3092, 3096], 'pg_try_advisory_xact_lock_shared', 'bool', trying(true, 'transaction'), volatile),
];
