/** What planning may ask of the world: descriptors, statistics, settings, and facts about routines and types. */
import type { RelationDescriptor } from '../catalog/descriptors.ts';
import type { CallInfo, Volatility } from '../functions/function-def.ts';
import type { Datum, DatumValue, Oid } from '../types/type-def.ts';

export interface PlanContext {
  readonly catalog: PlanCatalog;
  readonly statistics: PlanStatistics;
  readonly settings: PlannerSettings;
  readonly facts: RoutineFacts;
  /** Throws when the statement is to end: planning one of hundreds of relations takes a while. */
  readonly checkInterrupts: () => void;
}

export interface PlanCatalog {
  /** The relation with this OID in the catalog version that the statement sees; null or undefined when there is none. */
  relation(oid: Oid): RelationDescriptor | null | undefined;
}

export interface PlanStatistics {
  /** Rows of the table now; need not be exact. */
  rowCount(table: Oid): number;
  /** Summary of one column, null when not known. */
  column?(table: Oid, column: number): ColumnStatistics | null;
}
export interface ColumnStatistics {
  /** Number of different values, or null. */
  readonly distinct: number | null;
  readonly nullFraction: number;
  readonly min: Datum;
  readonly max: Datum;
}

export interface PlannerSettings {
  /** `aiondb.optimizer`: off gives a straightforward plan with no rewrites, indexes or hash tables. */
  readonly optimizer: boolean;
  readonly enableSeqScan: boolean;
  readonly enableIndexScan: boolean;
  readonly enableHashJoin: boolean;
  readonly enableNestLoop: boolean;
  readonly enableSort: boolean;
}

export const defaultPlannerSettings: PlannerSettings = {
  optimizer: true,
  enableSeqScan: true,
  enableIndexScan: true,
  enableHashJoin: true,
  enableNestLoop: true,
  enableSort: true,
};

export type BtreeStrategy = '<' | '<=' | '=' | '>=' | '>';

export interface OperatorFacts {
  readonly name: string;
  readonly proc: Oid;
  readonly btree: BtreeStrategy | null;
  readonly hashes: boolean;
  /** OIDs of the operator with its arguments swapped, and of the one that gives the opposite; null when there is none. */
  readonly commutator: Oid | null;
  readonly negator: Oid | null;
}

export interface RoutineFacts {
  volatility(fn: Oid): Volatility;
  /** The same for arguments of these types as long as they are constants. */
  constant(fn: Oid, argTypes: readonly Oid[]): boolean;
  /** Null as soon as one argument is. */
  strict(fn: Oid): boolean;
  /** Columns that a function in FROM gives. */
  columnCount(fn: Oid): number;
  operator(oid: Oid): OperatorFacts | null;
  /** The operator of this name over two arguments of the type, if its btree class has one. */
  btreeOperator(type: Oid, strategy: BtreeStrategy): Oid | null;
  argumentCount(fn: Oid): number;
  /** The function that casts one type to another, null when the cast is none by function. */
  castFunction(source: Oid, target: Oid): Oid | null;
  /** Value of an immutable function on constants, undefined when it needs a session. Throws what the function throws. */
  evaluate(fn: Oid, args: readonly Datum[], info: CallInfo): Datum | undefined;
  /** The value's text read as another type; undefined where a part of that is not immutable. Throws what the input throws. */
  convert(value: DatumValue, source: Oid, target: Oid): Datum | undefined;
  /** The value within a type's modifier; undefined: not known here. Throws what the type throws. */
  modify(value: DatumValue, type: Oid, typmod: number, explicit: boolean): Datum | undefined;
  /** Result of the aggregate over no rows, undefined when it needs a session. */
  emptyAggregate(fn: Oid, info: CallInfo): Datum | undefined;
  /** A window function that gives every row a number, never null. */
  numbersRows(fn: Oid): boolean;
  /** Which end of the order the aggregate gives, for min and max; null for all others. */
  extreme(fn: Oid): 'min' | 'max' | null;
  compare(type: Oid): ((a: DatumValue, b: DatumValue) => number) | null;
}
