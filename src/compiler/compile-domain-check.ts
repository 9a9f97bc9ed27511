/** CHECK constraints of domains as functions of the value. */
import type { DomainDescriptor } from '../catalog/descriptors.ts';
import { domainValueRow } from '../catalog/domain-value.ts';
import { registerDomainChecks } from '../catalog/type-definitions.ts';
import { datumToStored } from '../executor/modify-target.ts';
import { fixedScale } from '../types/column-storage.ts';
import type { Datum, TextContext } from '../types/type-def.ts';
import { compileOverRow } from './compile-row-function.ts';
import { boxed } from './expressions/box.ts';
import { emitValue } from './expressions/emit-expression.ts';

/** The value goes in as a row in storage form has it. */
function compileCheck(domain: DomainDescriptor, constraint: number): (value: Datum, context: TextContext) => boolean {
  const { expression } = domain.constraints[constraint]!;
  const run = compileOverRow<Datum>(domainValueRow(domain.base, domain.typmod), (emit) => {
    emit.writer.line(`stop=${boxed(emit, emitValue(expression, emit))};`);
  });
  const storage = { scale: fixedScale(domain.base, domain.typmod) };
  return (value, context) => run({ slots: [], context, rowId: -1 }, [datumToStored(storage, value)]) !== false;
}

registerDomainChecks(compileCheck);
