/** min and max of inet. */
import { compareAddresses, type NetworkAddress } from '../../types/network/address.ts';
import type { AggregateDef } from '../function-def.ts';
import { aggregate, associative } from './define.ts';

type Address = NetworkAddress;

const min = associative<Address>((a, b) => (compareAddresses(a, b) < 0 ? a : b));
const max = associative<Address>((a, b) => (compareAddresses(a, b) > 0 ? a : b));

export const networkAggregates: readonly AggregateDef[] = [
  aggregate(3565, 'min', 'inet', 'inet', min),
  aggregate(3564, 'max', 'inet', 'inet', max),
];
