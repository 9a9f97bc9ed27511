/**
 * A process for directory-lock-processes.test.ts: `hold DIRECTORY` takes the lock, says so, and waits to be killed. `contend
 * DIRECTORY COUNT` is that many pretended processes, one after the other, most of which die at some operation; they live as long
 * as a file of theirs is there, so that the pretended processes of other real ones can tell. It says how often one held the lock,
 * and every time that another living one did so too.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../../src/durability/directory-lock.ts';
import type { SqlError } from '../../src/errors/index.ts';
import { nodeFiles, nodeHost, type Processes, type ProcessIdentity } from '../../src/host/index.ts';
import { Died, watched } from './lock-world.ts';

function hold(directory: string): void {
  try {
    const lock = acquireLock(nodeFiles, nodeHost, directory);
    setInterval(() => lock.touch(), 200);
    process.stdout.write('held\n');
  } catch (error) {
    const { code, message } = error as SqlError;
    process.stdout.write(`${code} ${message}\n`);
  }
}

function contend(directory: string, count: number): void {
  const alive = (id: string) => join(`${directory}-alive`, id);
  const lives = (id: string): boolean => {
    try {
      return readFileSync(alive(id), 'utf8') === '';
    } catch {
      return false;
    }
  };
  const owner = `${directory}-owner`;
  mkdirSync(`${directory}-alive`, { recursive: true });
  let held = 0;
  for (let i = 0; i < count; i++) {
    const id = `${process.pid}.${i}`;
    writeFileSync(alive(id), '');
    const end = (): never => {
      rmSync(alive(id));
      throw new Died();
    };
    let left = Math.random() < 0.7 ? Math.floor(Math.random() * 45) : Number.POSITIVE_INFINITY;
    try {
      const files = watched(nodeFiles, () => {
        if (left < 0) throw new Died();
        if (left-- === 0) end();
      });
      const lock = acquireLock(files, nodeHost, directory, pretended(id, lives));
      held++;
      enter(owner, id, lives);
      // Dead with the lock, or done with it.
      if (Math.random() < 0.5) end();
      rmSync(owner);
      lock.release();
      end();
    } catch (error) {
      if (error instanceof Died) continue;
      if ((error as SqlError).code !== 'F0001') throw error;
      rmSync(alive(id));
    }
  }
  process.stdout.write(`held ${held}\n`);
}

function pretended(id: string, lives: (id: string) => boolean): Processes {
  const self: ProcessIdentity = { pid: 1, startTime: id, bootId: 'b', hostname: 'h', pidNamespace: 'n' };
  return { self: () => self, isAlive: ({ startTime }) => (lives(startTime!) ? 'alive' : 'dead') };
}

/** Only the holder is here: what it finds is what a dead one left. */
function enter(owner: string, id: string, lives: (id: string) => boolean): void {
  try {
    writeFileSync(owner, id, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = readFileSync(owner, 'utf8');
    if (lives(other)) process.stdout.write(`two hold it: ${other} and ${id}\n`);
    writeFileSync(owner, id);
  }
}

const [mode, directory, count] = process.argv.slice(2);
if (mode === 'hold') hold(directory!);
else contend(directory!, Number(count));
