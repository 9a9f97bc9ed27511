/** The options of `aiondb`: one row makes the flag, the variable and the line in --help. */
export interface OptionDef {
  readonly flag: string;
  readonly variable?: string;
  /** Name of the value in --help; a flag without one is a switch. */
  readonly value?: string;
  readonly description: string;
  readonly initial?: string;
}

export const options = [
  { flag: '--ephemeral', description: 'keep everything in memory; nothing outlives the process' },
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
] as const satisfies readonly OptionDef[];

export type OptionFlag = (typeof options)[number]['flag'];

export class OptionError extends Error {}

/** Flags win over variables, variables over what is built in. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Map<OptionFlag, string> {
  const values = new Map<OptionFlag, string>();
  for (const option of options as readonly (OptionDef & { flag: OptionFlag })[]) {
    const given = option.variable === undefined ? undefined : environment[option.variable];
    if (given !== undefined && given !== '') values.set(option.flag, given);
    else if (option.initial !== undefined) values.set(option.flag, option.initial);
  }
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = splitFlag(args[i]!);
    const option = (options as readonly (OptionDef & { flag: OptionFlag })[]).find((item) => item.flag === name);
    if (option === undefined) throw new OptionError(`unknown option ${args[i]} (see aiondb --help)`);
    if (option.value === undefined) {
      if (inline !== undefined) throw new OptionError(`option ${name} takes no value`);
      values.set(option.flag, '');
      continue;
    }
    const value = inline ?? args[++i];
    if (value === undefined) throw new OptionError(`option ${name} needs a value: ${option.value}`);
    values.set(option.flag, value);
  }
  return values;
}

function splitFlag(arg: string): [string, string | undefined] {
  const equals = arg.indexOf('=');
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

export function helpText(): string {
  const rows = (options as readonly OptionDef[]).map((option) => {
    const name = option.value === undefined ? option.flag : `${option.flag} ${option.value}`;
    const notes = [
      ...(option.variable === undefined ? [] : [option.variable]),
      ...(option.initial === undefined ? [] : [`default ${option.initial}`]),
    ];
    return [name, notes.length === 0 ? option.description : `${option.description} (${notes.join(', ')})`] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  return `aiondb: a PostgreSQL-compatible database\n\nUsage: aiondb --ephemeral [options]\n\n${rows
    .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
    .join('\n')}\n`;
}

/** `host:port`, `[::1]:port`, or a port alone. */
export function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text);
  const port = match === null ? -1 : Number(match[3]);
  if (match === null || port > 65535) throw new OptionError(`--listen-addr: "${text}" is not HOST:PORT`);
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}
