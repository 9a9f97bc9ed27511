/**
 * Durability: committed redo to files, and back to the same state. The log (log*.ts, frame.ts, redo.ts), checkpoints
 * (checkpoint.ts, root.ts, data-*.ts, chunk*.ts, the codecs), recovery (recovery.ts, replay.ts), and the directory as a whole
 * (open-store.ts, store.ts). README.md has the invariants.
 */
export { type BackupProgress, backupSteps } from './backup.ts';
export { acquireLock, type DirectoryLock } from './directory-lock.ts';
export type { Engine } from './engine.ts';
export { corruption, isCorruption } from './file-errors.ts';
export { encryptionOf, refusalText } from './file-system-encryption.ts';
export { makeDurableDirectory } from './inspect-directory.ts';
export { type NewDatabase, openStore } from './open-store.ts';
export { permanentChanges } from './permanent.ts';
export type { DefineIndex, Recovered, RecoveryParts } from './recovery.ts';
export type { Trailer } from './redo.ts';
export type { SyncRequest } from './root.ts';
export { type StoreKey, storeKey, storeKeyFrom } from './sealer.ts';
export type { SequenceImage } from './sequence-codec.ts';
export type { CheckpointReport, DurableStore, StoreOptions } from './store.ts';
export { type UpgradeOptions, type UpgradeReport, type UpgradeStep, upgradeDirectory } from './upgrade.ts';
