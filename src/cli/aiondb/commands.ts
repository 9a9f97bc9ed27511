/** The sub-commands: each takes its options and gives the exit code. */
import { type Environment, OptionError, readStorageOptions, storagePlace } from '../../config/index.ts';
import { assertDatabase } from '../../durability/doctor/index.ts';
import { type OpenOptions, openCore } from '../../embedded/index.ts';
import { nodeFiles, nodeHost } from '../../host/index.ts';
import type { DatabaseCore } from '../../session/index.ts';
import { runDoctor } from './doctor.ts';
import { runDump } from './dump.ts';
import { type CommandName, commandHelpText, commandOptions, givenOptions, sectionsOf } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { runRestore } from './restore.ts';
import { runUpgrade } from './upgrade.ts';

type Texts = ReadonlyMap<string, string>;

export function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(commandOptions, name);
}

export async function runCommand(
  name: CommandName,
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  const texts = givenOptions(args, environment, sectionsOf(name));
  if (texts.has('--help')) {
    process.stdout.write(commandHelpText(name));
    return 0;
  }
  return runners[name](texts);
}

const runners: Readonly<Record<CommandName, (texts: Texts) => Promise<number>>> = {
  doctor: (texts) => {
    const salvage = texts.get('--salvage');
    return runDoctor({ ...place(texts), json: texts.has('--json'), ...(salvage === undefined ? {} : { salvage }) });
  },
  upgrade: (texts) => runUpgrade(place(texts)),
  dump: async (texts) => {
    assertDatabase(nodeFiles, directoryOf(texts));
    // What is to be dumped has been stored: nothing is gained by refusing to read it.
    return withDatabase(openStored(texts, { allowUnencryptedStorage: true }), (core) =>
      runDump(core, {
        output: texts.get('--output')!,
        roles: texts.has('--roles'),
        schemaOnly: texts.has('--schema-only'),
        dataOnly: texts.has('--data-only'),
        noOwner: texts.has('--no-owner'),
        noPrivileges: texts.has('--no-privileges'),
      }),
    );
  },
  restore: async (texts) =>
    withDatabase(openStored(texts), (core) =>
      runRestore(core, {
        input: texts.get('--input')!,
        keepGoing: texts.has('--keep-going'),
        noOwner: texts.has('--no-owner'),
        noPrivileges: texts.has('--no-privileges'),
      }),
    ),
};

export function directoryOf(texts: Texts): string {
  const where = storagePlace(texts);
  if (where === null || where.kind === 'memory') {
    throw new OptionError('a directory is needed: --data-dir DIR, or AIONDB_STORAGE_DATA_DIR');
  }
  return where.directory;
}

function place(texts: Texts): { dataDir: string; keyFile?: string } {
  const { keyFile } = readStorageOptions(texts);
  return { dataDir: directoryOf(texts), ...(keyFile === undefined ? {} : { keyFile }) };
}

async function withDatabase(core: DatabaseCore, run: (core: DatabaseCore) => Promise<number>): Promise<number> {
  try {
    return await run(core);
  } finally {
    core.durable?.close();
  }
}

/** The database of --data-dir, under the rules of the server: without encryption only when that was allowed. */
export function openStored(texts: Texts, more: OpenOptions = {}): DatabaseCore {
  const progress = new ProgressLine(process.stderr, nodeHost);
  try {
    return openCore(directoryOf(texts), {
      ...readStorageOptions(texts),
      onWarning: (message) => process.stderr.write(`aiondb: ${message}\n`),
      onReplay: (done, total) => progress.show(() => `replaying the log: ${done} of ${total} segments`),
      ...more,
    });
  } finally {
    progress.clear();
  }
}
