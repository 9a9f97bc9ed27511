/** docs/configuration.md out of the tables of options and settings. */
import {
  allowedValues,
  boundText,
  type OptionDef,
  type SettingDef,
  serverSections,
  settings,
} from '../../src/config/index.ts';

const escaped = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${escaped(text)}\``);

function optionLine(option: OptionDef): string {
  const { flag, variable, value, initial, means, secret } = option;
  const names = [
    ...(flag === undefined ? [] : [code(value === undefined ? flag : `${flag} ${value}`)]),
    ...(variable === undefined ? [] : [code(variable)]),
  ];
  const isSwitch = value === undefined && (option.kind ?? 'text') === 'text';
  const values = means !== undefined ? 'true or false' : isSwitch || secret === true ? '' : allowedValues(option);
  const shown = option.shownAs === undefined ? '' : `; shown as ${code(option.shownAs)}`;
  return `| ${names.join('<br>')} | ${escaped(values)} | ${initial === undefined ? '' : code(initial)} | ${escaped(option.description)}${shown} |`;
}

const contexts: Readonly<Record<SettingDef['context'], string>> = {
  internal: 'fixed',
  postmaster: 'start',
  sighup: 'start',
  'superuser-backend': 'start',
  superuser: 'session (superusers)',
  user: 'session',
};

function settingLine(def: SettingDef): string {
  const range =
    def.only !== undefined
      ? `${def.only.join(', ')}; others are not supported`
      : def.values !== undefined
        ? def.values.join(', ')
        : def.type === 'bool'
          ? 'on, off'
          : def.type === 'string'
            ? ''
            : `${boundText(def.min)} to ${boundText(def.max)}${def.unit === undefined ? '' : ` ${def.unit}`}`;
  return `| ${code(def.name)} | ${contexts[def.context]} | ${escaped(range)} | ${code(def.initial)} | ${escaped(def.description)} |`;
}

export function configurationPage(): string {
  const rows = [...(settings as readonly SettingDef[])].sort((a, b) =>
    a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
  );
  return `${[
    '# Configuration',
    '',
    '<!-- Written by `npm run docs:configuration` from src/config; changes belong there. -->',
    '',
    'Flags win over variables, variables over the file that `--config` names, the file over what is built in. An empty variable is not',
    'given. The file has a line `NAME=value` for each variable, with `#` before comments, so that the same file serves `--config`,',
    "systemd's `EnvironmentFile` and a container's env-file. Names `AIONDB_*` that mean nothing are warned of, with what they may have",
    'been meant to be; with `AIONDB_CONFIG_STRICT=true` they keep the server from starting. A bad value is named with the variable that had',
    'it and what is allowed, and the exit code is 1.',
    '',
    'Sizes are in bytes or end in kB, MB, GB or TB; times are in milliseconds or end in ms, s, min or h.',
    ...serverSections.flatMap(({ title, options }) => [
      '',
      `## ${title}`,
      '',
      '| option | values | unless given | |',
      '|---|---|---|---|',
      ...options.map(optionLine),
    ]),
    '',
    '## Settings',
    '',
    'What `SHOW`, `SET` and `pg_settings` know. *session*: `SET` changes it; *start*: an option of the server decides, or it has the value',
    "shown; *fixed*: it says how this version is. Names, bounds and defaults are PostgreSQL's, but for those that begin with `aiondb.`.",
    '',
    '| name | set by | values | unless set | |',
    '|---|---|---|---|---|',
    ...rows.filter((def) => def.inert !== true).map(settingLine),
    '',
    '### Accepted, without effect',
    '',
    "PostgreSQL's settings of machinery that works differently here. No answer depends on them: `SET` checks their values, and `SHOW` shows them.",
    '',
    '| name | set by | values | unless set | |',
    '|---|---|---|---|---|',
    ...rows.filter((def) => def.inert === true).map(settingLine),
  ].join('\n')}\n`;
}
