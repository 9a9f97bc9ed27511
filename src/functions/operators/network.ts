/** Operators of inet, macaddr and macaddr8: containment of networks, bits, steps from address to address. */
import { sqlError } from '../../errors/index.ts';
import { canonicalInteger, type Int8, int8Max, int8Min } from '../../types/int8.ts';
import { compareAddresses, familyBits, hostMask, NetworkAddress, sharePrefix } from '../../types/network/address.ts';
import type { OperatorRow } from '../define-operators.ts';
import { type ComparisonFamily, numberOrder, orderBy } from './comparison-family.ts';
import { binary, prefix } from './operator-row.ts';

type Address = NetworkAddress;

/** `a` is a part of `b`, or with `orEqual` all of it. */
function isWithin(a: Address, b: Address, orEqual: boolean): boolean {
  if (a.family !== b.family) return false;
  return (orEqual ? a.bits >= b.bits : a.bits > b.bits) && sharePrefix(a, b, b.bits);
}
function overlap(a: Address, b: Address): boolean {
  return a.family === b.family && sharePrefix(a, b, Math.min(a.bits, b.bits));
}

function combine(name: string, does: (a: bigint, b: bigint) => bigint): (a: Address, b: Address) => Address {
  return (a, b) => {
    if (a.family !== b.family) {
      throw sqlError('invalid_parameter_value', `cannot ${name} inet values of different sizes`);
    }
    return new NetworkAddress(a.family, Math.max(a.bits, b.bits), does(a.address, b.address));
  };
}

function not(a: Address): Address {
  return new NetworkAddress(a.family, a.bits, a.address ^ hostMask(a.family, 0));
}

function move(a: Address, distance: bigint): Address {
  const address = a.address + distance;
  if (address < 0n || address >> BigInt(familyBits(a.family)) !== 0n) {
    throw sqlError('numeric_value_out_of_range', 'result is out of range');
  }
  return new NetworkAddress(a.family, a.bits, address);
}
const plus = (a: Address, distance: Int8) => move(a, BigInt(distance));

function distance(a: Address, b: Address): Int8 {
  if (a.family !== b.family) {
    throw sqlError('invalid_parameter_value', 'cannot subtract inet values of different sizes');
  }
  // Of sixteen bytes the difference is taken in sixteen, where it may come round.
  const difference = BigInt.asIntN(a.family === 6 ? 128 : 64, a.address - b.address);
  if (difference > int8Max || difference < int8Min) {
    throw sqlError('numeric_value_out_of_range', 'result is out of range');
  }
  return canonicalInteger(difference);
}

const macMask = 0xffffffffffffn;
const mac8Mask = 0xffffffffffffffffn;
const macNot = (a: Int8) => canonicalInteger(BigInt(a) ^ macMask);
const mac8Not = (a: Int8) => canonicalInteger(BigInt(a) ^ mac8Mask);
const macAnd = (a: Int8, b: Int8) => canonicalInteger(BigInt(a) & BigInt(b));
const macOr = (a: Int8, b: Int8) => canonicalInteger(BigInt(a) | BigInt(b));

const within = (a: Address, b: Address) => isWithin(a, b, false);
const withinOrEqual = (a: Address, b: Address) => isWithin(a, b, true);
const contains = (a: Address, b: Address) => isWithin(b, a, false);
const containsOrEqual = (a: Address, b: Address) => isWithin(b, a, true);

export const networkOperators: readonly OperatorRow[] = [
  binary(931, '<<', 'inet inet bool', 927, 'network_sub', within, { commutator: '>>' }),
  binary(932, '<<=', 'inet inet bool', 928, 'network_subeq', withinOrEqual, { commutator: '>>=' }),
  binary(933, '>>', 'inet inet bool', 929, 'network_sup', contains, { commutator: '<<' }),
  binary(934, '>>=', 'inet inet bool', 930, 'network_supeq', containsOrEqual, { commutator: '<<=' }),
  binary(3552, '&&', 'inet inet bool', 3551, 'network_overlap', overlap, { commutator: '&&' }),
  prefix(2634, '~', 'inet inet', 2627, 'inetnot', not),
  binary(
    2635,
    '&',
    'inet inet inet',
    2628,
    'inetand',
    combine('AND', (a, b) => a & b),
  ),
  binary(
    2636,
    '|',
    'inet inet inet',
    2629,
    'inetor',
    combine('OR', (a, b) => a | b),
  ),
  binary(2637, '+', 'inet int8 inet', 2630, 'inetpl', plus, { commutator: '+' }),
  binary(2638, '+', 'int8 inet inet', 2631, 'int8pl_inet', (step: Int8, a: Address) => plus(a, step), {
    commutator: '+',
  }),
  binary(2639, '-', 'inet int8 inet', 2632, 'inetmi_int8', (a: Address, step: Int8) =>
    move(a, BigInt.asIntN(64, -BigInt(step))),
  ),
  binary(2640, '-', 'inet inet int8', 2633, 'inetmi', distance),
  prefix(3147, '~', 'macaddr macaddr', 3144, 'macaddr_not', macNot),
  binary(3148, '&', 'macaddr macaddr macaddr', 3145, 'macaddr_and', macAnd),
  binary(3149, '|', 'macaddr macaddr macaddr', 3146, 'macaddr_or', macOr),
  prefix(3368, '~', 'macaddr8 macaddr8', 4120, 'macaddr8_not', mac8Not),
  binary(3369, '&', 'macaddr8 macaddr8 macaddr8', 4121, 'macaddr8_and', macAnd),
  binary(3370, '|', 'macaddr8 macaddr8 macaddr8', 4122, 'macaddr8_or', macOr),
];

export const networkComparisons: readonly ComparisonFamily[] = [
  {
    left: 'inet',
    right: 'inet',
    order: orderBy(compareAddresses),
    hashes: true,
    btree: true,
    rows: {
      '<': [1203, 921, 'network_lt'],
      '<=': [1204, 922, 'network_le'],
      '=': [1201, 920, 'network_eq'],
      '>=': [1206, 924, 'network_ge'],
      '>': [1205, 923, 'network_gt'],
      '<>': [1202, 925, 'network_ne'],
    },
  },
  {
    left: 'macaddr',
    right: 'macaddr',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1222, 831, 'macaddr_lt'],
      '<=': [1223, 832, 'macaddr_le'],
      '=': [1220, 830, 'macaddr_eq'],
      '>=': [1225, 834, 'macaddr_ge'],
      '>': [1224, 833, 'macaddr_gt'],
      '<>': [1221, 835, 'macaddr_ne'],
    },
  },
  {
    left: 'macaddr8',
    right: 'macaddr8',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [3364, 4114, 'macaddr8_lt'],
      '<=': [3365, 4115, 'macaddr8_le'],
      '=': [3362, 4113, 'macaddr8_eq'],
      '>=': [3367, 4117, 'macaddr8_ge'],
      '>': [3366, 4116, 'macaddr8_gt'],
      '<>': [3363, 4118, 'macaddr8_ne'],
    },
  },
];
