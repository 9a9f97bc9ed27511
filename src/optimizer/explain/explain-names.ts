/** What EXPLAIN asks of the catalog. */

import type { DatumValue, Oid } from '../../types/type-def.ts';
import type { StructuredFormat } from './explain-formats.ts';

export interface ExplainNames {
  relation(oid: Oid): { readonly schema: string; readonly name: string };
  /** Name of an attribute of a table or catalog relation; system columns have negative positions. */
  column(relation: Oid, position: number): string;
  /** Name of a routine, as deparsed: qualified only where it must be. */
  routine(oid: Oid): string;
  operator(oid: Oid): string;
  type(oid: Oid, typmod: number): string;
  /** Text form of a value. */
  value(value: DatumValue, type: Oid): string;
}

export interface ExplainOptions {
  readonly format: 'text' | StructuredFormat;
  readonly costs: boolean;
  readonly verbose: boolean;
  /** EXPLAIN ANALYZE: what happened in a node, by the node's object; null for one that was never run. */
  readonly actual: ((node: object) => ActualCounts | null) | null;
  /** What a sort or hash table has used, by its node. */
  readonly usage: ((node: object) => MemoryUsage | null) | null;
  /** Blocks of buffers and temporary files. */
  readonly buffers: boolean;
  readonly wal: boolean;
  /** Names and values of settings to tell of; null: not asked for. */
  readonly settings: readonly (readonly [string, string])[] | null;
  /** Show times (TIMING on). */
  readonly timing: boolean;
  /** Lines for the end of the text: planning and execution time, in milliseconds. */
  readonly planningMs: number | null;
  readonly executionMs: number | null;
}
export interface ActualCounts {
  readonly rows: number;
  readonly loops: number;
  readonly startupMs: number;
  readonly totalMs: number;
}

/** Bytes in memory and in temporary files. */
export interface MemoryUsage {
  readonly bytes: number;
  readonly diskBytes: number;
  /** Of a sort. */
  readonly method?: string;
  readonly batches?: number;
  readonly buckets?: number;
}

export const defaultExplainOptions: ExplainOptions = {
  format: 'text',
  costs: true,
  verbose: false,
  actual: null,
  usage: null,
  buffers: false,
  wal: false,
  settings: null,
  timing: true,
  planningMs: null,
  executionMs: null,
};
