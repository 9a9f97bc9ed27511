/** Names in deparsed text: relations, functions and types are qualified when the search path would not find them. */
import { CatalogDefinitions } from '../../catalog/definitions.ts';
import type { RelationDescriptor } from '../../catalog/descriptors.ts';
import { ownFunctionsNamed } from '../../catalog/own-functions.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import { formatType } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import type { AnalyzerContext } from '../environment.ts';

export type DeparseContext = Pick<AnalyzerContext, 'catalog' | 'searchPath' | 'types' | 'functions' | 'text'>;

/** `hidden`: names that mean something else where the text stands, such as WITH items. */
export function relationName(oid: Oid, context: DeparseContext, hidden: readonly string[] = []): string {
  const relation = context.catalog.relation(oid);
  if (!relation) return `${oid}`;
  return isVisible(relation, context) && !hidden.includes(relation.name)
    ? quoteIdentifier(relation.name)
    : `${quoteIdentifier(context.catalog.schema(relation.schema)?.name ?? '')}.${quoteIdentifier(relation.name)}`;
}

function isVisible(relation: RelationDescriptor, context: DeparseContext): boolean {
  return context.catalog.resolveRelation([relation.name], context.searchPath)?.oid === relation.oid;
}

export function functionName(oid: Oid, context: DeparseContext): string {
  const def = context.functions.functionByOid(oid);
  const name = quoteIdentifier(def?.name ?? `${oid}`);
  if (def?.own === undefined) return name;
  const { catalog } = context;
  if (ownFunctionsNamed(catalog, def.name, context.searchPath).includes(def)) return name;
  return `${quoteIdentifier(catalog.schema(def.own.schema)?.name ?? '')}.${name}`;
}

export function typeText(type: Oid, typmod: number, context: DeparseContext): string {
  // Names of the database's own types depend on the search path of who asks.
  const own = new CatalogDefinitions(context.catalog, context.searchPath, noDeparser).typeName(type);
  return own ?? formatType(type, typmod);
}

export function collationName(key: string, context: DeparseContext): string {
  return new CatalogDefinitions(context.catalog, context.searchPath, noDeparser).collationText(key);
}

const noDeparser = { expression: () => '', query: () => '' };

/** Never E'': the text is read with standard_conforming_strings on, as PostgreSQL's own is. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
