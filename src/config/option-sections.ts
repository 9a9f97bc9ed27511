/** All options of the server, in the order in which --help and docs/configuration.md list them. */
import { limitOptions } from './limit-options.ts';
import { observabilityOptions } from './observability-options.ts';
import { type OptionDef, OptionError } from './option.ts';
import { type OptionTexts, optionText } from './option-texts.ts';
import { accessOptions, connectionOptions, tlsOptions } from './server-options.ts';
import { ephemeralOptions, storageOptions } from './storage-options.ts';

export interface OptionSection {
  readonly title: string;
  readonly options: readonly OptionDef[];
}

const configFile = {
  flag: '--config',
  variable: 'AIONDB_CONFIG_PATH',
  value: 'FILE',
  description: 'read variables from this file, as NAME=value a line; flags and the environment win over it',
} as const satisfies OptionDef;

const settings = {
  flag: '--settings',
  variable: 'AIONDB_SETTINGS',
  value: 'LIST',
  description: 'settings that sessions begin with, as "log_min_duration_statement=250ms; work_mem=16MB"',
} as const satisfies OptionDef;

const strict = {
  variable: 'AIONDB_CONFIG_STRICT',
  value: 'BOOLEAN',
  kind: 'boolean',
  initial: 'false',
  description: 'names AIONDB_* that mean nothing are errors, not warnings',
} as const satisfies OptionDef;

export const generalOptions = [
  configFile,
  strict,
  { flag: '--help', description: 'show this help' },
] as const satisfies readonly OptionDef[];

export const serverSections: readonly OptionSection[] = [
  { title: 'Storage', options: [...ephemeralOptions, ...storageOptions] },
  { title: 'Connections', options: connectionOptions },
  { title: 'Roles and authentication', options: accessOptions },
  { title: 'TLS', options: tlsOptions },
  { title: 'Limits', options: limitOptions },
  { title: 'Observability', options: observabilityOptions },
  { title: 'General', options: [settings, ...generalOptions, { flag: '--version', description: 'show the version' }] },
];

/** What commands other than the server take besides options of their own. */
export const directorySections: readonly OptionSection[] = [
  { title: 'Storage', options: storageOptions },
  { title: 'General', options: generalOptions },
];

/** The list of --settings, taken apart; throws OptionError. */
export function readSettingList(texts: OptionTexts): readonly (readonly [name: string, value: string])[] {
  return (optionText(texts, settings) ?? '')
    .split(';')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const match = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(entry);
      if (match === null) throw new OptionError(`${settings.flag}: "${entry.trim()}" is not NAME=VALUE`);
      return [match[1]!, match[2]!] as const;
    });
}

export const optionsOfSections = (sections: readonly OptionSection[]): OptionDef[] =>
  sections.flatMap((section) => section.options);
