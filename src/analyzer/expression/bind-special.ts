/** Functions with a syntax of their own, and session values. */
import type { BoundExpr, BoundSessionValue } from '../../catalog/tree.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { SpecialFunction } from '../../parser/ast/index.ts';
import * as oids from '../oids.ts';
import type { Scope } from '../scope.ts';
import { bindCoalesce, bindMinMax, bindNullIf } from './bind-case.ts';

interface SessionRow {
  readonly name: BoundSessionValue['name'];
  readonly type: number;
  readonly precision: boolean;
}
const sessionValues: Readonly<Record<string, SessionRow>> = {
  current_date: { name: 'current_date', type: oids.dateOid, precision: false },
  current_time: { name: 'current_time', type: oids.timetzOid, precision: true },
  current_timestamp: { name: 'current_timestamp', type: oids.timestamptzOid, precision: true },
  localtime: { name: 'localtime', type: oids.timeOid, precision: true },
  localtimestamp: { name: 'localtimestamp', type: oids.timestampOid, precision: true },
  current_user: { name: 'current_user', type: oids.nameOid, precision: false },
  current_role: { name: 'current_user', type: oids.nameOid, precision: false },
  user: { name: 'current_user', type: oids.nameOid, precision: false },
  session_user: { name: 'session_user', type: oids.nameOid, precision: false },
  current_catalog: { name: 'current_catalog', type: oids.nameOid, precision: false },
  current_schema: { name: 'current_schema', type: oids.nameOid, precision: false },
};

export function bindSpecial(expr: SpecialFunction, scope: Scope): BoundExpr {
  switch (expr.name) {
    case 'coalesce':
      return bindCoalesce(expr, scope);
    case 'nullif':
      return bindNullIf(expr, scope);
    case 'greatest':
    case 'least':
      return bindMinMax(expr, expr.name, scope);
  }
  const row = Object.hasOwn(sessionValues, expr.name) ? sessionValues[expr.name]! : null;
  if (!row) throw unsupported(expr.name, expr.location);
  const precision = expr.args[0];
  let typmod = -1;
  if (precision) {
    if (!row.precision || precision.kind !== 'literal') throw unsupported(expr.name, precision.location);
    typmod = Number(precision.value);
    if (typmod > 6) {
      // PostgreSQL lowers it with a warning.
      typmod = 6;
    }
    if (typmod < 0) {
      throw sqlError('invalid_parameter_value', `${expr.name.toUpperCase()}(${typmod}) precision must not be negative`);
    }
  }
  return { kind: 'session', name: row.name, type: row.type, typmod, location: expr.location };
}
