/**
 * Rows of functions and operators under a collation (types/collation/collated-oids.ts), made of the row without one when first
 * asked for. An operator's row loses its strategy and its relatives: those are of the bytewise order.
 */
import { type SqlError, sqlError, unsupported } from '../../errors/index.ts';
import {
  type Collation,
  caseLocale,
  collatedCompare,
  collationByOid,
  collationUnder,
  isUnderCollation,
  underCollation,
  withoutCollation,
} from '../../types/collation/index.ts';
import { trimBpchar } from '../../types/text.ts';
import type { Datum, DatumValue, Oid } from '../../types/type-def.ts';
import { associative } from '../aggregate/define.ts';
import type { AggregateDef, FunctionContext, FunctionDef, OperatorDef, ScalarFunctionDef } from '../function-def.ts';
import { likeMatcher } from '../like.ts';
import { type Sensitivity, sensitivityOf } from './sensitive.ts';
import { titleCase } from './title-case.ts';

const functions = new WeakMap<Collation, Map<Oid, FunctionDef>>();
/** Those of no collation that could be determined. */
const refusals = new Map<Oid, FunctionDef>();

export function collatedFunction(oid: Oid, rows: ReadonlyMap<Oid, FunctionDef>): FunctionDef | undefined {
  if (!isUnderCollation(oid)) return undefined;
  const collation = collationByOid(collationUnder(oid)!);
  let known = collation === undefined ? refusals : functions.get(collation);
  if (known === undefined) functions.set(collation!, (known = new Map()));
  let made = known.get(oid);
  if (made === undefined) {
    const base = rows.get(withoutCollation(oid));
    const sensitivity = sensitivityOf(withoutCollation(oid));
    if (base === undefined || sensitivity === null) return undefined;
    made = makeFunction(oid, base, sensitivity, collation);
    known.set(oid, made);
  }
  return made;
}

export function collatedOperator(oid: Oid, rows: ReadonlyMap<Oid, OperatorDef>): OperatorDef | undefined {
  if (!isUnderCollation(oid)) return undefined;
  const base = rows.get(withoutCollation(oid));
  if (base === undefined) return undefined;
  const { name, left, right, result } = base;
  return { oid, name, left, right, result, proc: underCollation(base.proc, collationUnder(oid)!) };
}

function makeFunction(
  oid: Oid,
  base: FunctionDef,
  sensitivity: Sensitivity,
  collation: Collation | undefined,
): FunctionDef {
  const refuse = (): never => {
    throw noCollation(sensitivity);
  };
  if (base.kind === 'aggregate') {
    return { ...base, ...(collation === undefined ? refusing(refuse) : extremeOf(base.name, collation)), oid };
  }
  if (base.kind === 'set') {
    return { ...base, oid, rows: collation === undefined ? refuse : overAscii(base.rows, false) };
  }
  if (base.kind === 'window') return base;
  if (sensitivity.kind === 'name') return { ...base, oid, context: true, impl: nameOf(collation) };
  return {
    ...base,
    oid,
    impl: collation === undefined ? refuse : scalarOf(base, sensitivity, collation),
  };
}

/** The name of the collation as SQL text. */
function nameOf(collation: Collation | undefined): ScalarFunctionDef['impl'] {
  return (context: FunctionContext) => (collation === undefined ? null : context.names.collationName!(collation.oid));
}

function refusing(refuse: () => never): Pick<AggregateDef, 'step'> {
  // The first value is taken as it is; only two are compared.
  return { step: (state: unknown, value: unknown) => (state === null ? value : refuse()) };
}

/** min or max of text; values that are equal differ at most in blanks at their ends, and then the first is the answer. */
function extremeOf(name: string, collation: Collation): Omit<AggregateDef, keyof RoutineParts> {
  const order = collatedCompare(collation);
  const sign = name === 'min' ? 1 : -1;
  return associative<DatumValue>((a, b) => (order(a as string, b as string) * sign <= 0 ? a : b));
}
type RoutineParts = Pick<
  AggregateDef,
  | 'kind'
  | 'oid'
  | 'name'
  | 'args'
  | 'argNames'
  | 'variadic'
  | 'defaults'
  | 'result'
  | 'volatility'
  | 'hidden'
  | 'orderedSet'
>;

function scalarOf(base: ScalarFunctionDef, sensitivity: Sensitivity, known: Collation): (...args: never[]) => Datum {
  switch (sensitivity.kind) {
    case 'order':
      return comparison(sensitivity, collatedCompare(known));
    case 'case':
      return changeCase(sensitivity.name, caseLocale(known));
    case 'ilike':
    case 'notIlike': {
      const locale = caseLocale(known);
      const wanted = sensitivity.kind === 'ilike';
      return (text: string, pattern: string) =>
        likeMatcher(pattern.toLocaleLowerCase(locale)).test(text.toLocaleLowerCase(locale)) === wanted;
    }
    case 'regex':
      return overAscii(base.impl, sensitivity.ignoresCase);
    default:
      return base.impl;
  }
}

function comparison(
  { op, padded }: Extract<Sensitivity, { kind: 'order' }>,
  order: (a: string, b: string) => number,
): (a: string, b: string) => boolean {
  const compare = padded ? (a: string, b: string) => order(trimBpchar(a), trimBpchar(b)) : order;
  switch (op) {
    case '<':
      return (a, b) => compare(a, b) < 0;
    case '<=':
      return (a, b) => compare(a, b) <= 0;
    case '>=':
      return (a, b) => compare(a, b) >= 0;
    default:
      return (a, b) => compare(a, b) > 0;
  }
}

function changeCase(name: 'lower' | 'upper' | 'initcap', locale: string): (text: string) => string {
  if (name === 'lower') return (text) => text.toLocaleLowerCase(locale);
  if (name === 'upper') return (text) => text.toLocaleUpperCase(locale);
  return (text) => titleCase(text, locale);
}

const isAscii = (value: unknown): boolean => typeof value !== 'string' || /^[\0-\x7f]*$/.test(value);

/**
 * Classes and case of characters are ASCII's in the regular expressions here. That is what an ICU collation says of ASCII text;
 * other text is matched only by patterns in which neither matters.
 */
function overAscii<F extends (...args: never[]) => unknown>(impl: F, ignoresCase: boolean): F {
  const checked = (...args: never[]): unknown => {
    if (!args.every(isAscii)) {
      const texts = args.filter((arg): arg is never => typeof arg === 'string') as readonly string[];
      const matters = /\\[a-zA-Z]|\[[:.=]|^\*\*\*|\(\?[a-z]/;
      if (ignoresCase || texts.some((text, i) => i > 0 && matters.test(text)) || texts.length > 2) {
        throw unsupported(
          'a regular expression with character classes or flags over text that is not ASCII, under an ICU collation',
        );
      }
    }
    return impl(...args);
  };
  return checked as F;
}

/** What the function says at run time when its arguments have no collation that could be determined. */
export function noCollation(sensitivity: Sensitivity): SqlError {
  const purposes: Partial<Record<Sensitivity['kind'], string>> = {
    ilike: 'ILIKE',
    notIlike: 'ILIKE',
    regex: 'regular expression',
  };
  const purpose =
    sensitivity.kind === 'case'
      ? `${sensitivity.name}() function`
      : (purposes[sensitivity.kind] ?? 'string comparison');
  return sqlError('indeterminate_collation', `could not determine which collation to use for ${purpose}`, {
    hint: 'Use the COLLATE clause to set the collation explicitly.',
  });
}
