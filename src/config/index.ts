/** Settings as a table: what can be set, to what, and what it is at the start. */
export { type SettingDef, settingByName, settings } from './settings.ts';
