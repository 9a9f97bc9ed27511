/**
 * Formats of data directories over time: a step makes a directory of one format into one of the next. It writes new files beside
 * those that the root names and gives the new root, whose taking the old one's place makes the step: a crash before leaves the old
 * format whole, and files that nobody names.
 */
import { ByteReader } from '../common/byte-reader.ts';
import { sqlError } from '../errors/index.ts';
import type { FileSystem, Host } from '../host/index.ts';
import { corruption } from './file-errors.ts';
import { FORMAT_VERSION, joinPath, ROOT_MAGIC, ROOT_NAME } from './format.ts';
import { readAll } from './read-all.ts';
import { newerFormat, publishRoot, ROOT_HEADER_BYTES, rootProblem } from './root.ts';
import type { StoreKey } from './sealer.ts';

export interface UpgradeOptions {
  readonly files: FileSystem;
  readonly host: Host;
  readonly directory: string;
  readonly key: StoreKey | null;
}

export interface UpgradeStep {
  readonly from: number;
  readonly to: number;
  /** From the bytes of the root to those of the next; what it names has been written and synced when it returns. */
  run(options: UpgradeOptions, root: Uint8Array): Uint8Array;
}

/** Format 1 is the first. */
export const upgradeSteps: readonly UpgradeStep[] = [];

export interface UpgradeReport {
  readonly from: number;
  readonly to: number;
}

/** Nobody else has the directory open. `target`: the format of this version. */
export function upgradeDirectory(
  options: UpgradeOptions,
  steps: readonly UpgradeStep[] = upgradeSteps,
  target = FORMAT_VERSION,
): UpgradeReport {
  const { files, directory } = options;
  const from = formatOf(rootBytes(options));
  if (from > target) throw newerFormat(directory, from, target);
  for (let format = from; format < target; ) {
    const step = steps.find((candidate) => candidate.from === format);
    if (step === undefined) {
      throw sqlError(
        'feature_not_supported',
        `there is no way from format ${format} of data directory "${directory}" to ${target}`,
      );
    }
    const root = step.run(options, rootBytes(options));
    files.syncDirectory(directory);
    publishRoot(files, directory, root);
    format = step.to;
  }
  return { from, to: target };
}

function rootBytes({ files, directory }: UpgradeOptions): Uint8Array {
  const path = joinPath(directory, ROOT_NAME);
  const bytes = readAll(files, path);
  if (bytes === null) throw sqlError('undefined_file', `there is no database in "${directory}"`);
  const problem = rootProblem(bytes);
  if (problem !== null) throw corruption(path, problem.offset, problem.what);
  return bytes;
}

function formatOf(root: Uint8Array): number {
  return new ByteReader(root, ROOT_MAGIC.length, ROOT_HEADER_BYTES).u32();
}
