/** Arbitraries of SQL: hostile names and strings, and syntax trees of expressions and queries as the parser makes them. */
import fc from 'fast-check';
import type {
  ColumnRef,
  Expression,
  FunctionCall,
  Literal,
  QualifiedName,
  QueryBody,
  SelectStatement,
  SortKey,
  TableRef,
  TypeName,
} from '../../src/parser/ast/index.ts';
import { keywordClasses, truncateName } from '../../src/parser/index.ts';

const hostileNames = [
  'select',
  'Select',
  'a b',
  'a"b',
  "a'b",
  'x--y',
  '/*',
  '$1',
  '',
  '\\',
  'é',
  '💥',
  'ａ',
  'user',
  'between',
  'left',
  '\n',
  '"',
  ';',
];

/** A name of any characters a quoted name may have, at most 63 bytes long; keywords and quotes are frequent. */
export const identifier = (): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/) },
      { weight: 2, arbitrary: fc.constantFrom(...hostileNames.filter((name) => name !== '')) },
      { weight: 2, arbitrary: fc.constantFrom(...keywordClasses.keys()) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
    )
    .map((name) => truncateName(name.replaceAll('\0', '0')))
    .filter((name) => name !== '');

/** Text of a string literal. */
export const stringValue = (): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...hostileNames, "''", "\\'", "'; DROP TABLE t; --", '$$', "E'\\n'"),
    )
    .map((text) => text.replaceAll('\0', '0'));

const location = 0;
const name = (parts: readonly string[]): QualifiedName => ({ kind: 'name', parts, location });
const names = () => fc.array(identifier(), { minLength: 1, maxLength: 3 });
export const qualifiedName = (): fc.Arbitrary<QualifiedName> => names().map(name);

const number = fc.oneof(
  fc
    .bigInt({ min: 0n, max: 10n ** 30n })
    .map((n): Literal => ({ kind: 'literal', type: 'integer', value: String(n), location })),
  fc
    .constantFrom('1.5', '.5', '5.', '1e10', '1.5E-3')
    .map((value): Literal => ({ kind: 'literal', type: 'decimal', value, location })),
);
export const literal = (): fc.Arbitrary<Literal> =>
  fc.oneof(
    number,
    stringValue().map((value): Literal => ({ kind: 'literal', type: 'string', value, location })),
    fc.constantFrom('b101', 'x1Ff', 'b').map((value): Literal => ({ kind: 'literal', type: 'bits', value, location })),
    fc.constantFrom('true', 'false').map((value): Literal => ({ kind: 'literal', type: 'boolean', value, location })),
    fc.constant<Literal>({ kind: 'literal', type: 'null', value: '', location }),
  );
const columnRef = (): fc.Arbitrary<ColumnRef> => names().map((parts) => ({ kind: 'columnRef', parts, location }));

const systemTypes = [
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'numeric',
  'bool',
  'varbit',
  'varchar',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
];
export const typeName = (): fc.Arbitrary<TypeName> =>
  fc
    .oneof(
      fc.record({
        system: fc.constant(true),
        parts: fc.constantFrom(...systemTypes).map((type) => [type]),
        bounds: fc.constantFrom([], [-1], [3, -1]),
      }),
      fc.record({ system: fc.constant(false), parts: names(), bounds: fc.constantFrom([], [-1]) }),
    )
    .map(({ system, parts, bounds }) => ({
      kind: 'typeName',
      name: name(parts),
      system,
      modifiers: [],
      arrayBounds: bounds,
      setof: false,
      location,
    }));

const operators = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '<',
  '>',
  '=',
  '<=',
  '>=',
  '<>',
  '||',
  '->',
  '->>',
  '@>',
  '~',
  '!~*',
  '&&',
  '#-',
  '@-',
];
const negated = fc.boolean();

/** Trees of expressions and queries; `query` and `expression` hold each other. */
const trees = fc.letrec<{
  expression: Expression;
  query: SelectStatement;
  body: QueryBody;
  table: TableRef;
  sortKey: SortKey;
  call: FunctionCall;
}>((tie) => {
  const e = tie('expression');
  const list = (minLength: number) => fc.array(e, { minLength, maxLength: 3 });
  const node = <K extends Expression['kind']>(kind: K, fields: object): fc.Arbitrary<Expression> =>
    // The fields of each kind are spelled out below; TypeScript cannot follow a record of arbitraries into a union.
    fc.record({
      kind: fc.constant(kind),
      ...fields,
      location: fc.constant(location),
    } as never) as unknown as fc.Arbitrary<Expression>;
  const isPlainLogical = (op: 'and' | 'or') => (args: Expression[]) =>
    args[0]!.kind !== 'logical' || args[0]!.op !== op;
  return {
    expression: fc.oneof(
      { depthSize: 'small', maxDepth: 5, withCrossShrink: true },
      columnRef(),
      literal(),
      fc.nat(100).map((index): Expression => ({ kind: 'param', index, location })),
      node('operator', { name: fc.constantFrom(...operators), left: e, right: e }),
      node('operator', { name: fc.constantFrom('-', '+', '@', '~'), left: fc.constant(null), right: e }),
      node('operator', {
        name: fc.constantFrom('+', '<'),
        schema: identifier().filter((n) => !n.includes('.')),
        left: e,
        right: e,
      }),
      node('logical', { op: fc.constant('and'), args: list(2).filter(isPlainLogical('and')) }),
      node('logical', { op: fc.constant('or'), args: list(2).filter(isPlainLogical('or')) }),
      node('logical', { op: fc.constant('not'), args: fc.tuple(e) }),
      node('nullTest', { arg: e, negated }),
      node('booleanTest', { arg: e, test: fc.constantFrom('true', 'false', 'unknown'), negated }),
      node('distinct', { left: e, right: e, negated }),
      node('like', {
        op: fc.constantFrom('like', 'ilike', 'similar'),
        arg: e,
        pattern: e,
        escape: fc.option(e),
        negated,
      }),
      node('between', { arg: e, low: e, high: e, negated, symmetric: fc.boolean() }),
      node('in', {
        arg: e,
        list: list(1).filter((items) => items.length > 1 || items[0]!.kind !== 'subquery'),
        query: fc.constant(null),
        negated,
      }),
      node('in', { arg: e, list: fc.constant(null), query: tie('query'), negated }),
      node('quantified', {
        name: fc.constantFrom('=', '<', '~~', '@>'),
        quantifier: fc.constantFrom('any', 'all'),
        left: e,
        array: e.filter((array) => array.kind !== 'subquery'),
        query: fc.constant(null),
      }),
      node('case', {
        arg: fc.option(e),
        // biome-ignore lint/suspicious/noThenProperty: the syntax tree names the branch of a CASE so.
        whens: fc.array(fc.record({ when: e, then: e }), { minLength: 1, maxLength: 2 }),
        otherwise: fc.option(e),
      }),
      tie('call'),
      node('special', { name: fc.constantFrom('coalesce', 'greatest', 'least'), args: list(1) }),
      node('special', { name: fc.constantFrom('current_date', 'current_user', 'localtime'), args: fc.constant([]) }),
      node('cast', { arg: e, type: typeName() }),
      node('collate', { arg: e, collation: names().map(name) }),
      node('atTimeZone', { arg: e, zone: e }),
      node('subquery', { query: tie('query') }),
      node('exists', { query: tie('query') }),
      node('array', { elements: list(0) }),
      node('arraySubquery', { query: tie('query') }),
      node('row', { fields: list(0), explicit: fc.constant(true) }),
      node('row', { fields: list(2), explicit: fc.constant(false) }),
      node('subscript', { arg: e, slice: fc.constant(false), lower: fc.constant(null), upper: e }),
      node('subscript', { arg: e, slice: fc.constant(true), lower: fc.option(e), upper: fc.option(e) }),
      node('field', { arg: e.filter((arg) => arg.kind !== 'field' || arg.field !== '*'), field: identifier() }),
      node('grouping', { args: list(1) }),
    ),
    call: fc.record({
      kind: fc.constant('function' as const),
      name: names().map(name),
      args: fc.array(fc.record({ value: e, name: fc.option(fc.constantFrom('a', 'b c')) }), { maxLength: 3 }),
      star: fc.constant(false),
      distinct: fc.constant(false),
      variadic: fc.constant(false),
      orderBy: fc.constant([]),
      withinGroup: fc.array(tie('sortKey'), { maxLength: 1 }),
      filter: fc.option(e),
      over: fc.option(identifier()),
      location: fc.constant(location),
    }),
    sortKey: fc.record({
      kind: fc.constant('sortKey' as const),
      value: e,
      direction: fc.constantFrom('asc', 'desc', 'default'),
      using: fc.constant(null),
      nulls: fc.constantFrom('first', 'last', 'default'),
      location: fc.constant(location),
    }),
    table: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.record({
        kind: fc.constant('relation' as const),
        name: qualifiedName(),
        only: fc.boolean(),
        sample: fc.constant(null),
        location: fc.constant(location),
        alias: fc.option(
          fc.record({
            name: identifier(),
            columns: fc.array(identifier(), { maxLength: 2 }),
            location: fc.constant(location),
          }),
        ),
      }),
      fc.record({
        kind: fc.constant('subqueryRef' as const),
        lateral: fc.boolean(),
        query: tie('query'),
        location: fc.constant(location),
        alias: fc.record({ name: identifier(), columns: fc.constant([]), location: fc.constant(location) }),
      }),
      fc.record({
        kind: fc.constant('join' as const),
        type: fc.constantFrom('inner', 'left', 'right', 'full'),
        left: tie('table'),
        right: tie('table'),
        natural: fc.constant(false),
        using: fc.constant([]),
        usingAlias: fc.constant(null),
        on: e,
        alias: fc.constant(null),
        location: fc.constant(location),
      }),
    ),
    body: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.record({
        kind: fc.constant('core' as const),
        distinct: fc.constantFrom('all', 'distinct'),
        targets: fc.array(fc.record({ value: e, alias: fc.option(identifier()), location: fc.constant(location) }), {
          minLength: 1,
          maxLength: 3,
        }),
        into: fc.constant(null),
        from: fc.array(tie('table'), { maxLength: 2 }),
        where: fc.option(e),
        groupBy: fc.array(
          e
            .filter((item) => !(item.kind === 'function' && ['rollup', 'cube'].includes(item.name.parts[0]!)))
            .map((value) => ({ kind: 'expression' as const, value, location })),
          { maxLength: 2 },
        ),
        groupByDistinct: fc.constant(false),
        having: fc.option(e),
        windows: fc.constant([]),
        location: fc.constant(location),
      }),
      fc.record({
        kind: fc.constant('values' as const),
        rows: fc.array(list(1), { minLength: 1, maxLength: 2 }),
        location: fc.constant(location),
      }),
      fc.record({
        kind: fc.constant('setOperation' as const),
        op: fc.constantFrom('union', 'intersect', 'except'),
        all: fc.boolean(),
        left: tie('body'),
        right: tie('body'),
        location: fc.constant(location),
      }),
    ) as fc.Arbitrary<QueryBody>,
    query: fc.record({
      kind: fc.constant('select' as const),
      with: fc.constant(null),
      body: tie('body'),
      orderBy: fc.array(tie('sortKey'), { maxLength: 2 }),
      limit: fc.option(
        fc.record({
          count: e.filter((c) => !(c.kind === 'literal' && c.type === 'null')),
          withTies: fc.constant(false),
          location: fc.constant(location),
        }),
      ),
      offset: fc.option(e),
      locking: fc.constant([]),
      location: fc.constant(location),
    }),
  };
});

/** An expression as the parser would make it, all locations 0. */
export const expression = (): fc.Arbitrary<Expression> => trees.expression;
/** A query as the parser would make it, all locations 0. */
export const query = (): fc.Arbitrary<SelectStatement> => trees.query;
