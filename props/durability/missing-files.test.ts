/**
 * Files that are gone are missed, although others like them are there.
 * ASSUME a whole store. DO take a file away. ASSERT opening names it, and nothing is removed.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backupSteps } from '../../src/durability/index.ts';
import { Database } from '../../src/embedded/index.ts';
import { nodeHost } from '../../src/host/index.ts';
import { SimulatedDisk } from '../../src/host/simulated/index.ts';
import { engineOf } from '../../src/session/open-database.ts';
import { DIRECTORY, filesOf, openOn } from './sample-stores.ts';

function newDisk(): SimulatedDisk {
  const disk = new SimulatedDisk();
  disk.makeDirectory(DIRECTORY);
  return disk;
}

function refuses(disk: SimulatedDisk, directory: string, pattern: RegExp): void {
  const before = disk.list(directory);
  assert.throws(() => openOn(disk, {}, directory), pattern);
  assert.equal(disk.list(directory), before);
}

test('the segment that the root names, while an older one is left', () => {
  const disk = newDisk();
  let core = openOn(disk);
  new Database(core).connect().execute('create table t (a int)');
  const older = [...filesOf(disk)].find(([name]) => name.startsWith('wal-'))!;
  // Opening goes on in a new segment.
  core = openOn(disk.killProcess());
  const reopened = core.durable!.options.files as SimulatedDisk;
  const connection = new Database(core).connect();
  connection.execute('insert into t values (1)');
  core.durable!.checkpoint();
  connection.execute('insert into t values (2)');
  const newer = reopened.list(DIRECTORY).findLast((name) => name.startsWith('wal-'))!;
  assert.is.not(newer, older[0]);
  reopened.remove(`${DIRECTORY}/${newer}`);
  reopened.writeFile(`${DIRECTORY}/${older[0]}`, older[1]);
  refuses(reopened, DIRECTORY, new RegExp(`${newer}" is damaged: the file is missing`));
});

test('the root of a backup', () => {
  const disk = newDisk();
  const core = openOn(disk);
  new Database(core).connect().execute('create table t (a int); insert into t values (1)');
  const options = { files: disk, host: nodeHost, key: null, data: core.durable!.data };
  for (const step of backupSteps(options, engineOf(core), '/backup')) if ('now' in step) step.now();
  disk.remove('/backup/root');
  refuses(disk, '/backup', /root" is damaged: the file is missing/);
});

test.run();
