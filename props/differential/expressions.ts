/** Random typed expressions as SQL text. `scope.safe`: nothing that may fail, for where the order of evaluation is not promised. */
import type { Draw } from './draw.ts';
import { grammarForm } from './forms.ts';
import { arrayTypes, literal, quoted, sampleText, scalarTypes, spelled } from './literals.ts';
import { bindArguments, callInSomeNotation, castSources, hungry, orderedTypes, producersOf } from './routines.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
}
export interface Scope {
  readonly columns: readonly Column[];
  readonly safe: boolean;
  /** A query of one column of the type, which may refer to the scope's columns; as a value, of at most one row. null: none. */
  readonly subquery: ((draw: Draw, type: string, scope: Scope, isValue: boolean) => string) | null;
  /** Texts of the parameters so far: constants may become parameters. */
  readonly params?: (string | null)[];
}

export const noColumns: Scope = { columns: [], safe: false, subquery: null };

const usual = ['int4', 'text', 'bool', 'numeric', 'int8', 'float8', 'date', 'timestamp', 'timestamptz', 'interval'];
export function anyType(draw: Draw): string {
  const scalar = draw.pick(draw.percent(50) ? scalarTypes : usual.filter((type) => scalarTypes.includes(type)));
  return draw.percent(10) && !['jsonpath'].includes(scalar) ? `_${scalar}` : scalar;
}

export function expression(draw: Draw, type: string, depth: number, scope: Scope): string {
  const columns = scope.columns.filter((column) => column.type === type);
  if (depth <= 0 || draw.percent(15)) {
    if (columns.length > 0 && draw.percent(75)) return draw.pick(columns).name;
    return scope.params !== undefined && draw.percent(60)
      ? parameter(draw, type, scope.params)
      : literal(draw, type, !scope.safe);
  }
  const inner = (wanted: string) => expression(draw, wanted, depth - 1, scope);
  const form = draw.weighted<string>([
    [10, 'producer'],
    [type === 'bool' ? 8 : 0, 'condition'],
    [2, 'case'],
    [1, 'coalesce'],
    [1, 'nullif'],
    [scope.safe ? 0 : 3, 'cast'],
    [1, 'greatest'],
    [scope.safe ? 0 : 3, 'form'],
    [scope.subquery === null ? 0 : 2, 'subquery'],
  ]);
  switch (form) {
    case 'condition':
      return condition(draw, depth, scope);
    case 'case':
      return `CASE WHEN ${inner('bool')} THEN ${inner(type)} ELSE ${inner(type)} END`;
    case 'coalesce':
      return `coalesce(${inner(type)}, ${inner(type)})`;
    case 'nullif':
      return orderedTypes.includes(type) ? `nullif(${inner(type)}, ${inner(type)})` : inner(type);
    case 'greatest':
      return orderedTypes.includes(type)
        ? `${draw.pick(['greatest', 'least'])}(${inner(type)}, ${inner(type)})`
        : inner(type);
    case 'form':
      return grammarForm(draw, type, inner) ?? inner(type);
    case 'cast':
      return castTo(draw, type, inner);
    case 'subquery':
      return `(${scope.subquery!(draw, type, scope, true)})`;
    default:
      return scope.safe ? safe(draw, type, inner) : produced(draw, type, inner);
  }
}

/** `$n`, most of the time with its type. */
function parameter(draw: Draw, type: string, params: (string | null)[]): string {
  params.push(draw.percent(10) ? null : sampleText(draw, type));
  return draw.percent(80) ? `$${params.length}::${spelled(type)}` : `$${params.length}`;
}

/** Something of exactly this type that cannot fail. */
function safe(draw: Draw, type: string, inner: (type: string) => string): string {
  switch (type) {
    case 'text':
      return draw.pick([
        () => `(${inner('text')} || ${inner('text')})`,
        () => `upper(${inner('text')})`,
        () => `left(${inner('text')}, 2)`,
        () => `replace(${inner('text')}, 'a', 'bc')`,
      ])();
    case 'int4':
      return draw.pick([
        () => `(${inner('int4')} % 10 + 1)`,
        () => `length(${inner('text')})`,
        () => `(${inner('int4')} & ${inner('int4')})`,
        () => `sign(${inner('int4')}::float8)::int4`,
      ])();
    case 'numeric':
      return draw.percent(50) ? `(${inner('int4')}::numeric * 1.5)` : `coalesce(${inner('numeric')}, 0.25)`;
    case 'int8':
      return `(${inner('int4')}::int8 + 4294967296)`;
    case 'float8':
      return `(${inner('int4')}::float8 / 4)`;
    case 'bool':
      return `(NOT ${inner('bool')})`;
    default:
      return inner(type);
  }
}

function produced(draw: Draw, type: string, inner: (type: string) => string): string {
  const producers = producersOf(type);
  if (producers.length === 0) return inner(type);
  const producer = draw.pick(producers);
  const args = bindArguments(draw, producer, type);
  if (args === null) return inner(type);
  const texts = args.map((arg) => {
    const isNumber = /^(?:int|float|numeric)/.test(arg);
    if (hungry.has(producer.name) && isNumber) return `${draw.between(-3, 12)}::${arg}`;
    // Unknown literals have their type from the call.
    if (draw.percent(6) && !arg.startsWith('_')) return quoted(sampleText(draw, arg));
    // Another type: it is converted, or there is no such function, or more than one.
    return draw.percent(4) ? inner(anyType(draw)) : inner(arg);
  });
  return callInSomeNotation(draw, producer, texts);
}

function castTo(draw: Draw, type: string, inner: (type: string) => string): string {
  const roll = draw.below(10);
  if (roll < 2) return `CAST(${quoted(sampleText(draw, type))} AS ${spelled(type)})`;
  if (roll < 4 && type === 'numeric')
    return `${inner('numeric')}::numeric(${draw.between(1, 12)},${draw.between(0, 4)})`;
  if (roll < 5 && type === 'varchar') return `${inner('text')}::varchar(${draw.between(1, 4)})`;
  if (roll < 5 && type === 'bpchar') return `${inner('text')}::char(${draw.between(1, 4)})`;
  if (type === 'text') return `${inner(draw.pick(scalarTypes))}::text`;
  // Through texts, or a cast that does not exist.
  if (roll === 9) return `${inner(draw.pick(['text', 'varchar', 'name', 'bpchar']))}::${spelled(type)}`;
  if (roll === 8) return `CAST(${inner(draw.pick([...scalarTypes, ...arrayTypes]))} AS ${spelled(type)})`;
  const sources = castSources(type);
  return sources.length === 0 ? inner(type) : `${inner(draw.pick(sources))}::${spelled(type)}`;
}

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;

/** Forms of boolean that the grammar has and no function. */
export function condition(draw: Draw, depth: number, scope: Scope): string {
  const inner = (wanted: string) => expression(draw, wanted, depth - 1, scope);
  const known = scope.columns.filter(({ type }) => orderedTypes.includes(type)).map(({ type }) => type);
  const type = known.length > 0 && draw.percent(80) ? draw.pick(known) : draw.pick(orderedTypes);
  const form = draw.weighted<string>([
    [6, 'compare'],
    [3, 'and'],
    [3, 'or'],
    [2, 'not'],
    [2, 'null'],
    [2, 'in'],
    [2, 'between'],
    [1, 'distinct'],
    [1, 'is'],
    [1, 'row'],
    [1, 'like'],
    [1, 'any'],
    [scope.subquery === null ? 0 : 3, 'subquery'],
  ]);
  switch (form) {
    case 'and':
    case 'or':
      return `(${inner('bool')} ${form.toUpperCase()} ${inner('bool')})`;
    case 'not':
      return `(NOT ${inner('bool')})`;
    case 'null':
      return `(${inner(type)} IS ${draw.percent(50) ? 'NOT ' : ''}NULL)`;
    case 'in':
      return `(${inner(type)} ${draw.percent(40) ? 'NOT ' : ''}IN (${draw.several(1, 3, () => inner(type)).join(', ')}))`;
    case 'between':
      return `(${inner(type)} ${draw.pick(['BETWEEN', 'NOT BETWEEN', 'BETWEEN SYMMETRIC'])} ${inner(type)} AND ${inner(type)})`;
    case 'distinct':
      return `(${inner(type)} IS ${draw.percent(50) ? 'NOT ' : ''}DISTINCT FROM ${inner(type)})`;
    case 'is':
      return `(${inner('bool')} IS ${draw.pick(['TRUE', 'NOT TRUE', 'FALSE', 'UNKNOWN', 'NOT UNKNOWN'])})`;
    case 'row': {
      const other = draw.pick(orderedTypes);
      return `((${inner(type)}, ${inner(other)}) ${draw.pick(comparisons)} (${inner(type)}, ${inner(other)}))`;
    }
    case 'like':
      return `(${inner('text')} ${draw.pick(['LIKE', 'NOT LIKE', 'ILIKE'])} ${draw.pick(["'a%'", "'%b'", "'_'", "''", "'%'", "'a\\%b'"])})`;
    case 'any':
      return `(${inner(type)} ${draw.pick(comparisons)} ${draw.pick(['ANY', 'ALL'])} (${arrayOf(draw, type, inner)}))`;
    case 'subquery': {
      const query = scope.subquery!(draw, type, scope, false);
      return draw.pick([
        () => `EXISTS (${query})`,
        () => `NOT EXISTS (${query})`,
        () => `(${inner(type)} IN (${query}))`,
        () => `(${inner(type)} NOT IN (${query}))`,
        () => `(${inner(type)} ${draw.pick(comparisons)} ${draw.pick(['ANY', 'ALL'])} (${query}))`,
      ])();
    }
    default:
      return `(${inner(type)} ${draw.pick(comparisons)} ${inner(type)})`;
  }
}

function arrayOf(draw: Draw, type: string, inner: (type: string) => string): string {
  return `ARRAY[${draw.several(1, 3, () => inner(type)).join(', ')}]`;
}
