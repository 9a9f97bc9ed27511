import type { CheckConstraint, TableDescriptor } from '../catalog/descriptors.ts';

/** Check constraints in the order they are tried, which is that of their names. */
export function checksOf(table: TableDescriptor): CheckConstraint[] {
  const checks = table.constraints.filter((item): item is CheckConstraint => item.kind === 'check');
  return checks.sort((a, b) => (a.name < b.name ? -1 : 1));
}
