/** Collations, and the order of text under those that do not order by bytes. */

export { collationUnder, indeterminate, isUnderCollation, underCollation, withoutCollation } from './collated-oids.ts';
export { caseLocale, checkIcuLocale, collatedCompare } from './collated-order.ts';
export {
  allCollations,
  type Collation,
  cCollation,
  collationByKey,
  collationByName,
  collationByOid,
  collationOfType,
  collationVersion,
  defaultCollation,
  isBytewise,
  orderingCollation,
  ownCollationKey,
  ownCollationOid,
} from './collations.ts';

import './collated-types.ts';
