/**
 * Reasons for which a running statement gives control back. Statements run as generators: the embedded synchronous call drives
 * one to its end, the scheduler drives many in turns.
 */
import type { Transaction } from '../transaction/index.ts';

export type Pause =
  /** Time for others; go on when convenient. */
  | { readonly kind: 'yield' }
  /** `blocker` has to end first. `patient`: however long lock_timeout is, for it is no lock. */
  | { readonly kind: 'lock'; readonly waiter: Transaction; readonly blocker: Transaction; readonly patient?: true }
  | { readonly kind: 'sleep'; readonly untilMs: number }
  /** Something outside the engine has to happen, which is told by calling the function given: a client sends or reads on. */
  | { readonly kind: 'outside'; readonly whenReady: (wake: () => void) => void }
  /** The portal has given the rows it was asked for. */
  | { readonly kind: 'full' };

export type Running<T> = Generator<Pause, T, void>;

export const yieldPause: Pause = { kind: 'yield' };
export const fullPause: Pause = { kind: 'full' };
