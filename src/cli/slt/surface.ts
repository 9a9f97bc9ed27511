/**
 * A surface is a way to reach a database: in process, or by either protocol of the wire. Each file gets a database of its
 * own on each surface, and each named connection of the file a connection of its own.
 */
import type { Outcome } from './outcome.ts';

export type SurfaceName = 'embedded' | 'simple' | 'extended';

export const surfaceNames: readonly SurfaceName[] = ['embedded', 'simple', 'extended'];

export interface Surface {
  readonly name: SurfaceName;
  /** The names `skipif` and `onlyif` know here. */
  readonly labels: ReadonlySet<string>;
  open(): Promise<SurfaceDatabase>;
  /** Lets go of what outlives a file, such as the connection that creates databases. */
  close(): Promise<void>;
}

export interface SurfaceDatabase {
  connect(): Promise<SurfaceConnection>;
  /** Returns when a statement that was started has either ended or come to wait for a lock. */
  settle(connection: SurfaceConnection, isDone: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface SurfaceConnection {
  /** Runs a statement that nothing should keep waiting; never throws. */
  run(sql: string, params?: readonly (string | null)[]): Outcome | Promise<Outcome>;
  /** Runs a statement that may wait for another connection; never throws. */
  start(sql: string): Promise<Outcome>;
}
