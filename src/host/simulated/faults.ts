/** Plans of faults, for those who do not write their own function. */
import type { Fault, FaultPlan, Operation } from './operations.ts';
import { Random } from './random.ts';

const ioError: Fault = { code: 'EIO' };

function isChange({ operation }: Operation): boolean {
  return operation !== 'open' && operation !== 'read' && operation !== 'list';
}

/** All operations for which `where` holds. */
export function failWhen(where: (operation: Operation) => boolean, fault: Fault = ioError): FaultPlan {
  return (operation) => (where(operation) ? fault : null);
}

/** The nth (from 0) of those for which `where` holds, and no other. Without `where`, of all that change the disk. */
export function failNth(
  n: number,
  fault: Fault = ioError,
  where: (operation: Operation) => boolean = isChange,
): FaultPlan {
  let seen = 0;
  return (operation) => (where(operation) && seen++ === n ? fault : null);
}

/** So many in a hundred of all that change the disk: writes that end early or find no space, and input/output errors. */
export function randomFaults(seed: number, percent: number): FaultPlan {
  const random = new Random(seed);
  return (operation) => {
    if (!isChange(operation) || !random.percent(percent)) return null;
    if (operation.operation !== 'write') return ioError;
    const bytes = random.percent(50) ? 0 : random.below(operation.length);
    return { code: random.pick(['EIO', 'ENOSPC']), bytes };
  };
}
