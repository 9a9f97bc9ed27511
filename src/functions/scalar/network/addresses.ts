/** Functions of inet, cidr, macaddr and macaddr8 ("Network Address Functions"), and the casts among these types and to text. */
import { sqlError } from '../../../errors/index.ts';
import { compareNumbers } from '../../../types/define-type.ts';
import { canonicalInteger, type Int8 } from '../../../types/int8.ts';
import {
  addressDifference,
  compareAddresses,
  familyBits,
  hostMask,
  NetworkAddress,
  networkMask,
  sharePrefix,
} from '../../../types/network/address.ts';
import { formatCidr, formatHost, formatInet } from '../../../types/network/address-text.ts';
import { widenMac } from '../../../types/network/mac-text.ts';
import type { CastDef } from '../../function-def.ts';
import { scalar } from '../define.ts';
import { abbreviateCidr } from './abbreviate.ts';

type Address = NetworkAddress;

function network({ family, bits, address }: Address): Address {
  return new NetworkAddress(family, bits, address & networkMask(family, bits));
}
function broadcast({ family, bits, address }: Address): Address {
  return new NetworkAddress(family, bits, address | hostMask(family, bits));
}
function netmask({ family, bits }: Address): Address {
  return new NetworkAddress(family, familyBits(family), networkMask(family, bits));
}
function hostmask({ family, bits }: Address): Address {
  return new NetworkAddress(family, familyBits(family), hostMask(family, bits));
}

/** -1 stands for the whole address. */
function setLength({ family, address }: Address, length: number): Address {
  const bits = length === -1 ? familyBits(family) : length;
  if (bits < 0 || bits > familyBits(family)) {
    throw sqlError('invalid_parameter_value', `invalid mask length: ${length}`);
  }
  return new NetworkAddress(family, bits, address);
}

/** The smallest network that has both. */
function merge(a: Address, b: Address): Address {
  if (a.family !== b.family) {
    throw sqlError('invalid_parameter_value', 'cannot merge addresses from different families');
  }
  let bits = Math.min(a.bits, b.bits);
  while (!sharePrefix(a, b, bits)) bits--;
  return network(new NetworkAddress(a.family, bits, a.address));
}

function truncateMac(value: number): number {
  return value - (value % 16777216);
}
function truncateMac8(value: Int8): Int8 {
  return canonicalInteger((BigInt(value) >> 40n) << 40n);
}
function setSeventhBit(value: Int8): Int8 {
  return canonicalInteger(BigInt(value) | (2n << 56n));
}
function narrowMac(value: Int8): number {
  const bits = BigInt(value);
  if (((bits >> 24n) & 0xffffn) !== 0xfffen) {
    throw sqlError('numeric_value_out_of_range', 'macaddr8 data out of range to convert to macaddr', {
      hint: 'Only addresses that have FF and FE as values in the 4th and 5th bytes from the left, for example xx:xx:xx:ff:fe:xx:xx:xx, are eligible to be converted from macaddr8 to macaddr.',
    });
  }
  return Number(((bits >> 40n) << 24n) | (bits & 0xffffffn));
}

const larger = (a: Address, b: Address) => (compareAddresses(a, b) > 0 ? a : b);
const smaller = (a: Address, b: Address) => (compareAddresses(a, b) < 0 ? a : b);

export const networkFunctions = [
  scalar(598, 'abbrev', 'inet', 'text', formatInet),
  scalar(599, 'abbrev', 'cidr', 'text', abbreviateCidr),
  scalar(605, 'set_masklen', 'inet int4', 'inet', setLength),
  scalar(635, 'set_masklen', 'cidr int4', 'cidr', (a: Address, length: number) => network(setLength(a, length))),
  scalar(683, 'network', 'inet', 'cidr', network),
  scalar(696, 'netmask', 'inet', 'inet', netmask),
  scalar(697, 'masklen', 'inet', 'int4', (a: Address) => a.bits),
  scalar(698, 'broadcast', 'inet', 'inet', broadcast),
  scalar(699, 'host', 'inet', 'text', formatHost),
  scalar(711, 'family', 'inet', 'int4', (a: Address) => a.family),
  scalar(730, 'text', 'inet', 'text', formatCidr),
  scalar(1362, 'hostmask', 'inet', 'inet', hostmask),
  scalar(1715, 'cidr', 'inet', 'cidr', network),
  scalar(4063, 'inet_merge', 'inet inet', 'cidr', merge),
  scalar(4071, 'inet_same_family', 'inet inet', 'bool', (a: Address, b: Address) => a.family === b.family),
  scalar(926, 'network_cmp', 'inet inet', 'int4', addressDifference),
  scalar(3562, 'network_larger', 'inet inet', 'inet', larger),
  scalar(3563, 'network_smaller', 'inet inet', 'inet', smaller),
  scalar(753, 'trunc', 'macaddr', 'macaddr', truncateMac),
  scalar(4112, 'trunc', 'macaddr8', 'macaddr8', truncateMac8),
  scalar(836, 'macaddr_cmp', 'macaddr macaddr', 'int4', compareNumbers),
  scalar(4119, 'macaddr8_cmp', 'macaddr8 macaddr8', 'int4', compareNumbers),
  scalar(4123, 'macaddr8', 'macaddr', 'macaddr8', widenMac),
  scalar(4124, 'macaddr', 'macaddr8', 'macaddr', narrowMac),
  scalar(4125, 'macaddr8_set7bit', 'macaddr8', 'macaddr8', setSeventhBit),
];

const toText = (source: string): CastDef[] =>
  ['text', 'varchar', 'bpchar'].map((target) => ({ source, target, context: 'assignment', method: { proc: 730 } }));

export const networkCasts: readonly CastDef[] = [
  { source: 'cidr', target: 'inet', context: 'implicit', method: 'binary' },
  { source: 'inet', target: 'cidr', context: 'assignment', method: { proc: 1715 } },
  { source: 'macaddr', target: 'macaddr8', context: 'implicit', method: { proc: 4123 } },
  { source: 'macaddr8', target: 'macaddr', context: 'implicit', method: { proc: 4124 } },
  ...toText('inet'),
  ...toText('cidr'),
];
