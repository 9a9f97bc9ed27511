/** Settings and options as tables: what can be set, to what, and what it is at the start. */
export { type CommitPolicy, commitPolicyForms, readCommitPolicy } from './commit-policy.ts';
export { type OptionDef, OptionError, optionName } from './option.ts';
export { checkOption, readBoolean } from './option-values.ts';
export type { SettingDef, SettingUnit } from './setting-def.ts';
export { settingFlags } from './setting-flags.ts';
export { settingByName, settings } from './settings.ts';
export {
  type OptionTexts,
  readStorageOptions,
  type StorageOptions,
  type StoragePlace,
  storageOptions,
  storagePlace,
} from './storage-options.ts';
