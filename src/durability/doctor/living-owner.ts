/** Whether some process has the directory open, without taking it: files that change cannot be examined. */
import { sqlError } from '../../errors/index.ts';
import { type FileSystem, nodeProcesses, type Processes } from '../../host/index.ts';
import { endOfChain } from '../lock-takeover.ts';

export function assertNotInUse(files: FileSystem, directory: string, processes: Processes = nodeProcesses): void {
  const owner = endOfChain(files, directory)?.content?.owner;
  if (owner === undefined) return;
  const liveness = processes.isAlive(owner);
  if (liveness === 'dead') return;
  const who = `process (PID ${owner.pid} on "${owner.hostname}")`;
  throw sqlError(
    'lock_file_exists',
    liveness === 'alive'
      ? `data directory "${directory}" is in use by a ${who}`
      : `data directory "${directory}" may be in use by a ${who}, which cannot be seen from here`,
    { hint: 'Stop that process first. Its files change while it runs, so they cannot be examined.' },
  );
}
