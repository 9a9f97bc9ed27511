/**
 * What analysis may ask of its surroundings. The session fills it: one version of the catalog, the search path, the settings
 * that the text forms of constants depend on, and the parameters of the statement. Registries of types and functions are
 * reached through it too, so that a catalog can add types of its own.
 */
import type { Catalog } from '../catalog/catalog.ts';
import type { CastDef, FunctionDef, OperatorDef } from '../functions/function-def.ts';
import * as functionRegistry from '../functions/registry.ts';
import { firstUserTypeOid, typeByName, typeByOid } from '../types/registry.ts';
import type { Oid, TextContext, TypeDef } from '../types/type-def.ts';

export interface TypeAccess {
  byOid(oid: Oid): TypeDef | undefined;
  /** By the name in pg_type. */
  byName(name: string): TypeDef | undefined;
}

export interface FunctionAccess {
  functionsByName(name: string): readonly FunctionDef[];
  operatorsByName(name: string): readonly OperatorDef[];
  functionByOid(oid: Oid): FunctionDef | undefined;
  operatorByOid(oid: Oid): OperatorDef | undefined;
  castBetween(source: Oid, target: Oid): CastDef | undefined;
}

/**
 * Types of `$1`, `$2`, ... from index 0; 0 where nothing is known yet. Analysis writes the types it infers into it.
 */
export interface ParameterTypes {
  readonly types: Oid[];
}

export interface AnalyzerContext {
  readonly catalog: Catalog;
  /** Effective search path in order, pg_catalog and the temporary schema included. */
  readonly searchPath: readonly Oid[];
  readonly databaseName: string;
  /** Throws where the name is written with a schema that may not be used. */
  requireUsage?(parts: readonly string[]): void;
  readonly types: TypeAccess;
  readonly functions: FunctionAccess;
  readonly text: TextContext;
  /** null: the statement may have no parameters. */
  readonly parameters: ParameterTypes | null;
  /** The collations of all output columns are asked for: a view or a table is made of the query. */
  readonly collations?: true;
}

/** Built-in types and those of a catalog version. */
export function typesOf(catalog: Catalog): TypeAccess {
  return {
    byOid: (oid) => (oid < firstUserTypeOid ? typeByOid(oid) : catalog.userType(oid)),
    byName: typeByName,
  };
}
export const builtInFunctions: FunctionAccess = functionRegistry;
