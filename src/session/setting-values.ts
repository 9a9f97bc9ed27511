/** Values of settings whose rules do not fit a row of the table. */
import type { SettingDef } from '../config/index.ts';
import { sqlError, unsupported } from '../errors/index.ts';
import { truncateName } from '../parser/index.ts';
import { characterSetName, characterSetNumber } from '../types/character-sets.ts';
import { clientCharset } from '../types/charsets/index.ts';
import { parseInterval, zoneOfOffset, zoneOfSetting } from '../types/datetime/index.ts';
import { defaultTextContext } from '../types/text-context.ts';
import { refuseAbsent, textSearchName } from '../types/textsearch/object-names.ts';
import { configNamed } from '../types/textsearch/objects.ts';

export function normaliseSetting(def: SettingDef, value: string): string {
  if (def.only !== undefined && !def.only.includes(value)) throw unsupported(`${def.name} = ${value}`);
  switch (def.name) {
    case 'application_name':
      return asciiName(value);
    case 'DateStyle':
      return dateStyle(value);
    case 'TimeZone':
      return timeZone(value);
    case 'client_encoding':
      return encoding(value);
    case 'search_path':
      parseIdentifierList(value);
      return value;
    case 'default_text_search_config':
      return textSearchConfig(value);
    case 'default_table_access_method':
      return accessMethod(value);
    case 'default_tablespace':
      if (value === '' || value === 'pg_default' || value === 'pg_global') return value;
      throw invalid(def.name, value, `Tablespace "${value}" does not exist.`);
    case 'lc_messages':
    case 'lc_monetary':
    case 'lc_numeric':
    case 'lc_time':
      if (['', 'C', 'POSIX'].includes(value)) return value;
      throw invalid(def.name, value);
    case 'standard_conforming_strings':
      if (value === 'off') throw unsupported('standard_conforming_strings = off');
      return value;
    case 'default_transaction_isolation':
    case 'transaction_isolation':
      return value;
    default:
      return value;
  }
}

/** For logs and lists, whatever their encoding: bytes that are no printable ASCII are shown as question marks. */
function asciiName(value: string): string {
  return truncateName(value).replaceAll(/[^ -~]/gu, (character) => '?'.repeat(Buffer.byteLength(character)));
}

function invalid(name: string, value: string, detail?: string): Error {
  return sqlError('invalid_parameter_value', `invalid value for parameter "${name}": "${value}"`, { detail });
}

/** Shown with its schema, however it was set. */
function textSearchConfig(value: string): string {
  const name = textSearchName(value, defaultTextContext);
  const config = name === undefined ? undefined : configNamed(name);
  if (config !== undefined) return `pg_catalog.${config.name}`;
  if (name !== undefined) refuseAbsent('configuration', name);
  throw invalid('default_text_search_config', value);
}

function accessMethod(value: string): string {
  if (value === 'heap') return value;
  const detail =
    value === '' ? 'default_table_access_method cannot be empty.' : `Table access method "${value}" does not exist.`;
  throw invalid('default_table_access_method', value, detail);
}

function dateStyle(value: string): string {
  let style = 'ISO';
  let order = 'MDY';
  for (const raw of value.split(',')) {
    const word = raw.trim().toLowerCase();
    if (word === 'iso') style = 'ISO';
    else if (word === 'sql') style = 'SQL';
    else if (word.startsWith('postgres')) style = 'Postgres';
    else if (word === 'german') {
      style = 'German';
      order = 'DMY';
    } else if (word === 'ymd') order = 'YMD';
    else if (word === 'dmy' || word.startsWith('euro')) order = 'DMY';
    else if (word === 'mdy' || word.startsWith('noneuro') || word === 'us') order = 'MDY';
    else if (word !== 'default') throw invalid('DateStyle', value, `Unrecognized key word: "${word}".`);
  }
  return `${style}, ${order}`;
}

function timeZone(value: string): string {
  const interval = /^\s*interval\s*'(.*)'\s*$/is.exec(value);
  const zone = interval === null ? zoneOfSetting(value) : zoneOfInterval(interval[1]!, value);
  if (zone === null) throw invalid('TimeZone', value);
  return zone.name;
}

function zoneOfInterval(text: string, value: string): ReturnType<typeof zoneOfSetting> {
  const { months, days, micros } = parseInterval(text, -1, defaultTextContext);
  const refused = months !== 0 ? 'months' : days !== 0 ? 'days' : null;
  if (refused !== null) throw invalid('TimeZone', value, `Cannot specify ${refused} in time zone interval.`);
  return zoneOfOffset(Math.trunc(Number(micros) / 1_000_000));
}

function encoding(value: string): string {
  const number = characterSetNumber(value);
  if (number === undefined) throw invalid('client_encoding', value);
  const name = characterSetName(number)!;
  if (clientCharset(name) !== undefined) return name;
  throw sqlError('feature_not_supported', `invalid value for parameter "client_encoding": "${value}"`, {
    detail: `Conversion between ${name} and UTF8 is not supported.`,
  });
}

/** `a, "B", $user`: a list of identifiers as search_path has it. */
export function parseIdentifierList(text: string): string[] {
  const names: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^",\s]+))\s*(,|$)/y;
  if (text.trim() === '') return names;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) {
      throw sqlError('invalid_parameter_value', `invalid value for parameter "search_path": "${text}"`, {
        detail: 'List syntax is invalid.',
      });
    }
    names.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]!.toLowerCase());
    if (match[3] === '') break;
  }
  return names;
}
