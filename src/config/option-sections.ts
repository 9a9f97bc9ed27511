/** All options of the server, in the order in which --help and docs/configuration.md list them. */
import { limitOptions } from './limit-options.ts';
import { observabilityOptions } from './observability-options.ts';
import type { OptionDef } from './option.ts';
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
  { title: 'General', options: [...generalOptions, { flag: '--version', description: 'show the version' }] },
];

/** What commands other than the server take besides options of their own. */
export const directorySections: readonly OptionSection[] = [
  { title: 'Storage', options: storageOptions },
  { title: 'General', options: generalOptions },
];

export const optionsOfSections = (sections: readonly OptionSection[]): OptionDef[] =>
  sections.flatMap((section) => section.options);
