/** Operators of json and jsonb; their functions are rows beside, and take the operands as they are. */
import type { OperatorDef } from '../function-def.ts';

function operator(oid: number, name: string, left: string, right: string, result: string, proc: number): OperatorDef {
  return { oid, name, left, right, result, proc };
}

export const jsonOperators: readonly OperatorDef[] = [
  operator(3962, '->', 'json', 'text', 'json', 3947),
  operator(3963, '->>', 'json', 'text', 'text', 3948),
  operator(3964, '->', 'json', 'int4', 'json', 3949),
  operator(3965, '->>', 'json', 'int4', 'text', 3950),
  operator(3966, '#>', 'json', '_text', 'json', 3951),
  operator(3967, '#>>', 'json', '_text', 'text', 3953),
  operator(3211, '->', 'jsonb', 'text', 'jsonb', 3478),
  operator(3477, '->>', 'jsonb', 'text', 'text', 3214),
  operator(3212, '->', 'jsonb', 'int4', 'jsonb', 3215),
  operator(3481, '->>', 'jsonb', 'int4', 'text', 3216),
  operator(3213, '#>', 'jsonb', '_text', 'jsonb', 3217),
  operator(3206, '#>>', 'jsonb', '_text', 'text', 3940),
  { ...operator(3246, '@>', 'jsonb', 'jsonb', 'bool', 4046), commutator: '<@' },
  { ...operator(3250, '<@', 'jsonb', 'jsonb', 'bool', 4050), commutator: '@>' },
  operator(3247, '?', 'jsonb', 'text', 'bool', 4047),
  operator(3248, '?|', 'jsonb', '_text', 'bool', 4048),
  operator(3249, '?&', 'jsonb', '_text', 'bool', 4049),
  operator(3284, '||', 'jsonb', 'jsonb', 'jsonb', 3301),
  operator(3285, '-', 'jsonb', 'text', 'jsonb', 3302),
  operator(3286, '-', 'jsonb', 'int4', 'jsonb', 3303),
  operator(3398, '-', 'jsonb', '_text', 'jsonb', 3343),
  operator(3287, '#-', 'jsonb', '_text', 'jsonb', 3304),
  operator(4012, '@?', 'jsonb', 'jsonpath', 'bool', 4010),
  operator(4013, '@@', 'jsonb', 'jsonpath', 'bool', 4011),
];
