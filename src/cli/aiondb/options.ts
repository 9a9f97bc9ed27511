/** The options of `aiondb`: one row makes the flag, the variable and the line in --help. */
import {
  checkOption,
  type OptionDef,
  OptionError,
  optionName,
  readBoolean,
  storageOptions,
} from '../../config/index.ts';

export { OptionError } from '../../config/index.ts';

const serverOptions = [
  {
    flag: '--ephemeral',
    variable: 'AIONDB_IN_MEMORY',
    kind: 'boolean',
    means: ['--storage-backend', 'in_memory'],
    description: 'keep everything in memory; nothing outlives the process (the same as --storage-backend in_memory)',
  },
  ...storageOptions,
  {
    flag: '--listen-addr',
    variable: 'AIONDB_PGWIRE_LISTEN_ADDR',
    value: 'HOST:PORT',
    initial: '127.0.0.1:5432',
    description: 'address to listen on',
  },
  {
    flag: '--bootstrap-user',
    variable: 'AIONDB_BOOTSTRAP_USER',
    value: 'NAME',
    initial: 'postgres',
    description: 'superuser that is there from the start',
  },
  {
    flag: '--bootstrap-password',
    variable: 'AIONDB_BOOTSTRAP_PASSWORD',
    value: 'PASSWORD',
    description: 'its password; with one, clients authenticate with SCRAM-SHA-256',
  },
  { flag: '--help', description: 'show this help' },
  { flag: '--version', description: 'show the version' },
] as const satisfies readonly CommandOption[];

/** Of the server. */
export const options: readonly CommandOption[] = serverOptions;

export interface CommandOption extends OptionDef {
  /** Another flag and its value, for which this one is short. */
  readonly means?: readonly [flag: string, value: string];
}

/** Of the sub-commands, besides --data-dir and the key. */
export const commandOptions = {
  doctor: [
    { flag: '--json', description: 'print the report as JSON' },
    {
      flag: '--salvage',
      value: 'NEW',
      description: 'copy what is whole to this directory, which must be missing or empty',
    },
  ],
  upgrade: [],
  dump: [
    { flag: '--output', value: 'FILE', initial: '-', description: 'where the SQL goes; - is standard output' },
    { flag: '--roles', description: 'also CREATE ROLE for all roles' },
    { flag: '--schema-only', description: 'no rows and no values of sequences' },
    { flag: '--data-only', description: 'rows and values of sequences alone' },
    { flag: '--no-owner', description: 'no ALTER ... OWNER TO' },
  ],
  restore: [
    { flag: '--input', value: 'FILE', initial: '-', description: 'where the SQL comes from; - is standard input' },
    { flag: '--keep-going', description: 'report errors and go on; otherwise all or nothing' },
    { flag: '--no-owner', description: 'pass over ALTER ... OWNER TO' },
    { flag: '--no-privileges', description: 'pass over GRANT and REVOKE' },
  ],
} as const satisfies Readonly<Record<string, readonly CommandOption[]>>;

export type CommandName = keyof typeof commandOptions;

const commandHelp: Readonly<Record<CommandName, string>> = {
  doctor: 'check every byte and every index of a data directory, and write nothing',
  upgrade: 'bring a data directory to the present format',
  dump: 'write a database as SQL, in the plain form of pg_dump',
  restore: 'read such SQL into a data directory',
};

/** The options that a sub-command takes. */
export function optionsOf(command: CommandName): readonly CommandOption[] {
  const help = options.filter((option) => option.flag === '--help');
  return [...storageOptions, ...commandOptions[command], ...help];
}

/**
 * The texts given for each option, checked, by its flag; by its variable if it has no flag. A switch that is on is 'true'. Flags win
 * over variables, variables over what is built in.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  rows: readonly CommandOption[] = options,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const option of rows) {
    const given = option.variable === undefined ? undefined : environment[option.variable];
    if (given !== undefined && given !== '') {
      checkOption(option, given, option.variable!);
      if (option.means === undefined) texts.set(optionName(option), given);
      else if (readBoolean(given)) texts.set(...option.means);
    } else if (option.initial !== undefined) texts.set(optionName(option), option.initial);
  }
  readFlags(args, texts, rows);
  return texts;
}

function readFlags(args: readonly string[], texts: Map<string, string>, rows: readonly CommandOption[]): void {
  const given = new Map<string, string>();
  const give = (flag: string, text: string): void => {
    const before = given.get(flag);
    if (flag === '--storage-backend' && before !== undefined && before !== text) {
      throw new OptionError(`--storage-backend ${text} and ${before} (or --ephemeral) exclude each other`);
    }
    given.set(flag, text);
    texts.set(flag, text);
  };
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = splitFlag(args[i]!);
    const option = rows.find((row) => row.flag === name);
    if (option === undefined) throw new OptionError(`unknown option ${args[i]} (see aiondb --help)`);
    if (option.value === undefined) {
      if (inline !== undefined) throw new OptionError(`option ${name} takes no value`);
      give(...(option.means ?? [name, 'true']));
      continue;
    }
    const text = inline ?? args[++i];
    if (text === undefined || text === '') throw new OptionError(`option ${name} needs a value: ${option.value}`);
    checkOption(option, text, name);
    give(name, text);
  }
}

function splitFlag(arg: string): [string, string | undefined] {
  const equals = arg.indexOf('=');
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

export function helpText(): string {
  return [
    'aiondb: a PostgreSQL-compatible database',
    '',
    'Usage: aiondb --data-dir DIR [options]',
    '       aiondb --ephemeral [options]',
    ...Object.keys(commandHelp).map((command) => `       aiondb ${command} --data-dir DIR [options]`),
    '',
    ...optionLines(options),
    'Commands (aiondb COMMAND --help lists their options):',
    '',
    ...aligned(Object.entries(commandHelp)),
    '',
  ].join('\n');
}

export function commandHelpText(command: CommandName): string {
  return [
    `aiondb ${command}: ${commandHelp[command]}`,
    '',
    `Usage: aiondb ${command} --data-dir DIR [options]`,
    '',
    ...optionLines(optionsOf(command)),
  ].join('\n');
}

function optionLines(rows: readonly CommandOption[]): string[] {
  return [
    ...helpLines(rows.filter((row) => row.flag !== undefined)),
    '',
    'Variables without a flag:',
    '',
    ...helpLines(rows.filter((row) => row.flag === undefined)),
    '',
  ];
}

function helpLines(rows: readonly CommandOption[]): string[] {
  return aligned(rows.map((option) => [helpName(option), helpDescription(option)] as const));
}

function aligned(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

function helpName(option: CommandOption): string {
  if (option.flag === undefined) return `${option.variable}=${option.value}`;
  return option.value === undefined ? option.flag : `${option.flag} ${option.value}`;
}

function helpDescription({ flag, variable, value, initial, description }: CommandOption): string {
  const notes: string[] = [];
  if (flag !== undefined && variable !== undefined) notes.push(value === undefined ? `${variable}=true` : variable);
  if (value !== undefined && initial !== undefined) notes.push(`default ${initial}`);
  return notes.length === 0 ? description : `${description} (${notes.join(', ')})`;
}

/** `host:port`, `[::1]:port`, or a port alone. */
export function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text);
  const port = match === null ? -1 : Number(match[3]);
  if (match === null || port > 65535) throw new OptionError(`--listen-addr: "${text}" is not HOST:PORT`);
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}
