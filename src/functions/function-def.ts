/**
 * Rows of the function, operator, aggregate and cast tables. One row says everything: resolution, code generation, pg_proc,
 * docs and property generators read the row; nothing tests for a function by name.
 * Types are named as in pg_type ('int4', '_text', 'anyelement', 'any').
 */
import type { Datum, DatumValue, NameContext, Oid, TextContext } from '../types/type-def.ts';
import type { ServerFacts } from './server-facts.ts';

export type Volatility = 'immutable' | 'stable' | 'volatile';

/** What running functions may ask of the session; the session implements it. All times are µs from 2000-01-01 UTC. */
export interface FunctionContext extends TextContext {
  readonly statementTimestamp: number;
  clockTimestamp(): number;
  /** Uniform in [0, 1). */
  random(): number;
  setSeed(seed: number): void;
  randomBytes(count: number): Uint8Array;
  readonly currentUser: string;
  readonly sessionUser: string;
  readonly databaseName: string;
  readonly backendPid: number;
  readonly names: NameContext;
  /** Effective search_path: names of existing schemas; with `implicit`, pg_catalog and the temporary schema too. */
  searchPath(implicit: boolean): readonly string[];
  setting(name: string, missingOk: boolean): string | null;
  setSetting(name: string, value: string | null, local: boolean): string;
  readonly transactionId: () => number;
  /** null: the transaction has none yet. */
  assignedTransactionId(): number | null;
  /** `xmin:xmax:xip,...` of the snapshot that the statement reads by. */
  currentSnapshot(): string;
  /** Makes what the statement reads by known to other transactions; gives its name. */
  exportSnapshot(): string;
  readonly sequences: SequenceAccess;
  readonly advisory: AdvisoryAccess;
  readonly notifications: NotificationAccess;
  readonly catalog: CatalogFunctions;
  readonly server: ServerFacts;
  /** All rows of a query given as text, and the types of its columns. */
  runQuery(text: string): {
    readonly types: readonly Oid[];
    readonly rows: readonly (readonly Datum[])[];
  };
  /** ctid of the table's row that the cursor stands on; null when an outer join gave none. */
  currentOf(cursor: string, table: Oid): number | null;
}
/** Two halves as unsigned numbers; `parts`: of one bigint, or two integers. */
export interface AdvisoryKey {
  readonly high: number;
  readonly low: number;
  readonly parts: 1 | 2;
}
export interface AdvisoryAccess {
  /** Granted when the call returns, or before the statement goes on with its next rows. */
  lock(request: {
    readonly key: AdvisoryKey;
    readonly shared: boolean;
    readonly scope: 'session' | 'transaction';
  }): void;
  tryLock(request: {
    readonly key: AdvisoryKey;
    readonly shared: boolean;
    readonly scope: 'session' | 'transaction';
  }): boolean;
  unlock(key: AdvisoryKey, shared: boolean): boolean;
  unlockAll(): void;
}
export interface NotificationAccess {
  notify(channel: string, payload: string): void;
  channels(): readonly string[];
}
export interface SequenceAccess {
  nextval(sequence: Oid): number | bigint;
  currval(sequence: Oid): number | bigint;
  lastval(): number | bigint;
  setval(sequence: Oid, value: number | bigint, called: boolean): number | bigint;
}
/** An object in words; `schema` and `name` are SQL text, null where they do not say which object it is. */
export interface ObjectIdentity {
  readonly type: string;
  readonly schema: string | null;
  readonly name: string | null;
  readonly identity: string;
  readonly description: string;
  readonly names: readonly string[];
  readonly args: readonly string[];
}
/** Catalog-information functions whose answers are computed above this layer; absent objects give null. */
export interface CatalogFunctions {
  formatType(type: Oid, typmod: number | null): string;
  viewDefinition(view: Oid, pretty: boolean): string | null;
  ruleDefinition(rule: Oid, pretty: boolean): string | null;
  indexDefinition(index: Oid, column: number, pretty: boolean): string | null;
  constraintDefinition(constraint: Oid, pretty: boolean): string | null;
  expressionText(stored: string, relation: Oid, pretty: boolean): string | null;
  serialSequence(table: Oid, column: string): string | null;
  /** `identity` leaves defaults out. */
  functionArguments(fn: Oid, identity: boolean): string | null;
  functionResult(fn: Oid): string | null;
  columnDescription(relation: Oid, column: number): string | null;
  objectDescription(object: Oid, catalog: string | null): string | null;
  /** null: there is no such object; XX000 for what is no class of objects. */
  objectIdentity(home: Oid, object: Oid, sub: number): ObjectIdentity | null;
  /** What objects of a class, or columns of the relation, are called. */
  objectClassWord(home: Oid, object: Oid, sub: number): string;
  /** Class, object and sub-object by what pg_identify_object_as_address says. */
  objectAddress(type: string, names: readonly Datum[], args: readonly Datum[]): readonly [Oid, Oid, number];
  relationSize(relation: Oid): number | null;
  /** Bits of the commands that can change the relation, or a column of it (from 0; -1: any). */
  updatableEvents(relation: Oid, column: number): number;
  isVisible(kind: 'relation' | 'type' | 'function' | 'operator' | 'collation', oid: Oid): boolean | null;
  hasPrivilege(kind: string, args: readonly Datum[]): boolean | null;
  cancelBackend(pid: number): boolean;
  terminateBackend(pid: number): boolean;
  sleep(seconds: number): void;
}

/** Facts about a call site, for functions over "any" and polymorphic types. */
export interface CallInfo {
  readonly argTypes: readonly Oid[];
  readonly resultType: Oid;
  /** `VARIADIC array` in the call of a function over "any": the last argument is the array of what it stands for. */
  readonly variadic?: true;
  /** What a column definition list wants of a function that returns "record": `f(...) AS t (a int, b text)`. */
  readonly columns?: readonly { readonly name: string; readonly type: Oid; readonly typmod: number }[];
}

interface RoutineDef {
  /** OID in pg_proc of PostgreSQL 15. */
  readonly oid: Oid;
  readonly name: string;
  readonly args: readonly string[];
  /** Argument names, where named calls are possible. */
  readonly argNames?: readonly string[];
  /** The last argument stands for any number of arguments; its declared type is the element type ('any', 'text'). */
  readonly variadic?: boolean;
  /** SQL text of defaults for the last arguments. */
  readonly defaults?: readonly string[];
  readonly result: string;
  readonly volatility: Volatility;
  /** Of a function that came with a type of the database's own: where it is, and its types, which the rows' names cannot say. */
  readonly own?: { readonly schema: Oid; readonly args: readonly Oid[]; readonly result: Oid };
  /** Has no row in pg_proc and no name to call it by: a conversion that PostgreSQL does without a function. */
  readonly hidden?: true;
}

/**
 * `impl` gets scalars; a strict function is not called when an argument is null and then gives null; one that is not
 * strict gets and may give null. `context` puts the FunctionContext, `callInfo` the CallInfo before the arguments, in this order.
 */
export interface ScalarFunctionDef extends RoutineDef {
  readonly kind: 'scalar';
  /** A function of SQL text that PostgreSQL inlines: constant where the output of its arguments' types is immutable. */
  readonly inlined?: true;
  readonly strict: boolean;
  readonly context?: true;
  readonly callInfo?: true;
  /** The statement that calls it may have to wait for others. */
  readonly waits?: true;
  readonly impl: (...args: never[]) => Datum;
}
/**
 * A set-returning function. `columns` names the results of a function that returns several (OUT parameters); rows are then arrays.
 * So they are where the result is 'record' without `columns`: the call then has a column definition list, in `CallInfo.columns`.
 */
export interface SetFunctionDef extends RoutineDef {
  readonly kind: 'set';
  readonly strict: boolean;
  readonly context?: true;
  readonly callInfo?: true;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly rows: (...args: never[]) => Iterable<Datum | readonly Datum[]>;
}
/**
 * An aggregate: `step` returns the new state. Strict aggregates skip rows with a null argument. The compiler has accumulators
 * of its own for some (count, sum, min, max, avg ...), chosen by `oid`, and must give the same answers.
 */
export interface AggregateDef extends RoutineDef {
  readonly kind: 'aggregate';
  readonly strict: boolean;
  readonly context?: true;
  readonly callInfo?: true;
  readonly orderedSet?: OrderedSet;
  /** Its state keeps what it is given, and so grows with the number of rows. */
  readonly keeps?: true;
  readonly init: (...contextOrInfo: never[]) => unknown;
  readonly step: (state: never, ...args: never[]) => unknown;
  /**
   * A new state from those of two runs of rows, the first before the second, where that gives exactly what one run over all
   * would; neither is changed.
   */
  readonly merge?: (first: never, second: never) => unknown;
  /** Gets the FunctionContext after the state when `context` is set; leaves the state as it is, for a frame that goes on. */
  readonly final: (state: never, context?: never) => Datum;
}
/** An array, or more rows than that. */
export interface SortedRows {
  readonly length: number;
  at(index: number): readonly Datum[] | undefined;
}

/**
 * What an ordered-set aggregate does with the sorted rows of a group ("Ordered-Set Aggregate Functions"). Rows with nulls are left
 * out unless it is hypothetical. Its `init`, `step` and `final` gather the rows and are not called.
 */
export interface OrderedSet {
  /** The direct arguments make a row of the same kind as the others: rank, percent_rank, cume_dist, dense_rank. */
  readonly hypothetical: boolean;
  /** `compare` is the order asked for; of one that is not hypothetical, rows have one value. */
  readonly answer: (
    rows: SortedRows,
    direct: readonly Datum[],
    compare: (a: readonly Datum[], b: readonly Datum[]) => number,
    info: CallInfo,
  ) => Datum;
}
/** A window function proper; `does` says which code the window operator writes for it. */
export interface WindowFunctionDef extends RoutineDef {
  readonly kind: 'window';
  readonly does: WindowFunctionKind;
}
export type WindowFunctionKind =
  | 'row_number'
  | 'rank'
  | 'dense_rank'
  | 'percent_rank'
  | 'cume_dist'
  | 'ntile'
  | 'lag'
  | 'lead'
  | 'first_value'
  | 'last_value'
  | 'nth_value';
export type FunctionDef = ScalarFunctionDef | SetFunctionDef | AggregateDef | WindowFunctionDef;

export interface OperatorDef {
  /** OID in pg_operator of PostgreSQL 15. */
  readonly oid: Oid;
  readonly name: string;
  /** null: prefix operator. */
  readonly left: string | null;
  readonly right: string;
  readonly result: string;
  /** OID of the function that does it. */
  readonly proc: Oid;
  /** Names of operators over the same (swapped) types. */
  readonly commutator?: string;
  readonly negator?: string;
  /** Part of the default btree operator class: its strategy. Equality with a hash class says `hashes`. */
  readonly btree?: '<' | '<=' | '=' | '>=' | '>';
  readonly hashes?: true;
}

/** A row of pg_cast. 'io' casts go through output and input; 'binary' ones change nothing. */
export interface CastDef {
  readonly source: string;
  readonly target: string;
  readonly context: 'implicit' | 'assignment' | 'explicit';
  /** OID of the scalar function that converts (one argument), or the method. */
  readonly method: 'io' | 'binary' | { readonly proc: Oid };
  /** What pg_cast says where the method is one of ours. */
  readonly shown?: 'binary' | { readonly proc: Oid };
}

export type { Datum, DatumValue };
