/** Scans of catalog relations and sequences, whose rows are computed when the scan begins. */
import type { Execution } from '../../executor/execution.ts';
import type { CatalogScanNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import type { Datum } from '../../types/type-def.ts';
import { emitFilter } from '../expressions/emit-expression.ts';
import { type Loader, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { produceRows } from './simple.ts';

type OpenRows = (execution: Execution) => Iterable<readonly Datum[]>;

export function produceCatalogScan(plan: CatalogScanNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { rel, relation, columns, columnInfo } = plan;
  const stored = columns.filter((column) => column >= 0);
  const info = columnInfo.filter((_, i) => columns[i]! >= 0);
  const system: [number, Loader][] = [];
  if (columns.includes(-2)) {
    const tableOid = value(unit.pool.value(relation), 'false', typeOid.oid);
    system.push([varKey(rel, -2), () => tableOid]);
  }
  if (columns.includes(-3)) system.push([varKey(rel, -3), () => value('0', 'false', typeOid.xid)]);
  let open = context.catalogRows(relation, stored);
  if (columns.includes(-1)) {
    // The row's place in the list of rows stands for its place in a file, as one more value behind those of the columns.
    const place = Math.max(-1, ...stored) + 1;
    open = numbered(open, place);
    system.push([
      varKey(rel, -1),
      (writer) => {
        const local = writer.temp('v');
        writer.line(`const ${local}=row[${place}];`);
        return value(local, 'false', typeOid.tid);
      },
    ]);
  }
  const filtered: Consumer = (writer, given) => {
    const scope = given.with(system);
    emitFilter(plan.filter, emitContext(writer, scope, unit));
    consume(writer, scope);
  };
  produceRows(rel, info, unit, filtered, context, open, undefined, stored);
}

function numbered(open: OpenRows, place: number): OpenRows {
  return function* (execution) {
    let number = 0;
    for (const row of open(execution)) {
      const longer = row.slice(0, place);
      longer[place] = number++;
      yield longer;
    }
  };
}
