/** `aiondb upgrade --data-dir D`: makes a directory of an older format into one of this version's. Exit code 0, or 1 with the reason. */

import { assertDatabase } from '../../durability/doctor/index.ts';
import { acquireLock, storeKeyFrom, upgradeDirectory } from '../../durability/index.ts';
import { nodeFiles, nodeHost } from '../../host/index.ts';
import type { CommandStreams } from './doctor.ts';
import { errorText } from './error-text.ts';

export interface UpgradeCommand {
  readonly dataDir: string;
  readonly keyFile?: string;
}

export function runUpgrade(
  command: UpgradeCommand,
  streams: CommandStreams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  return Promise.resolve().then(() => {
    try {
      streams.out.write(`${upgrade(command, streams)}\n`);
      return 0;
    } catch (error) {
      streams.err.write(`aiondb upgrade: ${errorText(error)}\n`);
      return 1;
    }
  });
}

function upgrade({ dataDir, keyFile }: UpgradeCommand, { files = nodeFiles, host = nodeHost }: CommandStreams): string {
  assertDatabase(files, dataDir);
  const lock = acquireLock(files, host, dataDir);
  try {
    const key = keyFile === undefined ? null : storeKeyFrom(files, keyFile);
    const { from, to } = upgradeDirectory({ files, host, directory: dataDir, key });
    const what = `The data directory "${dataDir}"`;
    return from === to
      ? `${what} has format ${from}, which is the newest: there is nothing to do.`
      : `${what} had format ${from}, and has ${to} now.`;
  } finally {
    lock.release();
  }
}
