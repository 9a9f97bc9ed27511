/** The options of COPY, checked in PostgreSQL's order. */
import { sqlError } from '../../errors/index.ts';
import type { CopyStatement, DefinitionOption } from '../../parser/index.ts';
import { characterSetName, characterSetNumber } from '../../types/character-sets.ts';
import { definitionBoolean } from '../definition-boolean.ts';

export interface CopyOptions {
  readonly csv: boolean;
  readonly binary: boolean;
  readonly freeze: boolean;
  readonly delimiter: string;
  /** What stands for NULL. */
  readonly nullText: string;
  readonly header: boolean;
  /** The header has to name the columns. */
  readonly match: boolean;
  readonly quote: string;
  readonly escape: string;
  /** Columns by name, '*' for all. */
  readonly forceQuote: readonly string[] | '*';
  readonly forceNotNull: readonly string[];
  readonly forceNull: readonly string[];
  /** The name of the data's character set, where it is not the client's; of the text formats only. */
  readonly encoding: string | null;
}

const known = new Set([
  'format',
  'freeze',
  'delimiter',
  'null',
  'header',
  'quote',
  'escape',
  'force_quote',
  'force_not_null',
  'force_null',
  'encoding',
]);

function feature(message: string): Error {
  return sqlError('feature_not_supported', message);
}
function invalid(message: string): Error {
  return sqlError('invalid_parameter_value', message);
}

export function readCopyOptions(statement: CopyStatement): CopyOptions {
  const from = statement.direction === 'from';
  const given = new Map<string, DefinitionOption>();
  for (const option of statement.options) {
    if (!known.has(option.name)) {
      throw sqlError('syntax_error', `option "${option.name}" not recognized`, { location: option.location });
    }
    if (given.has(option.name)) {
      throw sqlError('syntax_error', 'conflicting or redundant options', { location: option.location });
    }
    given.set(option.name, option);
    checkValue(option);
    if (option.name === 'header') headerOf(option, from);
  }
  const text = (name: string): string | null => given.get(name)?.value ?? null;
  const csv = text('format') === 'csv';
  const header = headerOf(given.get('header'), from);
  const forceQuote = given.has('force_quote') ? names(text('force_quote')) : null;
  const forceNotNull = given.has('force_not_null') ? names(text('force_not_null')) : null;
  const forceNull = given.has('force_null') ? names(text('force_null')) : null;
  const delimiter = text('delimiter') ?? (csv ? ',' : '\t');
  const nullText = text('null') ?? (csv ? '' : '\\N');
  const quote = text('quote') ?? '"';
  const escapeChar = text('escape') ?? quote;

  if (text('format') === 'binary') {
    if (given.has('delimiter')) throw sqlError('syntax_error', 'cannot specify DELIMITER in BINARY mode');
    if (given.has('null')) throw sqlError('syntax_error', 'cannot specify NULL in BINARY mode');
  }
  if (!isByte(delimiter)) throw feature('COPY delimiter must be a single one-byte character');
  if (/[\r\n]/.test(delimiter)) throw invalid('COPY delimiter cannot be newline or carriage return');
  if (/[\r\n]/.test(nullText)) throw invalid('COPY null representation cannot use newline or carriage return');
  if (!csv && '\\.abcdefghijklmnopqrstuvwxyz0123456789'.includes(delimiter)) {
    throw invalid(`COPY delimiter cannot be "${delimiter}"`);
  }
  if (text('format') === 'binary' && header !== 'off') throw feature('cannot specify HEADER in BINARY mode');
  if (!csv && given.has('quote')) throw feature('COPY quote available only in CSV mode');
  if (csv && !isByte(quote)) throw feature('COPY quote must be a single one-byte character');
  if (csv && delimiter === quote) throw invalid('COPY delimiter and quote must be different');
  if (!csv && given.has('escape')) throw feature('COPY escape available only in CSV mode');
  if (csv && !isByte(escapeChar)) throw feature('COPY escape must be a single one-byte character');
  if (!csv && forceQuote !== null) throw feature('COPY force quote available only in CSV mode');
  if (from && forceQuote !== null) throw feature('COPY force quote only available using COPY TO');
  if (!csv && forceNotNull !== null) throw feature('COPY force not null available only in CSV mode');
  if (!from && forceNotNull !== null) throw feature('COPY force not null only available using COPY FROM');
  if (!csv && forceNull !== null) throw feature('COPY force null available only in CSV mode');
  if (!from && forceNull !== null) throw feature('COPY force null only available using COPY FROM');
  if (nullText.includes(delimiter)) throw feature('COPY delimiter must not appear in the NULL specification');
  if (csv && nullText.includes(quote)) throw feature('CSV quote character must not appear in the NULL specification');
  return {
    csv,
    binary: text('format') === 'binary',
    freeze: from && isOn(text('freeze'), given.has('freeze')),
    delimiter,
    nullText,
    header: header !== 'off',
    match: header === 'match',
    quote,
    escape: escapeChar,
    forceQuote: forceQuote ?? [],
    forceNotNull: forceNotNull === '*' ? [] : (forceNotNull ?? []),
    forceNull: forceNull === '*' ? [] : (forceNull ?? []),
    encoding: encodingOf(text('encoding')),
  };
}

/** A list as the parser writes it: `(a, "B")`. */
function names(list: string | null): readonly string[] | '*' {
  if (list === null || list === '*') return '*';
  return [...list.matchAll(/"((?:[^"]|"")*)"|[^\s(),"]+/g)].map(
    ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word,
  );
}

function isByte(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 128;
}

function checkValue({ name, value, location }: DefinitionOption): void {
  if (name.startsWith('force_') && !(value?.startsWith('(') || (value === '*' && name === 'force_quote'))) {
    throw sqlError('invalid_parameter_value', `argument to option "${name}" must be a list of column names`, {
      location,
    });
  }
  if (value === null && name !== 'header' && name !== 'freeze') {
    throw sqlError('syntax_error', `${name} requires a parameter`);
  }
  if (name === 'format' && value !== 'text' && value !== 'csv' && value !== 'binary') {
    throw sqlError('invalid_parameter_value', `COPY format "${value}" not recognized`, { location });
  }
  if (name === 'freeze' && definitionBoolean(value ?? 'true') === null) {
    throw sqlError('syntax_error', 'freeze requires a Boolean value');
  }
  if (name === 'encoding') {
    if (characterSetNumber(value!) !== undefined) return;
    throw sqlError('invalid_parameter_value', 'argument to option "encoding" must be a valid encoding name', {
      location,
    });
  }
}

function encodingOf(value: string | null): string | null {
  return value === null ? null : characterSetName(characterSetNumber(value)!)!;
}

function isOn(value: string | null, given: boolean): boolean {
  return given && definitionBoolean(value ?? 'true') === true;
}

function headerOf(option: DefinitionOption | undefined, from: boolean): 'on' | 'off' | 'match' {
  if (option === undefined) return 'off';
  const value = option.value?.toLowerCase() ?? 'true';
  if (value === 'match') {
    if (!from) throw feature('cannot use "match" with HEADER in COPY TO');
    return 'match';
  }
  if (definitionBoolean(value) === null) {
    throw sqlError('syntax_error', 'header requires a Boolean value or "match"');
  }
  return isOn(value, true) ? 'on' : 'off';
}
