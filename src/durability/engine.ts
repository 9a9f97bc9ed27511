/** The parts of the running database that checkpoints and backups fork. */
import type { CatalogStore } from '../catalog/catalog-transaction.ts';
import type { Storage } from '../storage/storage.ts';
import type { CheckpointSource } from './checkpoint.ts';
import type { RedoPoint } from './redo-point.ts';
import type { SequenceImage } from './sequence-codec.ts';

export interface Engine {
  readonly name: string;
  readonly bootstrapUser: string;
  readonly catalog: CatalogStore;
  readonly storage: Storage;
  nextTransactionId(): number;
  /** What recovery should find; `exact`: nobody will take a value before the next opening. */
  sequences(exact: boolean): SequenceImage[];
}

/** The committed state, which nobody changes any more. */
export function forkOf(engine: Engine, exact: boolean, redo: RedoPoint): CheckpointSource {
  return {
    storage: engine.storage.fork(),
    catalog: engine.catalog.current,
    name: engine.name,
    bootstrapUser: engine.bootstrapUser,
    nextOid: engine.catalog.nextOid,
    nextTransactionId: engine.nextTransactionId(),
    sequences: engine.sequences(exact),
    redo,
  };
}
