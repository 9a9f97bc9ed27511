/**
 * What is known of an expression's collation while it is derived ("Collation Support", Concepts): which one, and how strongly it
 * is meant. An explicit COLLATE beats what columns and types imply; of implicit ones any other beats the default; two others
 * are a conflict, which is an error only where somebody needs the order.
 */
import { sqlError } from '../../errors/index.ts';
import { type Collation, defaultCollation } from '../../types/collation/index.ts';

export const strengths = { none: 0, implicit: 1, conflict: 2, explicit: 3 } as const;

export interface CollationState {
  readonly collation: Collation | null;
  readonly strength: (typeof strengths)[keyof typeof strengths];
  /** Of what gave the collation. */
  readonly location: number;
  /** In a conflict, the other one. */
  readonly other: { readonly collation: Collation; readonly location: number } | null;
}

export const noState: CollationState = { collation: null, strength: strengths.none, location: -1, other: null };

export function implicitly(collation: Collation | null, location: number): CollationState {
  return collation === null ? noState : { collation, strength: strengths.implicit, location, other: null };
}

/** The collation that a function called with such arguments uses; null: none could be determined. */
export function usable(state: CollationState): Collation | null {
  return state.strength === strengths.conflict ? null : state.collation;
}

/** The state of what contains both: `before` are the earlier siblings. */
export function merge(before: CollationState, next: CollationState): CollationState {
  if (next.strength > before.strength) return next;
  if (next.strength < before.strength || next.collation === before.collation) return before;
  if (next.strength === strengths.explicit) {
    throw sqlError(
      'collation_mismatch',
      `collation mismatch between explicit collations "${before.collation!.name}" and "${next.collation!.name}"`,
      { location: next.location },
    );
  }
  if (next.strength !== strengths.implicit) return before;
  if (before.collation === defaultCollation) return next;
  if (next.collation === defaultCollation) return before;
  return {
    ...before,
    strength: strengths.conflict,
    other: { collation: next.collation!, location: next.location },
  };
}

/** Where an order is asked for, a conflict is an error at once. */
export function refuseConflict(state: CollationState): void {
  if (state.strength !== strengths.conflict) return;
  const { collation, location } = state.other!;
  throw sqlError(
    'collation_mismatch',
    `collation mismatch between implicit collations "${state.collation!.name}" and "${collation.name}"`,
    { hint: 'You can choose the collation by applying the COLLATE clause to one or both expressions.', location },
  );
}
