/**
 * Opening a database on disk: the directory, its lock, the key, and what to say when nothing is encrypted. The server refuses
 * what this only warns of, because a library cannot know what its application has decided about its disks.
 */
import { resolve } from 'node:path';
import { type CommitPolicy, commitPolicyForms, readCommitPolicy } from '../config/index.ts';
import {
  acquireLock,
  encryptionOf,
  makeDurableDirectory,
  refusalText,
  type StoreKey,
  storeKey,
  storeKeyFrom,
} from '../durability/index.ts';
import { sqlError } from '../errors/index.ts';
import { type FileSystem, type Host, nodeFiles, nodeHost, nodeProcesses, type Processes } from '../host/index.ts';
import { type DatabaseCore, openDatabase, StatementObserver } from '../session/index.ts';
import type { OpenOptions } from './types.ts';

const MB = 1 << 20;
const lockTouchMs = 2000;

/** The database core over `directory`, which is made if it is missing. */
export function openCore(directory: string, options: OpenOptions = {}): DatabaseCore {
  const files = options.files ?? nodeFiles;
  const real = files === nodeFiles;
  const host = options.host ?? (real ? nodeHost : hostWithoutWaiting());
  const onWarning = options.onWarning ?? warn;
  const key = keyOf(options);
  if (key === null && real) checkEncryption(directory, options, onWarning);
  makeDurableDirectory(files, directory);
  const lock = acquireLock(files, host, directory, options.processes ?? (real ? nodeProcesses : processesOn(files)));
  const core = openDatabase(
    {
      files,
      host,
      directory,
      lock,
      key,
      onWarning,
      onReplay: options.onReplay,
      commitPolicy: policyOf(options.commitPolicy ?? 'always'),
      cacheBytes: options.cacheBytes ?? Infinity,
      segmentBytes: options.walSegmentBytes ?? 16 * MB,
      checkpointWalBytes: options.checkpointWalBytes ?? 64 * MB,
      checkpointTimeoutMs: options.checkpointTimeoutMs ?? (real ? 300_000 : 0),
      lockTouchMs: real ? lockTouchMs : 0,
    },
    { name: options.name ?? 'default', bootstrapUser: options.bootstrapUser ?? 'postgres' },
    options.limits,
  );
  if (real)
    core.ownPaths.push(resolve(directory), ...(options.keyFile === undefined ? [] : [resolve(options.keyFile)]));
  if (options.statistics === true) core.observer = new StatementObserver(core);
  return core;
}

function warn(message: string): void {
  process.emitWarning(message, 'AionDBWarning');
}

function keyOf(options: OpenOptions): StoreKey | null {
  const { key, keyFile } = options;
  if (key !== undefined) {
    if (key.length !== 32) throw sqlError('invalid_parameter_value', 'the key of a database has 32 bytes');
    return storeKey(key);
  }
  return keyFile === undefined ? null : storeKeyFrom(nodeFiles, keyFile);
}

let warned = false;

/** Once a process. */
function checkEncryption(directory: string, options: OpenOptions, onWarning: (message: string) => void): void {
  const { allowUnencryptedStorage } = options;
  if (allowUnencryptedStorage === true || (allowUnencryptedStorage === undefined && warned)) return;
  const verdict = encryptionOf(directory);
  if (verdict === 'encrypted') return;
  const text = refusalText(directory, verdict);
  if (allowUnencryptedStorage === false) throw sqlError('object_not_in_prerequisite_state', text);
  warned = true;
  onWarning(text);
}

function policyOf(text: string): CommitPolicy {
  const policy = readCommitPolicy(text);
  if (policy !== null) return policy;
  throw sqlError('invalid_parameter_value', `commit policy "${text}" is not allowed; it is ${commitPolicyForms}`);
}

/** Nobody else writes to a simulated disk, so there is nothing to wait for: waiting only moves the clock. */
function hostWithoutWaiting(): Host {
  let waitedMs = 0;
  return {
    ...nodeHost,
    monotonicMs: () => nodeHost.monotonicMs() + waitedMs,
    sleepSync: (ms) => {
      waitedMs += ms;
    },
  };
}

const disks = new WeakMap<FileSystem, string>();
let diskCount = 0;

/**
 * For files that are not the real ones: each file system is a machine of its own, on which this process began when it was made.
 * So the owner found on the image of a crashed disk is dead, and one on the same disk alive.
 */
function processesOn(files: FileSystem): Processes {
  let startTime = disks.get(files);
  if (startTime === undefined) {
    startTime = String(++diskCount);
    disks.set(files, startTime);
  }
  const self = { pid: 1, startTime, bootId: null, hostname: 'simulated', pidNamespace: null };
  return {
    self: () => self,
    isAlive: (identity) => (identity.startTime === startTime ? 'alive' : 'dead'),
  };
}
