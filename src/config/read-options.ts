/**
 * What was said by flags, variables and the configuration file: flags win over variables, variables over the file, the file over what
 * is built in.
 */
import { type FileEntry, parseConfigFile } from './config-file.ts';
import { type OptionDef, OptionError, optionName } from './option.ts';
import { optionsOfSections, serverSections } from './option-sections.ts';
import { optionSwitch } from './option-texts.ts';
import { checkOption, readBoolean } from './option-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GivenOptions {
  /** The texts given for each option, checked, by its name. A switch that is on is 'true'. */
  readonly texts: ReadonlyMap<string, string>;
  /** Names that mean nothing, each with what it may have been meant to be. */
  readonly warnings: readonly string[];
}

/** Throws OptionError; `readFile` gives the content of a file, or throws. */
export function readOptions(
  args: readonly string[],
  environment: Environment,
  rows: readonly OptionDef[],
  readFile: (path: string) => string,
): GivenOptions {
  const flags = readFlags(args, rows);
  const variables = new Map<string, string>();
  const give = (option: OptionDef, text: string, source: string): void => {
    if (text === '') return;
    checkOption(option, text, source);
    if (option.means === undefined) variables.set(optionName(option), text);
    else if (readBoolean(text)) variables.set(...option.means);
    else if (variables.get(option.means[0]) === option.means[1]) variables.delete(option.means[0]);
  };
  const path = flags.get('--config') ?? (environment['AIONDB_CONFIG_PATH'] || undefined);
  const entries = path === undefined ? [] : fileEntries(path, readFile);
  // AIONDB_IN_MEMORY is short for a choice; what names the choice itself wins over it, so it comes later.
  const inOrder = [...rows].sort((a, b) => Number(b.means !== undefined) - Number(a.means !== undefined));
  for (const option of inOrder) {
    const entry = entries.find(({ name }) => name === option.variable);
    if (entry !== undefined) give(option, entry.text, entry.source);
  }
  for (const option of inOrder) {
    const given = option.variable === undefined ? undefined : environment[option.variable];
    if (given !== undefined) give(option, given, option.variable!);
  }
  const texts = new Map<string, string>();
  for (const option of rows) if (option.initial !== undefined) texts.set(optionName(option), option.initial);
  for (const [name, text] of [...variables, ...flags]) texts.set(name, text);
  const warnings = [
    ...unknownNames(Object.keys(environment).filter((name) => name.startsWith('AIONDB_'))),
    ...unknownNames(entries.map(({ name }) => name)).map((text) => `${path}: ${text}`),
  ];
  const strict = rows.find((row) => row.variable === 'AIONDB_CONFIG_STRICT');
  if (strict !== undefined && optionSwitch(texts, strict) && warnings.length > 0) {
    throw new OptionError(warnings.join('\n'));
  }
  return { texts, warnings };
}

function fileEntries(path: string, readFile: (path: string) => string): FileEntry[] {
  let content: string;
  try {
    content = readFile(path);
  } catch (error) {
    throw new OptionError(`--config: ${path} cannot be read: ${(error as Error).message}`);
  }
  return parseConfigFile(path, content);
}

function readFlags(args: readonly string[], rows: readonly OptionDef[]): Map<string, string> {
  const given = new Map<string, string>();
  const give = (flag: string, text: string): void => {
    const before = given.get(flag);
    if (flag === '--storage-backend' && before !== undefined && before !== text) {
      throw new OptionError(`--storage-backend ${text} and ${before} (or --ephemeral) exclude each other`);
    }
    given.set(flag, text);
  };
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = splitFlag(args[i]!);
    const option = rows.find((row) => row.flag === name);
    if (option === undefined) {
      const meant = nearest(
        name,
        rows.flatMap((row) => row.flag ?? []),
      );
      throw new OptionError(
        `unknown option ${args[i]}${meant === null ? '' : `; did you mean ${meant}?`} (see aiondb --help)`,
      );
    }
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
  return given;
}

function splitFlag(arg: string): [string, string | undefined] {
  const equals = arg.indexOf('=');
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

/** Variables of the server are known to the other commands too: one environment serves all. */
function unknownNames(names: readonly string[]): string[] {
  const known = optionsOfSections(serverSections).flatMap((row) => row.variable ?? []);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is not a variable of aiondb${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}

/** The most similar name, if it is similar enough to be a slip of the keyboard. */
function nearest(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(4, Math.floor(name.length / 4) + 1);
  for (const other of names) {
    const distance = editDistance(name, other);
    if (distance < bestDistance) [best, bestDistance] = [other, distance];
  }
  return best;
}

/** Levenshtein's: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
