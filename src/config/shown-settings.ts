/** What SHOW tells of the options that the server was started with: the settings' values in the settings' units. */

import { type OptionDef, optionName } from './option.ts';
import { optionsOfSections, serverSections } from './option-sections.ts';
import { type OptionTexts, optionText } from './option-texts.ts';
import { readNumber } from './option-values.ts';
import type { SettingUnit } from './setting-def.ts';
import { settingByName } from './settings.ts';

/** Bytes, or milliseconds. */
const unitSizes: Readonly<Record<SettingUnit, number>> = {
  ms: 1,
  s: 1000,
  B: 1,
  kB: 1024,
  '8kB': 8192,
  MB: 1024 ** 2,
};

export function shownByOptions(texts: OptionTexts): Map<string, string> {
  const shown = new Map<string, string>();
  for (const option of optionsOfSections(serverSections)) {
    if (option.shownAs === undefined) continue;
    const text = optionText(texts, option);
    if (text !== null) shown.set(option.shownAs, shownValue(option, text));
  }
  return shown;
}

function shownValue(option: OptionDef, text: string): string {
  const def = settingByName(option.shownAs!)!;
  if (def.type !== 'integer') return text;
  const number = readNumber(option, text)!;
  // Where PostgreSQL has another number for no limit.
  if (number === 0 && option.zero !== undefined && def.min === -1) return '-1';
  return String(Math.ceil(number / (def.unit === undefined ? 1 : unitSizes[def.unit])));
}

/** Every option that was given or has an initial value, but secrets: for those who look at a running server. */
export function shownConfiguration(texts: OptionTexts): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const option of optionsOfSections(serverSections)) {
    const text = texts.get(optionName(option));
    if (text !== undefined && option.secret !== true) shown[option.variable ?? optionName(option)] = text;
  }
  return shown;
}
