/** Collations, and the order of text under those that do not order by bytes. */

export { collationUnder, indeterminate, isUnderCollation, underCollation, withoutCollation } from './collated-oids.ts';
export { caseLocale, collatedCompare } from './collated-order.ts';
export {
  allCollations,
  type Collation,
  cCollation,
  collationByName,
  collationByOid,
  collationOfType,
  collationVersion,
  defaultCollation,
  isBytewise,
  orderingCollation,
} from './collations.ts';

import './collated-types.ts';
