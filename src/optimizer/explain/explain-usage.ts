/** The memory of sorts and hash tables in EXPLAIN ANALYZE. */
import type { PhysicalPlan } from '../../planner/index.ts';
import type { MemoryUsage } from './explain-names.ts';
import type { UsageLine } from './explain-tree.ts';

export function usageLine(plan: PhysicalPlan, used: MemoryUsage): UsageLine | null {
  const memory = kilobytes(used.bytes);
  const disk = kilobytes(used.diskBytes);
  const batches = used.batches ?? 1;
  switch (plan.node) {
    case 'sort': {
      const [type, size] = used.diskBytes > 0 ? ['Disk', disk] : ['Memory', memory];
      return {
        diskBytes: used.diskBytes,
        line: `Sort Method: ${used.method}  ${type}: ${size}kB`,
        fields: [
          ['Sort Method', used.method!],
          ['Sort Space Used', size as number],
          ['Sort Space Type', type as string],
        ],
      };
    }
    case 'hashJoin': {
      const buckets = used.buckets!;
      return {
        diskBytes: used.diskBytes,
        line: `Buckets: ${buckets}  Batches: ${batches}${batches > 1 ? ' (originally 1)' : ''}  Memory Usage: ${memory}kB`,
        fields: [
          ['Hash Buckets', buckets],
          ['Original Hash Buckets', buckets],
          ['Hash Batches', batches],
          ['Original Hash Batches', 1],
          ['Peak Memory Usage', memory],
        ],
      };
    }
    case 'aggregate':
    case 'distinct':
      if (plan.keys.length === 0) return null;
      return {
        diskBytes: used.diskBytes,
        line: `Batches: ${batches}  Memory Usage: ${memory}kB${batches > 1 ? `  Disk Usage: ${disk}kB` : ''}`,
        fields: [
          ['HashAgg Batches', batches],
          ['Peak Memory Usage', memory],
          ['Disk Usage', disk],
        ],
      };
    default:
      return null;
  }
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
