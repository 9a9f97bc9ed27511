/** Settings as a table: what can be set, to what, and what it is at the start. */
export type { SettingDef, SettingUnit } from './setting-def.ts';
export { settingByName, settings } from './settings.ts';
