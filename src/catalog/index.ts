/**
 * The catalog: immutable descriptors by OID in persistent maps. A transaction sees one version with its own changes on top; DDL
 * makes the next version; rollback drops it. pg_catalog and information_schema are relations computed from a version.
 */
export { Catalog } from './catalog.ts';
export { type CatalogObject, isOwnType } from './catalog-parts.ts';
export { type CatalogChange, type CatalogMark, CatalogStore, CatalogTransaction } from './catalog-transaction.ts';
export type * from './catalog-view.ts';
export { definitionOf, type RelationWord, relationWord, withDefinition } from './definition-of.ts';
export { CatalogDefinitions, type Deparser, indexKeyText, optionText } from './definitions.ts';
export type * from './descriptors.ts';
export { checkOptionOf, isWatched, storageOf } from './descriptors.ts';
export { domainValueRow, isDomainValueRow } from './domain-value.ts';
export { keysLeanedOn } from './functional-dependence.ts';
export { sequencesIn, typesIn } from './object-references.ts';
export { collationOfDescriptor } from './own-collation.ts';
export { PersistentMap, TransientMap } from './persistent-map.ts';
export { parseObjectName, parseQualifiedName } from './qualified-name.ts';
export { quoteIdentifier, quoteLiteral } from './quote-identifier.ts';
export { systemRows } from './system-rows.ts';
export { isTemporarySchemaName, temporarySchemaName } from './temporary-schema-name.ts';
export type * from './tree.ts';
export {
  type BoundNode,
  columnsIn,
  columnsOfTableIn,
  isViewRef,
  mapTree,
  tablesIn,
  walkTree,
} from './tree-references.ts';
export { compiledDomainCheck, registerDomainChecks } from './type-definitions.ts';
export * from './well-known.ts';
