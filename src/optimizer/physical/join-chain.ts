/**
 * Join order of very many relations: a chain that takes, one by one, the relation with the fewest rows among those that a
 * condition connects to what is joined already. One look at each neighbour a step, where trying all pairs would make the time
 * of planning grow with the cube of their number. Parts that nothing connects come as several chains.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { EqualityClass, GroupCondition, JoinGroup } from './join-group.ts';

/** What the chain joins, in its order: a relation, and the conditions that it makes testable. */
export interface ChainLink {
  readonly leaf: number;
  readonly on: readonly BoundExpr[];
}

/** `rows`: of each leaf. Conditions over several chains are left to whoever joins the chains. */
export function joinChains(group: JoinGroup, rows: readonly number[]): ChainLink[][] {
  const conditionsOf = lists<GroupCondition>(rows.length);
  for (const condition of group.conditions) for (const leaf of condition.leaves) conditionsOf[leaf]!.push(condition);
  const classesOf = lists<{ readonly of: EqualityClass; readonly expr: BoundExpr }>(rows.length);
  for (const c of group.classes) {
    const seen = new Set<number>();
    for (const { leaf, expr } of c.members) {
      if (!seen.has(leaf)) classesOf[leaf]!.push({ of: c, expr });
      seen.add(leaf);
    }
  }
  const waiting = new Set(rows.keys());
  const chains: ChainLink[][] = [];
  while (waiting.size > 0) {
    const joined = new Set<number>();
    /** What each class is equal to in the chain. */
    const known = new Map<EqualityClass, BoundExpr>();
    const neighbours = new Set<number>();
    const chain: ChainLink[] = [];
    const add = (leaf: number): void => {
      const on: BoundExpr[] = [];
      waiting.delete(leaf);
      neighbours.delete(leaf);
      joined.add(leaf);
      for (const { of, expr } of classesOf[leaf]!) {
        const other = known.get(of);
        if (other !== undefined) on.push({ ...of.template, args: [other, expr], location: -1 });
        else {
          known.set(of, expr);
          for (const member of of.members) if (waiting.has(member.leaf)) neighbours.add(member.leaf);
        }
      }
      for (const { expr, leaves } of conditionsOf[leaf]!) {
        const missing = leaves.filter((other) => !joined.has(other));
        if (missing.length === 0) on.push(expr);
        else if (missing.length === 1 && waiting.has(missing[0]!)) neighbours.add(missing[0]!);
      }
      chain.push({ leaf, on });
    };
    add(fewest(waiting, rows));
    while (neighbours.size > 0) add(fewest(neighbours, rows));
    chains.push(chain);
  }
  return chains;
}

function lists<T>(count: number): T[][] {
  return Array.from({ length: count }, () => []);
}

function fewest(leaves: Iterable<number>, rows: readonly number[]): number {
  let best = -1;
  for (const leaf of leaves) if (best < 0 || rows[leaf]! < rows[best]!) best = leaf;
  return best;
}
