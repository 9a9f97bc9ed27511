/** SET CONSTRAINTS: when deferrable constraints are checked in this transaction. */
import type { ConstraintDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { QualifiedName, SetConstraintsStatement } from '../../parser/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { runDeferred } from '../constraint-checks.ts';
import type { Completion } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

export function* executeSetConstraints(session: Session, statement: SetConstraintsStatement): Running<Completion> {
  if (!session.explicit) session.warn('25P01', 'SET CONSTRAINTS can only be used in transaction blocks');
  const { deferred, names } = statement;
  const named = names.length === 0 ? null : names.flatMap((name) => constraintsNamed(session, name));
  session.deferred.set(named, deferred);
  // What has been put off so far and is immediate now is checked at once.
  if (!deferred) yield* runDeferred(session, (check) => named === null || named.includes(check.constraint));
  return { tag: 'SET CONSTRAINTS', rows: null };
}

/** The constraints of that name in the schema written, or in the first of the search path that has one. */
function constraintsNamed(session: Session, name: QualifiedName): Oid[] {
  const { catalog } = session;
  const { parts } = name;
  const wanted = parts.at(-1)!;
  let schemas = session.searchPath;
  if (parts.length > 1) {
    if (parts.length > 2 && !session.isDatabase(parts[0]!)) {
      const text = parts.join('.');
      throw sqlError('feature_not_supported', `cross-database references are not implemented: "${text}"`);
    }
    const schema = catalog.schemaByName(parts.at(-2)!);
    if (schema === undefined) throw sqlError('invalid_schema_name', `schema "${parts.at(-2)}" does not exist`);
    schemas = [schema.oid];
  }
  for (const schema of schemas) {
    const found = [...catalog.relationsIn(schema)]
      .filter((relation): relation is TableDescriptor => relation.kind === 'table')
      .flatMap((table) => table.constraints.filter((constraint) => constraint.name === wanted));
    if (found.length > 0) return found.filter((constraint) => requireDeferrable(constraint)).map(({ oid }) => oid);
  }
  throw sqlError('undefined_object', `constraint "${wanted}" does not exist`);
}

function requireDeferrable(constraint: ConstraintDescriptor): boolean {
  if (constraint.kind !== 'check' && constraint.deferrable) return true;
  throw sqlError('wrong_object_type', `constraint "${constraint.name}" is not deferrable`);
}
