/** What the server tells of itself: the HTTP endpoint and the log. */

import type { OptionDef } from './option.ts';
import { type OptionTexts, optionNumber, optionSwitch, optionText } from './option-texts.ts';

const bind = {
  flag: '--observability-bind',
  variable: 'AIONDB_OBSERVABILITY_BIND',
  value: 'HOST',
  initial: '127.0.0.1',
  description: 'address of the HTTP endpoint for health, metrics and the console',
} as const satisfies OptionDef;

const port = {
  flag: '--observability-port',
  variable: 'AIONDB_OBSERVABILITY_PORT',
  value: 'PORT',
  kind: 'integer',
  min: 0,
  max: 65535,
  initial: '9187',
  description: 'its port; 0 takes a free one',
} as const satisfies OptionDef;

const disabled = {
  flag: '--no-observability',
  description: 'no HTTP endpoint',
} as const satisfies OptionDef;

const failFast = {
  variable: 'AIONDB_OBSERVABILITY_FAIL_FAST',
  value: 'BOOLEAN',
  kind: 'boolean',
  initial: 'false',
  description: 'do not start when the endpoint cannot be had; otherwise the server goes on without and says so',
} as const satisfies OptionDef;

const logLevel = {
  variable: 'AIONDB_LOG_LEVEL',
  value: 'LEVEL',
  kind: 'choice',
  values: ['debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  initial: 'info',
  description: 'least severity of what is logged',
} as const satisfies OptionDef;

const logFormat = {
  variable: 'AIONDB_LOG_FORMAT',
  value: 'FORMAT',
  kind: 'choice',
  values: ['json', 'text'],
  initial: 'json',
  description: 'form of the log, which goes to the standard error: a JSON object or a line of text for each event',
} as const satisfies OptionDef;

export const observabilityOptions = [bind, port, disabled, failFast, logLevel, logFormat] as const;

export interface ObservabilityOptions {
  /** null: none is wanted. */
  readonly endpoint: { readonly host: string; readonly port: number; readonly failFast: boolean } | null;
  readonly logLevel: (typeof logLevel.values)[number];
  readonly logFormat: (typeof logFormat.values)[number];
}

export function readObservabilityOptions(texts: OptionTexts): ObservabilityOptions {
  return {
    endpoint: optionSwitch(texts, disabled)
      ? null
      : { host: optionText(texts, bind)!, port: optionNumber(texts, port), failFast: optionSwitch(texts, failFast) },
    logLevel: optionText(texts, logLevel) as ObservabilityOptions['logLevel'],
    logFormat: optionText(texts, logFormat) as ObservabilityOptions['logFormat'],
  };
}
