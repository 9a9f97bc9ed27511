/**
 * What the execution of DDL needs from its surroundings; the session provides it. A statement either ends with the catalog
 * transaction, the stores and the locks it wants, or throws; the session then returns to its mark from before the statement,
 * so nothing here undoes its own work.
 */
import type {
  BoundExpr,
  BoundQuery,
  Catalog,
  CatalogTransaction,
  ColumnDescriptor,
  Deparser,
  IndexDescriptor,
  SequenceDescriptor,
  TableDescriptor,
} from '../../catalog/index.ts';
import type { SqlErrorFields } from '../../errors/index.ts';
import type { Volatility } from '../../functions/function-def.ts';
import type { Expression, SelectStatement, TypeName } from '../../parser/ast/index.ts';
import type { Datum, Oid, TextContext } from '../../types/type-def.ts';
import type { SequenceState } from './sequence-state.ts';

/** Relation lock modes, as in the manual under "Table-Level Locks". */
export type RelationLockMode =
  | 'access share'
  | 'row share'
  | 'row exclusive'
  | 'share update exclusive'
  | 'share'
  | 'share row exclusive'
  | 'exclusive'
  | 'access exclusive';

export interface DdlNotice {
  readonly severity: 'NOTICE' | 'WARNING' | 'INFO';
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly fields?: SqlErrorFields;
}

/** Clauses whose expressions DDL stores or runs; named as in analyzer/expression-kind.ts. */
export type DefinitionClause = 'check' | 'default' | 'indexExpression' | 'indexPredicate' | 'using' | 'generated';

/** The column an expression is for. */
export type ColumnTarget = Pick<ColumnDescriptor, 'name' | 'type' | 'typmod'>;

/** Analysis on the catalog as the statement has changed it so far. A table is passed as its descriptor: it may not be in the catalog yet. */
export interface DdlAnalyzer {
  typeName(name: TypeName): { readonly type: Oid; readonly typmod: number };
  /** Over rel 0 = `table`; null: no columns may be used. Of the type it has by itself (an unknown literal is text). */
  expression(expr: Expression, clause: DefinitionClause, table: TableDescriptor | null): BoundExpr;
  /** As `expression`, and of type boolean, or 42804. */
  condition(expr: Expression, clause: 'check' | 'indexPredicate', table: TableDescriptor): BoundExpr;
  /** As `expression`, and converted by assignment to the column's type and modifier, or 42804. */
  assigned(
    expr: Expression,
    clause: 'default' | 'generated',
    table: TableDescriptor | null,
    column: ColumnTarget,
  ): BoundExpr;
  /** The same for USING; null when there is no such conversion. */
  using(expr: Expression, table: TableDescriptor, column: ColumnTarget): BoundExpr | null;
  /** The assignment conversion of an analyzed expression; null when there is none. */
  converted(expr: BoundExpr, type: Oid, typmod: number): BoundExpr | null;
  query(statement: SelectStatement): BoundQuery;
  /** The worst of the functions in it. */
  volatility(expr: BoundExpr): Volatility;
  /** `numeric(10,2)`. */
  typeText(type: Oid, typmod: number): string;
  /** The name of a collation. */
  collationText(collation: Oid): string;
  isPseudoType(type: Oid): boolean;
  isCollatable(type: Oid): boolean;
  /** One of the types whose values are text. */
  isText(type: Oid): boolean;
  /** Name of the collation that a domain was given; null for those without, and other types. */
  domainCollation(type: Oid): string | null;
  /** Name of the collation derived for an expression over the table; null: none. */
  collationOf(expr: BoundExpr, table: TableDescriptor): string | null;
  hasOrder(type: Oid): boolean;
  hasHash(type: Oid): boolean;
  /** The function of the `=` by which a foreign key compares its columns: (referencing, referenced) types; null when there is none. */
  keyEquality(referencing: Oid, referenced: Oid): Oid | null;
  readonly deparse: Deparser;
  /** Text of an expression to its syntax tree. */
  parse(text: string): Expression;
  /** `nextval('s'::regclass)`, converted to the column's type. */
  nextval(sequence: Oid, type: Oid): BoundExpr;
  valueText(value: Datum, type: Oid): string;
  /** Settings that text forms, and thereby the CHECKs of domains, depend on. */
  textContext(): TextContext;
}

/** The stored parts of relations: tables and sequences under storageOf(descriptor), indexes in their tables. All of it is undone with the transaction. */
export interface DdlStorage {
  /** An empty one, without indexes. */
  createTable(table: TableDescriptor): void;
  /** Makes the index and fills it from the table's rows; for a unique one, the key of two equal rows if there are any. */
  createIndex(index: IndexDescriptor, table: TableDescriptor): readonly Datum[] | null;
  dropIndex(index: IndexDescriptor, table: TableDescriptor): void;
  createSequence(sequence: SequenceDescriptor, state: SequenceState): void;
  sequence(sequence: SequenceDescriptor): SequenceState;
  /** The last column of `after` is new; rows so far have its `missing` value. */
  addColumn(after: TableDescriptor): void;
  dropColumn(table: TableDescriptor, column: number): void;
  truncate(table: TableDescriptor): void;
  isEmpty(table: TableDescriptor): boolean;
  insertRows(table: TableDescriptor, rows: Iterable<readonly Datum[]>): void;
  /**
   * Makes the rows the given ones: those that are there stay, others are deleted or inserted. The row and index of a unique key that
   * is met twice, or null.
   */
  exchangeRows(
    table: TableDescriptor,
    rows: readonly (readonly Datum[])[],
  ): { readonly index: Oid; readonly row: readonly Datum[] } | null;
  /** The part is no longer used, should this transaction commit. */
  release(relation: TableDescriptor | SequenceDescriptor): void;
}

export interface DdlContext {
  readonly transaction: CatalogTransaction;
  readonly analyzer: DdlAnalyzer;
  readonly storage: DdlStorage;
  /** Takes a name for a new object, and whether this statement has waited for who had it. Absent: nobody else is there. */
  lockName?(key: string): void;
  waitedForName?(key: string): boolean;
  /** Whether changed rows of the table wait for a deferred check; absent: never. */
  hasPendingChecks?(table: Oid): boolean;
  /** A cursor of the session that is open reads the table. */
  isReadByCursor?(table: Oid): boolean;
  readonly databaseName: string;
  isDatabase(name: string): boolean;
  readonly currentRole: Oid;
  readonly sessionRole: Oid;
  /** Schemas where an unqualified name is looked for, in order, the temporary one and pg_catalog included. Read anew after changes. */
  searchPath(): readonly Oid[];
  /** The first existing schema that was written in search_path: where unqualified new objects go. */
  creationSchema(): Oid | undefined;
  /** Runs `work` with the schema searched and created in first; what is analyzed meanwhile too. */
  withSchema<T>(schema: Oid, work: () => T): T;
  /** Name of the session's schema for temporary objects, made when first needed. */
  readonly temporarySchemaName: string;
  notice(notice: DdlNotice): void;
  /**
   * Returns with the lock held until the end of the transaction. What has to wait is the session's business: it may unwind the
   * statement and run it again from the start, so locks come before effects.
   */
  lock(object: Oid, mode: RelationLockMode): void;
  /** Throws unless the role may run the query. */
  checkQuery(query: BoundQuery, role: Oid): void;
  /** Runs a query on the catalog as it is now. */
  run(query: BoundQuery): Iterable<readonly Datum[]>;
  /** SCRAM-SHA-256 verifier of a password given in clear. */
  passwordVerifier(password: string): string;
  /** The input of timestamptz, and its output in UTC. */
  momentText(text: string): string;
  /** The session calls applyOnCommit before each commit; without it, ON COMMIT DELETE ROWS and DROP are refused. */
  readonly appliesOnCommit?: true;
  /** The value as it would be set; throws what SET throws. */
  checkSetting(name: string, value: string): string;
  /** A setting's value as text. */
  setting(name: string): string;
}

/** What a statement's execution reports. */
export interface DdlResult {
  readonly tag: string;
}

export type { Catalog };
