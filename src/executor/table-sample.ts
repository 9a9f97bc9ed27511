/**
 * TABLESAMPLE: whether a row is in the sample follows from its row id and a seed alone, so that a scan that is repeated gives the
 * same rows. BERNOULLI asks for each row, SYSTEM for each block of neighbouring rows.
 */
import { sqlError } from '../errors/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';

/** Rows that SYSTEM takes or leaves together: about what a page of PostgreSQL holds. */
const blockRows = 64;

export class TableSample {
  /** A row is taken if its hash, an unsigned number of 32 bits, is below this. */
  private readonly limit: number;
  private readonly seed: number;
  private readonly rowsTogether: number;

  constructor(percent: number, seed: number, rowsTogether: number) {
    this.limit = (percent / 100) * 2 ** 32;
    this.seed = seed;
    this.rowsTogether = rowsTogether;
  }

  /** Row ids have 32 bits. */
  takes(rowId: number): boolean {
    let h = this.seed ^ Math.imul(Math.floor(rowId / this.rowsTogether), 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0 < this.limit;
  }
}

/** `seed`: undefined without REPEATABLE. */
export function beginSample(
  system: boolean,
  percent: Datum,
  seed: Datum | undefined,
  context: FunctionContext,
): TableSample {
  if (percent === null) throw sqlError('invalid_tablesample_argument', 'TABLESAMPLE parameter cannot be null');
  if (seed === null) throw sqlError('invalid_tablesample_repeat', 'TABLESAMPLE REPEATABLE parameter cannot be null');
  const share = percent as number;
  if (!(share >= 0 && share <= 100)) {
    throw sqlError('invalid_tablesample_argument', 'sample percentage must be between 0 and 100');
  }
  const bits = seed === undefined ? Math.floor(context.random() * 2 ** 32) : hashSeed(seed as number);
  return new TableSample(share, bits | 0, system ? blockRows : 1);
}

function hashSeed(seed: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, seed === 0 ? 0 : seed);
  return Math.imul(view.getInt32(0), 0x27d4eb2f) ^ Math.imul(view.getInt32(4) + 1, 0x165667b1);
}
