/**
 * Types inet, cidr, macaddr and macaddr8. A MAC address is an unsigned number, its first octet the highest: six octets fit a
 * double, eight are a bigint beyond 2^53.
 */
import { compareNumbers, defineType } from '../define-type.ts';
import { hashInteger, hashNumber } from '../hash.ts';
import type { TypeDef } from '../type-def.ts';
import { compareAddresses, hashAddress } from './address.ts';
import { formatCidr, formatInet, parseCidr, parseInet } from './address-text.ts';
import { formatMac, parseMacaddr, parseMacaddr8 } from './mac-text.ts';

const address = { category: 'I', compare: compareAddresses, hash: hashAddress } as const;

export const networkTypes: readonly TypeDef[] = [
  defineType({
    ...address,
    oid: 869,
    name: 'inet',
    arrayOid: 1041,
    preferred: true,
    input: parseInet,
    output: formatInet,
  }),
  defineType({ ...address, oid: 650, name: 'cidr', arrayOid: 651, input: parseCidr, output: formatCidr }),
  defineType({
    oid: 829,
    name: 'macaddr',
    arrayOid: 1040,
    category: 'U',
    length: 6,
    vector: 'float64',
    scalar: 'number',
    input: parseMacaddr,
    output: (value: number) => formatMac(value, 6),
    compare: compareNumbers,
    hash: hashNumber,
  }),
  defineType({
    oid: 774,
    name: 'macaddr8',
    arrayOid: 775,
    category: 'U',
    length: 8,
    vector: 'integer',
    scalar: 'number',
    input: parseMacaddr8,
    output: (value: number | bigint) => formatMac(value, 8),
    compare: compareNumbers,
    hash: hashInteger,
  }),
];
