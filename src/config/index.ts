/** Settings and options as tables: what can be set, to what, and what it is at the start. */
export { isLoopback, type ListenAddress } from './address.ts';
export { checkBootstrapPassword, checkBootstrapUser } from './bootstrap-rules.ts';
export { type CommitPolicy, commitPolicyForms, readCommitPolicy } from './commit-policy.ts';
export { type LimitOptions, readLimitOptions } from './limit-options.ts';
export { type ObservabilityOptions, readObservabilityOptions } from './observability-options.ts';
export { type OptionDef, OptionError, optionName } from './option.ts';
export {
  directorySections,
  type OptionSection,
  optionsOfSections,
  readSettingList,
  serverSections,
} from './option-sections.ts';
export type { OptionTexts } from './option-texts.ts';
export { allowedValues } from './option-values.ts';
export { type Environment, type GivenOptions, readOptions } from './read-options.ts';
export { readServerOptions, type ServerOptions, type TlsFiles } from './server-options.ts';
export { boundText, customSettingName, type SettingDef, type SettingUnit } from './setting-def.ts';
export { settingFlags } from './setting-flags.ts';
export { settingByName, settings } from './settings.ts';
export { shownByOptions, shownConfiguration } from './shown-settings.ts';
export {
  readStorageOptions,
  type StorageOptions,
  type StoragePlace,
  storageOptions,
  storagePlace,
} from './storage-options.ts';
