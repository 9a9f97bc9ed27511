/** Subscripts of jsonb ("jsonb Subscripting"): each is an integer or a text, whichever its type turns into unasked. */
import type { BoundExpr, BoundSubscript } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, Subscript } from '../../parser/ast/index.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import { int4Oid, textOid, unknownOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { leftmost } from './make-nodes.ts';

/** The keys alone, of a value or of a place that is assigned to. */
export function bindJsonbKeys(chain: readonly Subscript[], scope: Scope): BoundSubscript['subscripts'] {
  return chain.map((subscript) => {
    if (subscript.slice) {
      const at = subscript.lower ?? subscript.upper;
      throw sqlError('datatype_mismatch', 'jsonb subscript does not support slices', {
        location: at?.location ?? subscript.location,
      });
    }
    return { lower: null, upper: bindKey(subscript.upper!, scope) };
  });
}

export function bindJsonbSubscript(arg: BoundExpr, chain: readonly Subscript[], scope: Scope): BoundExpr {
  return {
    kind: 'subscript',
    arg,
    subscripts: bindJsonbKeys(chain, scope),
    slice: false,
    type: arg.type,
    typmod: -1,
    location: leftmost(-1, arg),
  };
}

function bindKey(expr: Expression, scope: Scope): BoundExpr {
  const { state } = scope;
  const key = scope.bind(expr);
  const asText = coerceToTarget(state, key, textOid, -1, 'implicit', 'implicit');
  if (key.type === unknownOid && asText !== null) return asText;
  const asInteger = coerceToTarget(state, key, int4Oid, -1, 'implicit', 'implicit');
  if ((asText === null) === (asInteger === null)) {
    const which = asText === null ? 'either integer or text' : 'only one type, integer or text';
    throw sqlError('datatype_mismatch', `subscript type ${state.typeName(key.type)} is not supported`, {
      hint: `jsonb subscript must be coercible to ${which}.`,
      location: key.location,
    });
  }
  return (asText ?? asInteger)!;
}
