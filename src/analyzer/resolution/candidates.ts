/**
 * The choice among several applicable functions or operators: steps 4a to 4f of "Functions" and 3a to 3f of "Operators" in the
 * chapter "Type Conversion".
 */
import type { Oid } from '../../types/type-def.ts';
import { canCoerce } from '../coercion/pathway.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';

export interface Candidate {
  /** One type per actual argument: variadic arguments are spread, defaults left out. */
  readonly types: readonly Oid[];
}

/** Those that the arguments can be converted to implicitly. */
export function matchingCandidates<C extends Candidate>(
  state: StatementState,
  inputs: readonly Oid[],
  candidates: readonly C[],
): C[] {
  return candidates.filter((candidate) => canCoerce(state, inputs, candidate.types, 'implicit'));
}

function keepBest<C extends Candidate>(candidates: readonly C[], score: (candidate: C) => number): C[] {
  let best = -1;
  let kept: C[] = [];
  for (const candidate of candidates) {
    const points = score(candidate);
    if (points > best) {
      best = points;
      kept = [candidate];
    } else if (points === best) {
      kept.push(candidate);
    }
  }
  return kept;
}

/** The best of several applicable candidates, or null when none stands out. */
export function selectCandidate<C extends Candidate>(
  state: StatementState,
  actual: readonly Oid[],
  applicable: readonly C[],
): C | null {
  const inputs = actual.map((input) => state.baseType(input).type);
  const exact = (type: Oid, i: number) => inputs[i] !== oids.unknownOid && type === inputs[i];
  let candidates = keepBest(applicable, (c) => count(c.types, exact));
  if (candidates.length === 1) return candidates[0]!;

  const categories = inputs.map((input) => state.type(input).category);
  candidates = keepBest(candidates, (c) =>
    count(c.types, (type, i) => {
      if (inputs[i] === oids.unknownOid) return false;
      const target = state.type(type);
      return type === inputs[i] || (target.preferred && target.category === categories[i]);
    }),
  );
  if (candidates.length === 1) return candidates[0]!;

  const unknowns = count(inputs, (input) => input === oids.unknownOid);
  if (unknowns === 0) return null;
  candidates = byUnknownCategories(state, inputs, candidates);
  if (candidates.length === 1) return candidates[0]!;
  return unknowns < inputs.length ? byKnownType(state, inputs, candidates) : null;
}

function count(types: readonly Oid[], test: (type: Oid, index: number) => boolean): number {
  let n = 0;
  for (let i = 0; i < types.length; i++) if (test(types[i]!, i)) n++;
  return n;
}

/**
 * At each unknown argument the candidates' category, if they agree, else string if one of them takes a string; within it a
 * preferred type if one is among them.
 */
function byUnknownCategories<C extends Candidate>(state: StatementState, inputs: readonly Oid[], candidates: C[]): C[] {
  const wanted: ({ category: string; preferred: boolean } | null)[] = [];
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i] !== oids.unknownOid) {
      wanted.push(null);
      continue;
    }
    let category: string | null = null;
    let preferred = false;
    let conflict = false;
    for (const candidate of candidates) {
      const type = state.type(candidate.types[i]!);
      if (category === null) {
        category = type.category;
        preferred = type.preferred;
      } else if (type.category === category) {
        preferred ||= type.preferred;
      } else if (type.category === 'S') {
        category = 'S';
        preferred = type.preferred;
        conflict = false;
      } else if (category !== 'S') {
        conflict = true;
      }
    }
    if (conflict && category !== 'S') return candidates;
    wanted.push({ category: category!, preferred });
  }
  const kept = candidates.filter((candidate) =>
    wanted.every((want, i) => {
      if (want === null) return true;
      const type = state.type(candidate.types[i]!);
      return type.category === want.category && (!want.preferred || type.preferred);
    }),
  );
  return kept.length > 0 ? kept : candidates;
}

/** If all known arguments have one type, suppose the unknown ones have it too. */
function byKnownType<C extends Candidate>(
  state: StatementState,
  inputs: readonly Oid[],
  candidates: readonly C[],
): C | null {
  let known: Oid = oids.unknownOid;
  for (const input of inputs) {
    if (input === oids.unknownOid) continue;
    if (known !== oids.unknownOid && known !== input) return null;
    known = input;
  }
  if (known === oids.unknownOid) return null;
  const supposed = inputs.map(() => known);
  const fitting = candidates.filter((candidate) => canCoerce(state, supposed, candidate.types, 'implicit'));
  return fitting.length === 1 ? fitting[0]! : null;
}
