/** Expressions as written. Precedence and associativity are PostgreSQL's ("Lexical Structure", "Operator Precedence"). */
import type { Located, QualifiedName, TypeName } from './names.ts';
import type { SelectStatement } from './queries.ts';

export type Expression =
  | ColumnRef
  | Star
  | Literal
  | ParamRef
  | OperatorCall
  | LogicalCall
  | NullTest
  | BooleanTest
  | DistinctTest
  | LikeTest
  | BetweenTest
  | InTest
  | QuantifiedTest
  | CaseExpression
  | FunctionCall
  | SpecialFunction
  | TypeCast
  | CollateExpression
  | AtTimeZone
  | SubqueryExpression
  | ExistsExpression
  | ArrayConstructor
  | ArraySubquery
  | RowConstructor
  | Subscript
  | FieldSelection
  | DefaultMarker
  | GroupingCall;

/** `a`, `t.a`, `s.t.a`. */
export interface ColumnRef extends Located {
  readonly kind: 'columnRef';
  readonly parts: readonly string[];
}
/** `*`, `t.*`, `s.t.*`; allowed in target lists, `count(*)` is a FunctionCall with `star`. */
export interface Star extends Located {
  readonly kind: 'star';
  readonly qualifier: readonly string[];
}
/**
 * A constant. `integer`: digits only, any size; `decimal`: with point or exponent; the text is kept as written.
 * `string`: the value after escapes (from '', E'', U&'', $$); `bits`: B'' or X'' with the digits, prefixed b or x.
 */
export interface Literal extends Located {
  readonly kind: 'literal';
  readonly type: 'integer' | 'decimal' | 'string' | 'bits' | 'boolean' | 'null';
  /** Text of the value; 'true'/'false' for boolean, '' for null. */
  readonly value: string;
}
/** `$1`. */
export interface ParamRef extends Located {
  readonly kind: 'param';
  readonly index: number;
}
/** Unary and binary operators that are looked up by name: `+ - * / % ^ < <= = <> || ~ @> ...`; `!=` arrives as `<>`. Location: the operator. */
export interface OperatorCall extends Located {
  readonly kind: 'operator';
  readonly name: string;
  /** Set for `OPERATOR(schema.op)`. */
  readonly schema?: string;
  /** null for a prefix operator. */
  readonly left: Expression | null;
  readonly right: Expression;
}
/** `AND`, `OR` with two or more arguments (chains are flattened), `NOT` with one. */
export interface LogicalCall extends Located {
  readonly kind: 'logical';
  readonly op: 'and' | 'or' | 'not';
  readonly args: readonly Expression[];
}
export interface NullTest extends Located {
  readonly kind: 'nullTest';
  readonly arg: Expression;
  readonly negated: boolean;
}
/** `IS [NOT] TRUE|FALSE|UNKNOWN`. */
export interface BooleanTest extends Located {
  readonly kind: 'booleanTest';
  readonly arg: Expression;
  readonly test: 'true' | 'false' | 'unknown';
  readonly negated: boolean;
}
/** `IS [NOT] DISTINCT FROM`. */
export interface DistinctTest extends Located {
  readonly kind: 'distinct';
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}
export interface LikeTest extends Located {
  readonly kind: 'like';
  readonly op: 'like' | 'ilike' | 'similar';
  readonly arg: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | null;
  readonly negated: boolean;
}
export interface BetweenTest extends Located {
  readonly kind: 'between';
  readonly arg: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
  readonly symmetric: boolean;
}
/** `a IN (1, 2)` or `a IN (SELECT ...)`. */
export interface InTest extends Located {
  readonly kind: 'in';
  readonly arg: Expression;
  readonly list: readonly Expression[] | null;
  readonly query: SelectStatement | null;
  readonly negated: boolean;
}
/** `a op ANY|ALL (query or array)`; SOME is ANY. `name` may be 'like' and friends as their operators `~~`, `!~~`, `~~*`, `!~~*`. */
export interface QuantifiedTest extends Located {
  readonly kind: 'quantified';
  readonly name: string;
  /** Set for `OPERATOR(schema.op)`. */
  readonly schema?: string;
  readonly quantifier: 'any' | 'all';
  readonly left: Expression;
  readonly array: Expression | null;
  readonly query: SelectStatement | null;
}
export interface CaseExpression extends Located {
  readonly kind: 'case';
  readonly arg: Expression | null;
  readonly whens: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | null;
}
export interface FunctionArgument {
  readonly value: Expression;
  /** `name => value`. */
  readonly name: string | null;
}
export interface FunctionCall extends Located {
  readonly kind: 'function';
  readonly name: QualifiedName;
  readonly args: readonly FunctionArgument[];
  /** `f(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  /** Last argument is marked VARIADIC. */
  readonly variadic: boolean;
  readonly orderBy: readonly SortKey[];
  /** `WITHIN GROUP (ORDER BY ...)`. */
  readonly withinGroup: readonly SortKey[];
  readonly filter: Expression | null;
  readonly over: WindowSpec | string | null;
  /** Written with a syntax of its own. */
  readonly syntax?: true;
}
/**
 * Calls with a syntax of their own. `name` is the keyword in lower case; arguments in the order of the equivalent
 * ordinary function: coalesce, nullif, greatest, least, current_date, current_time, current_timestamp, localtime,
 * localtimestamp, current_user, session_user, user, current_role, current_catalog, current_schema.
 * extract, substring, overlay, position, trim, normalize are FunctionCalls under their pg_catalog names with string
 * literals for their keywords: extract('year', x), substring(s, from, for), position(needle in s) as position(s, needle), btrim/ltrim/rtrim.
 */
export interface SpecialFunction extends Located {
  readonly kind: 'special';
  readonly name: string;
  readonly args: readonly Expression[];
}
/** `x::t`, `CAST(x AS t)`, and typed literals `date '2000-01-01'`. */
export interface TypeCast extends Located {
  readonly kind: 'cast';
  readonly arg: Expression;
  readonly type: TypeName;
}
export interface CollateExpression extends Located {
  readonly kind: 'collate';
  readonly arg: Expression;
  readonly collation: QualifiedName;
}
export interface AtTimeZone extends Located {
  readonly kind: 'atTimeZone';
  readonly arg: Expression;
  readonly zone: Expression;
}
/** Scalar sub-query. */
export interface SubqueryExpression extends Located {
  readonly kind: 'subquery';
  readonly query: SelectStatement;
}
export interface ExistsExpression extends Located {
  readonly kind: 'exists';
  readonly query: SelectStatement;
}
export interface ArrayConstructor extends Located {
  readonly kind: 'array';
  readonly elements: readonly Expression[];
}
export interface ArraySubquery extends Located {
  readonly kind: 'arraySubquery';
  readonly query: SelectStatement;
}
/** `ROW(...)`, or `(a, b)` with `explicit: false`. */
export interface RowConstructor extends Located {
  readonly kind: 'row';
  readonly fields: readonly Expression[];
  readonly explicit: boolean;
}
/** `a[1]`, `a[1:2]`; null bounds when omitted in a slice. */
export interface Subscript extends Located {
  readonly kind: 'subscript';
  /** The argument is itself a subscript, in parentheses: `(a[1:2])[1]` is no second dimension. */
  readonly separate?: true;
  readonly arg: Expression;
  readonly slice: boolean;
  readonly lower: Expression | null;
  readonly upper: Expression | null;
}
/** `(x).field`, `(x).*` with field '*'. */
export interface FieldSelection extends Located {
  readonly kind: 'field';
  readonly arg: Expression;
  readonly field: string;
}
/** `DEFAULT` in VALUES or SET. */
export interface DefaultMarker extends Located {
  readonly kind: 'default';
}
export interface GroupingCall extends Located {
  readonly kind: 'grouping';
  readonly args: readonly Expression[];
}

export interface SortKey extends Located {
  readonly kind: 'sortKey';
  readonly value: Expression;
  readonly direction: 'asc' | 'desc' | 'default';
  /** Operator of `USING op`. */
  readonly using: string | null;
  readonly nulls: 'first' | 'last' | 'default';
}
export interface WindowSpec extends Located {
  readonly kind: 'windowSpec';
  readonly base: string | null;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortKey[];
  readonly frame: WindowFrame | null;
}
export interface WindowFrame extends Located {
  readonly mode: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  readonly end: FrameBound | null;
  readonly exclude: 'no others' | 'current row' | 'group' | 'ties';
}
export interface FrameBound {
  readonly type: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';
  readonly offset: Expression | null;
}
