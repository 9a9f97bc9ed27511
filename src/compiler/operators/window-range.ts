/**
 * The test behind an end of a RANGE frame with an offset: does a row's value lie at or after the start (at or before the end) of the
 * frame of another row? Nulls are peers of each other and stand at one end of the order.
 */
import type { WindowNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import { fromBoxed } from '../expressions/box.ts';
import { emitFunction } from '../expressions/emit-call.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { value } from '../value.ts';
import { emitContext } from './context.ts';
import { rowScope, type WindowSite } from './window-site.ts';

/** Writes (X, row, base) → boolean; gives its number, -1 when the end needs none. */
export function writeRangeTest(site: WindowSite, plan: WindowNode, side: 'start' | 'end'): number {
  const end = plan.frame[side];
  if (end.inRange === null || end.offset === null) return -1;
  const { unit } = site;
  const key = plan.order[0]!;
  const writer = unit.statement.writer('w', 'X,row,base');
  const at = emitValue(key.expr, emitContext(writer, rowScope(site, writer, 'row'), unit));
  const base = emitValue(key.expr, emitContext(writer, rowScope(site, writer, 'base'), unit));
  const rowNull = writer.temp('z');
  const baseNull = writer.temp('z');
  writer.line(`const ${rowNull}=${at.isNull},${baseNull}=${base.isNull};`);
  writer.open(`if(${rowNull}||${baseNull})`);
  // With nulls first a value lies after every null, and a null before every value; else the other way round.
  const before = key.nullsFirst ? rowNull : baseNull;
  const after = key.nullsFirst ? baseNull : rowNull;
  writer.line(`stop=${side === 'start' ? `!${before}||${after}` : `!${after}||${before}`};`);
  writer.alternative();
  const context = emitContext(writer, rowScope(site, writer, 'row'), unit);
  const frame = unit.local(writer, site.frameSlot);
  const offset = writer.hoist(`${frame}.${side}Offset`, 'f', `${frame}.${side}Offset`);
  const subtract = (end.type === 'preceding') !== key.descending;
  const less = (side === 'end') !== key.descending;
  const known = (flag: boolean) => value(String(flag), 'false', typeOid.bool);
  const row = { ...at, isNull: 'false' };
  const other = { ...base, isNull: 'false' };
  const bound = { ...fromBoxed(offset, end.offset.type), isNull: 'false' };
  const args = [row, other, bound, known(subtract), known(less)];
  const result = emitFunction(end.inRange, args, typeOid.bool, -1, context);
  writer.line(`stop=${result.code};`);
  writer.close();
  return unit.statement.finish(writer);
}
