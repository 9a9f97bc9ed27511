/** CHECK constraints of domains as functions of the value. */
import type { DomainDescriptor } from '../catalog/descriptors.ts';
import { domainValueRow } from '../catalog/domain-value.ts';
import type { BoundExpr } from '../catalog/tree.ts';
import { registerDomainChecks } from '../catalog/type-definitions.ts';
import { assert } from '../common/assert.ts';
import { fixedScale } from '../types/column-storage.ts';
import { Numeric } from '../types/numeric-value.ts';
import { typeOid } from '../types/oids.ts';
import { baseTypeOid } from '../types/registry.ts';
import type { Datum, TextContext } from '../types/type-def.ts';
import { boxed } from './expressions/box.ts';
import { emitValue } from './expressions/emit-expression.ts';
import { factoryFor } from './function-cache.ts';
import { emitContext } from './operators/context.ts';
import { rowLoaders } from './operators/modify.ts';
import { Scope } from './scope.ts';
import { StatementCompiler } from './unit.ts';

type Test = (execution: unknown, row: readonly Datum[]) => Datum;

/** The value goes in as a row in storage form has it. */
function compileCheck(domain: DomainDescriptor, constraint: number): (value: Datum, context: TextContext) => boolean {
  const table = domainValueRow(domain.base, domain.typmod);
  const run = compileTest(domain.constraints[constraint]!.expression, table);
  const scale = fixedScale(domain.base, domain.typmod);
  const stored = (value: Datum): Datum => {
    if (value instanceof Numeric && scale >= 0) return value.isNaN ? Number.NaN : value.toScaled(scale)!;
    return baseTypeOid(domain.base) === typeOid.bool && value !== null ? (value === true ? 1 : 0) : value;
  };
  return (value, context) => run({ slots: [], context, rowId: -1 }, [stored(value)]) !== false;
}

function compileTest(expression: BoundExpr, table: ReturnType<typeof domainValueRow>): Test {
  const noStores = (): never => assert(false, 'a check reads no tables') as never;
  const statement = new StatementCompiler({ table: noStores, index: noStores }, false);
  const unit = statement.newUnit(null, null);
  const writer = statement.writer('p', 'X,R');
  const emit = emitContext(writer, new Scope(new Map(rowLoaders(0, table, 'R'))), unit);
  writer.line('stop=null;');
  writer.line(`stop=${boxed(emit, emitValue(expression, emit))};`);
  statement.finish(writer);
  const source = `"use strict";${statement.pool.declaration()}\n${statement.functions.join('')}return [${writer.name}];`;
  return factoryFor(source)(statement.pool.values)[0] as Test;
}

registerDomainChecks(compileCheck);
