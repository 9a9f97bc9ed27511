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

function collatorFor(locale: string): Intl.Collator {
  if (otherOrders.has(locale)) throw unsupported(`the order of collation "${locale}-x-icu"`);
  // An unknown locale would be taken for that of the process.
  const known = locale !== 'und' && Intl.Collator.supportedLocalesOf([locale]).length > 0;
  return new Intl.Collator(known ? locale : rootLocale, { usage: 'sort', sensitivity: 'variant' });
}

/** The locale as the functions of upper and lower case want it. */
export function caseLocale(collation: Collation): string {
  return collation.icuLocale === 'und' ? rootLocale : collation.icuLocale!;
}
