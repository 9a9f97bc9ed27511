/** Constants: an integer is the smallest of int4, int8 and numeric that holds it; a string has no type yet. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { locatedAt, unsupported } from '../../errors/index.ts';
import type { Literal } from '../../parser/ast/index.ts';
import { bitOid, boolOid, int4Oid, int8Oid, numericOid, unknownOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { constant, nullConstant } from './make-nodes.ts';

/** `sign` and `location` of a minus in front, which belongs to a number. */
export function bindLiteral(
  literal: Literal,
  scope: Scope,
  sign: '' | '-' = '',
  location = literal.location,
): BoundExpr {
  switch (literal.type) {
    case 'null':
      return nullConstant(location);
    case 'boolean':
      return constant(boolOid, literal.value === 'true', location);
    case 'string':
      return constant(unknownOid, literal.value, location);
    case 'bits': {
      const type = scope.state.context.types.byOid(bitOid);
      if (!type) throw unsupported('type bit', location);
      const value = locatedAt(location, () => type.input(literal.value, -1, scope.state.context.text));
      return constant(bitOid, value, location);
    }
    case 'integer': {
      const text = sign + literal.value;
      if (text.length < 16) {
        const value = Number(text);
        return constant(value >= -2147483648 && value <= 2147483647 ? int4Oid : int8Oid, value + 0, location);
      }
      const value = BigInt(text);
      if (value >= -(2n ** 63n) && value < 2n ** 63n) {
        const safe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
        return constant(int8Oid, safe ? Number(value) : value, location);
      }
      return numeric(text, scope, location);
    }
    case 'decimal':
      return numeric(sign + literal.value, scope, location);
  }
}

function numeric(text: string, scope: Scope, location: number): BoundExpr {
  const { state } = scope;
  return constant(numericOid, state.type(numericOid).input(text, -1, state.context.text), location);
}
