/**
 * Order of text under an ICU collation: as the library's collator has it, and by bytes where that finds no difference, so that
 * equal means the same bytes (PostgreSQL's deterministic collations).
 */
import { unsupported } from '../../errors/index.ts';
import { compareText } from '../text-order.ts';
import type { Collation } from './collations.ts';

type Compare = (a: string, b: string) => number;

const orders = new Map<string, Compare>();

export function collatedCompare(collation: Collation): Compare {
  const locale = collation.icuLocale!;
  let order = orders.get(locale);
  if (order === undefined) {
    const { compare } = collatorFor(locale);
    order = (a, b) => (a === b ? 0 : compare(a, b) || compareText(a, b));
    orders.set(locale, order);
  }
  return order;
}

/** Locales whose tailoring the collator of the runtime does not have. */
const otherOrders: ReadonlySet<string> = new Set([
  'en-US-u-va-posix',
  'yue',
  'yue-Hans',
  'yue-Hans-CN',
  'yue-Hant',
  'yue-Hant-HK',
]);

/** The root collation under a name that the runtime's collator surely knows: English has no tailoring. */
const rootLocale = 'en';

/** 0A000 for what the runtime's collator cannot do. ICU itself takes any text for a locale, and orders by the root where it knows none. */
export function checkIcuLocale(locale: string): void {
  collatorFor(locale);
}

type Sensitivity = NonNullable<Intl.CollatorOptions['sensitivity']>;
const strengths: Readonly<Record<string, Sensitivity>> = { level1: 'base', level2: 'accent', level3: 'variant' };

function collatorFor(written: string): Intl.Collator {
  if (otherOrders.has(written)) throw unsupported(`the order of collation "${written}-x-icu"`);
  if (written.includes('@')) throw unsupported(`an ICU locale with keywords behind @, "${written}"`);
  const { base, attributes } = partsOf(written);
  if (otherOrders.has(base)) throw unsupported(`the order of the ICU locale "${written}"`);
  const options: Intl.CollatorOptions = { usage: 'sort', sensitivity: 'variant' };
  let collation = '';
  for (const [key, value] of attributes) {
    if (key === 'co' && value !== 'standard') collation = value;
    else if (key === 'kn') options.numeric = value !== 'false';
    else if (key === 'kf') options.caseFirst = value as 'upper' | 'lower' | 'false';
    else if (key === 'ks' && strengths[value] !== undefined) options.sensitivity = strengths[value];
    else if (key === 'ka') options.ignorePunctuation = value === 'shifted';
    else if (key.startsWith('k')) throw unsupported(`the setting ${key}-${value} of an ICU collation`);
  }
  // An unknown locale would be taken for that of the process.
  const known = base !== 'und' && Intl.Collator.supportedLocalesOf([base]).length > 0;
  const locale = known ? base : rootLocale;
  const collator = new Intl.Collator(collation === '' ? locale : `${locale}-u-co-${collation}`, options);
  // What a locale does not have, ICU passes over; what the runtime alone does not have, it must not.
  if (collation === 'search' || collation === 'searchjl') throw unsupported(`the collation type ${collation}`);
  return collator;
}

/** The locale without its extensions, and what the one of Unicode (`-u-co-phonebk`) says. */
function partsOf(written: string): {
  readonly base: string;
  readonly attributes: readonly (readonly [string, string])[];
} {
  let tag: string;
  try {
    tag = new Intl.Locale(written.replaceAll('_', '-')).toString();
  } catch {
    // ICU takes what is no locale for the root.
    return { base: 'und', attributes: [] };
  }
  const at = tag.indexOf('-u-');
  if (at < 0) return { base: tag, attributes: [] };
  const attributes: [string, string][] = [];
  for (const word of tag.slice(at + 3).split('-')) {
    if (word.length === 1) break;
    const last = attributes.at(-1);
    if (word.length === 2) attributes.push([word, '']);
    else if (last !== undefined) last[1] = last[1] === '' ? word : `${last[1]}-${word}`;
  }
  return { base: tag.slice(0, at), attributes: attributes.map(([key, value]) => [key, value === '' ? 'true' : value]) };
}

/** The locale as the functions of upper and lower case want it. */
export function caseLocale(collation: Collation): string {
  const { base } = partsOf(collation.icuLocale!);
  return base === 'und' ? rootLocale : base;
}
