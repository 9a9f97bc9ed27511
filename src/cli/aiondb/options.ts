/** The options of the sub-commands, and --help of all. */
import { readFileSync } from 'node:fs';
import {
  directorySections,
  type Environment,
  type OptionDef,
  type OptionSection,
  optionsOfSections,
  readOptions,
  serverSections,
} from '../../config/index.ts';

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
    { flag: '--no-privileges', description: 'no GRANT and REVOKE' },
  ],
  restore: [
    { flag: '--input', value: 'FILE', initial: '-', description: 'where the SQL comes from; - is standard input' },
    { flag: '--keep-going', description: 'report errors and go on; otherwise all or nothing' },
    { flag: '--no-owner', description: 'pass over ALTER ... OWNER TO' },
    { flag: '--no-privileges', description: 'pass over GRANT and REVOKE' },
  ],
} as const satisfies Readonly<Record<string, readonly OptionDef[]>>;

export type CommandName = keyof typeof commandOptions;

const commandHelp: Readonly<Record<CommandName, string>> = {
  doctor: 'check every byte and every index of a data directory, and write nothing',
  upgrade: 'bring a data directory to the present format',
  dump: 'write a database as SQL, in the plain form of pg_dump',
  restore: 'read such SQL into a data directory',
};

/** What a sub-command takes. */
export function sectionsOf(command: CommandName): readonly OptionSection[] {
  const own = commandOptions[command];
  return own.length === 0 ? directorySections : [{ title: 'Of this command', options: own }, ...directorySections];
}

/** Reads the options of the server, or of a sub-command; what is odd but no error is written to the standard error. */
export function givenOptions(
  args: readonly string[],
  environment: Environment,
  sections: readonly OptionSection[] = serverSections,
): ReadonlyMap<string, string> {
  const { texts, warnings } = readOptions(args, environment, optionsOfSections(sections), (path) =>
    readFileSync(path, 'utf8'),
  );
  for (const warning of warnings) process.stderr.write(`aiondb: ${warning}\n`);
  return texts;
}

export function helpText(): string {
  return [
    'aiondb: a PostgreSQL-compatible database',
    '',
    'Usage: aiondb --data-dir DIR [options]',
    '       aiondb --ephemeral [options]',
    ...Object.keys(commandHelp).map((command) => `       aiondb ${command} --data-dir DIR [options]`),
    '',
    ...serverSections.flatMap(sectionLines),
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
    ...sectionsOf(command).flatMap(sectionLines),
  ].join('\n');
}

function sectionLines({ title, options }: OptionSection): string[] {
  return [
    `${title}:`,
    '',
    ...aligned(options.map((option) => [helpName(option), helpDescription(option)] as const)),
    '',
  ];
}

function aligned(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

function helpName(option: OptionDef): string {
  if (option.flag === undefined) return `${option.variable}=${option.value}`;
  return option.value === undefined ? option.flag : `${option.flag} ${option.value}`;
}

function helpDescription({ flag, variable, value, initial, description }: OptionDef): string {
  const notes: string[] = [];
  if (flag !== undefined && variable !== undefined) notes.push(value === undefined ? `${variable}=true` : variable);
  if (value !== undefined && initial !== undefined) notes.push(`default ${initial}`);
  return notes.length === 0 ? description : `${description} (${notes.join(', ')})`;
}
