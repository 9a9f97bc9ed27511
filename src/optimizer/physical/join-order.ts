/**
 * Join order of a block of inner joins. Up to eight relations: dynamic programming over connected subsets (Selinger et al.,
 * SIGMOD 1979). Beyond, or where conditions over three relations leave the graph without pairs: greedy operator ordering
 * (Fegaras, DEXA 1998), always joining the two parts whose result is smallest. More than 32: one chain after the other
 * (join-chain.ts). Cross products are made only when no condition connects what is left.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { relsOf } from '../../planner/columns.ts';
import type { LogicalJoin, PhysicalPlan } from '../../planner/index.ts';
import { withFilter } from '../rules/push-down-filters.ts';
import { joinChains } from './join-chain.ts';
import { collectGroup, conditionsBetween, type JoinGroup, scanOf } from './join-group.ts';
import { chooseInnerJoin, type JoinChoice, type JoinSide } from './join-method.ts';
import { type Planning, type Required, withExprs } from './planning.ts';
import { filterPlan } from './unary.ts';

const exhaustiveLimit = 8;
const greedyLimit = 32;

export function planJoinGroup(
  p: Planning,
  top: LogicalJoin,
  filter: readonly BoundExpr[],
  required: Required,
): PhysicalPlan {
  const group = collectGroup(p.context, top, filter);
  const needed = withExprs(required, collectAll(group));
  const parts: Part[] = group.leaves.map((leaf, i) => {
    const node = withFilter(leaf.node, leaf.own);
    const plan = p.plan(node, needed);
    const { rows, totalCost, width } = plan.estimate;
    const table = scanOf(node);
    const side: JoinSide = {
      rels: relsOf(node),
      rows,
      cost: totalCost,
      width,
      table,
      required: needed,
      make: () => plan,
    };
    return { leaves: new Set([i]), side };
  });
  const joined = joinParts(p, group, parts);
  return filterPlan(p, joined.side.make(), group.last);
}

function joinParts(p: Planning, group: JoinGroup, parts: readonly Part[]): Part {
  if (parts.length > greedyLimit) return greedy(p, group, chained(p, group, parts));
  return (parts.length <= exhaustiveLimit ? exhaustive(p, group, parts) : null) ?? greedy(p, group, parts);
}

/** A joined set of leaves. */
interface Part {
  readonly leaves: ReadonlySet<number>;
  readonly side: JoinSide;
}

function collectAll(group: JoinGroup): BoundExpr[] {
  return [
    ...group.conditions.map((condition) => condition.expr),
    ...group.classes.flatMap((c) => c.members.map((member) => member.expr)),
    ...group.last,
  ];
}

function between(group: JoinGroup, left: Part, right: Part): BoundExpr[] {
  return conditionsBetween(
    group,
    (leaf) => left.leaves.has(leaf),
    (leaf) => right.leaves.has(leaf),
  );
}

function join(p: Planning, left: Part, right: Part, on: readonly BoundExpr[]): Part {
  const choice: JoinChoice = chooseInnerJoin(p, left.side, right.side, on);
  return { leaves: new Set([...left.leaves, ...right.leaves]), side: choice };
}

function exhaustive(p: Planning, group: JoinGroup, parts: readonly Part[]): Part | null {
  const count = parts.length;
  const best = new Array<Part | undefined>(1 << count);
  parts.forEach((part, i) => {
    best[1 << i] = part;
  });
  const full = (1 << count) - 1;
  for (let set = 3; set <= full; set++) {
    if ((set & (set - 1)) === 0) continue;
    // Each split once: the part with the lowest relation is the left one.
    const lowest = set & -set;
    for (let rest = (set - 1) & set; rest > 0; rest = (rest - 1) & set) {
      if ((rest & lowest) === 0) continue;
      const left = best[rest];
      const right = best[set ^ rest];
      if (left === undefined || right === undefined) continue;
      const on = between(group, left, right);
      if (on.length === 0) continue;
      const known = best[set];
      if (known !== undefined && left.side.cost + right.side.cost >= known.side.cost) continue;
      const part = join(p, left, right, on);
      if (known === undefined || part.side.cost < known.side.cost) best[set] = part;
    }
  }
  return best[full] ?? null;
}

function chained(p: Planning, group: JoinGroup, parts: readonly Part[]): Part[] {
  const rows = parts.map((part) => part.side.rows);
  return joinChains(group, rows).map((chain) => {
    const leaves = new Set<number>();
    let { side } = parts[chain[0]!.leaf]!;
    for (const [i, { leaf, on }] of chain.entries()) {
      p.context.checkInterrupts();
      leaves.add(leaf);
      if (i > 0) side = chooseInnerJoin(p, side, parts[leaf]!.side, on);
    }
    return { leaves, side };
  });
}

interface Pair {
  readonly left: Part;
  readonly right: Part;
  readonly joined: Part;
}

function greedy(p: Planning, group: JoinGroup, start: readonly Part[]): Part {
  let parts = [...start];
  let pairs: Pair[] = [];
  const connect = (left: Part, right: Part): void => {
    const on = between(group, left, right);
    if (on.length > 0) pairs.push({ left, right, joined: join(p, left, right, on) });
  };
  for (let i = 0; i < parts.length; i++) for (let j = i + 1; j < parts.length; j++) connect(parts[i]!, parts[j]!);
  while (parts.length > 1) {
    const next = smallest(pairs) ?? crossProduct(p, group, parts);
    parts = parts.filter((part) => part !== next.left && part !== next.right);
    pairs = pairs.filter(({ left, right }) => parts.includes(left) && parts.includes(right));
    for (const part of parts) connect(part, next.joined);
    parts.push(next.joined);
  }
  return parts[0]!;
}

function smallest(pairs: readonly Pair[]): Pair | null {
  let best: Pair | null = null;
  for (const pair of pairs) {
    const { rows, cost } = pair.joined.side;
    if (
      best === null ||
      rows < best.joined.side.rows ||
      (rows === best.joined.side.rows && cost < best.joined.side.cost)
    ) {
      best = pair;
    }
  }
  return best;
}

function crossProduct(p: Planning, group: JoinGroup, parts: readonly Part[]): Pair {
  const [left, right] = [...parts].sort((a, b) => a.side.rows - b.side.rows) as [Part, Part];
  return { left, right, joined: join(p, left, right, between(group, left, right)) };
}
