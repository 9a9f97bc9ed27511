/**
 * A session's settings and their transactional life: SET is undone when its transaction aborts, SET LOCAL when it ends
 * ("SET"). Values are kept as SHOW shows them.
 */
import {
  boundText,
  customSettingName,
  type SettingDef,
  type SettingUnit,
  settingByName,
  settings,
} from '../config/index.ts';
import { sqlError } from '../errors/index.ts';

interface Change {
  readonly name: string;
  /** null: it was not set. */
  readonly before: string | null;
  readonly local: boolean;
}

export class SessionSettings {
  private readonly values = new Map<string, string>();
  /** Settings with a dot that no row defines: any session may make them up. */
  private readonly custom = new Map<string, string>();
  private readonly initial: ReadonlyMap<string, string>;
  /** What the client asked for when it connected. */
  private readonly started = new Map<string, string>();
  private log: Change[] = [];
  /** Grows with each change: caches of what follows from settings compare it. */
  version = 0;
  /** Told of each change of a setting that clients are told of. */
  onReport: ((name: string, value: string) => void) | null = null;
  /** Whether the session may change what only superusers may. */
  isSuperuser: () => boolean = () => true;
  /** Those that are the transaction's modes are kept by the session. */
  setMode: (name: string, value: string) => void = () => {};
  /** null: it is no mode. */
  mode: (name: string) => string | null = () => null;
  /** Whether the session may change the setting, which is superusers' to change, because of a grant. */
  maySet: (name: string) => boolean = () => false;
  /** Whether the session may become the role. */
  authorize: (name: string, value: string | null) => void = () => {};
  /** Checks and normalises values whose rules are not in the table; throws for bad ones. */
  private readonly normalise: (def: SettingDef, value: string) => string;

  constructor(initial: ReadonlyMap<string, string>, normalise: (def: SettingDef, value: string) => string) {
    this.normalise = normalise;
    // Written as in SET: with units, words for Booleans.
    const shaped = new Map<string, string>();
    for (const [name, value] of initial) {
      const def = settingByName(name);
      if (def !== undefined) shaped.set(def.name, normalise(def, checkedValue(def, value)));
    }
    this.initial = shaped;
  }

  get(name: string): string {
    const value = this.find(name);
    if (value === null) {
      throw sqlError('undefined_object', `unrecognized configuration parameter "${name}"`);
    }
    return value;
  }

  find(name: string): string | null {
    const def = settingByName(name);
    if (def === undefined) return this.custom.get(name.toLowerCase()) ?? null;
    return this.values.get(def.name) ?? this.initialOf(def);
  }

  /** Whether somebody has given it a value, be it that of the table. */
  isSet(name: string): boolean {
    const def = settingByName(name)!;
    return this.values.has(def.name) || this.started.has(def.name) || this.initial.has(def.name);
  }

  private initialOf(def: SettingDef): string {
    return this.started.get(def.name) ?? this.initial.get(def.name) ?? def.initial;
  }

  /** What has been set is what RESET goes back to: the client's start-up packet has been read. */
  start(): void {
    for (const { name } of this.log) {
      const value = this.values.get(name) ?? this.custom.get(name);
      if (value !== undefined) this.started.set(name, value);
      this.values.delete(name);
    }
    this.commit();
  }

  /** null resets. Without a transaction around it, `local` has no effect beyond the statement. */
  set(name: string, value: string | null, local: boolean): string {
    const def = settingByName(name);
    if (def === undefined) return this.setCustom(name, value, local);
    this.checkChangeable(def);
    if (isTransactionMode(def.name)) {
      const mode = checkedValue(def, value ?? def.initial);
      this.setMode(def.name, mode);
      return mode;
    }
    if (def.name === 'role' || def.name === 'session_authorization') {
      this.authorize(def.name, value);
      // Another session user is nobody's role yet.
      if (def.name === 'session_authorization') this.change(settingByName('role')!, null, local);
    }
    return this.change(def, value, local);
  }
  private checkChangeable(def: SettingDef): void {
    if (def.context === 'superuser') this.requireSuperuser(def);
    else if (def.context === 'superuser-backend') {
      throw sqlError('cant_change_runtime_param', `parameter "${def.name}" cannot be set after connection start`);
    } else if (def.context !== 'user') {
      throw sqlError(
        'cant_change_runtime_param',
        `parameter "${def.name}" cannot be changed${whenChanged[def.context]}`,
      );
    }
  }
  /** The value in the form it would be kept in, without setting it. */
  check(name: string, value: string): string {
    const def = settingByName(name);
    if (def === undefined) {
      if (!name.includes('.')) throw sqlError('undefined_object', `unrecognized configuration parameter "${name}"`);
      return value;
    }
    this.checkChangeable(def);
    return this.normalise(def, checkedValue(def, value));
  }

  /** What ALTER ROLE and ALTER DATABASE have the session start with; RESET goes back to it. */
  startWith(name: string, value: string): void {
    const def = settingByName(name);
    if (def === undefined) {
      this.custom.set(name.toLowerCase(), value);
      this.started.set(name.toLowerCase(), value);
    } else this.started.set(def.name, this.normalise(def, checkedValue(def, value)));
    this.version++;
  }
  /** As `set`, before the session's first statement: what cannot be set later can be set now. */
  setAtStart(name: string, value: string): void {
    const def = settingByName(name);
    if (def?.context === 'superuser-backend') {
      this.requireSuperuser(def);
      this.change(def, value, false);
    } else this.set(name, value, false);
  }

  private requireSuperuser({ name }: SettingDef): void {
    if (!this.isSuperuser() && !this.maySet(name))
      throw sqlError('insufficient_privilege', `permission denied to set parameter "${name}"`);
  }

  private change(def: SettingDef, value: string | null, local: boolean): string {
    const next = value === null ? null : this.normalise(def, checkedValue(def, value));
    this.log.push({ name: def.name, before: this.values.get(def.name) ?? null, local });
    this.assign(def, next);
    return this.get(def.name);
  }

  private setCustom(name: string, value: string | null, local: boolean): string {
    if (!name.includes('.')) throw sqlError('undefined_object', `unrecognized configuration parameter "${name}"`);
    if (!customSettingName.test(name)) {
      throw sqlError('invalid_name', `invalid configuration parameter name "${name}"`, {
        detail: 'Custom parameter names must be two or more simple identifiers separated by dots.',
      });
    }
    const key = name.toLowerCase();
    this.log.push({ name: key, before: this.custom.get(key) ?? '', local });
    const next = value ?? this.started.get(key) ?? '';
    this.custom.set(key, next);
    this.version++;
    return next;
  }

  /** null: it has what RESET gives. */
  private assign(def: SettingDef, value: string | null): void {
    const before = this.get(def.name);
    if (value === null) this.values.delete(def.name);
    else this.values.set(def.name, value);
    this.version++;
    const now = this.get(def.name);
    if (now !== before && def.reported && this.onReport !== null) this.onReport(def.name, now);
    if (def.name === 'role' || def.name === 'session_authorization') this.showSuperuser();
  }

  /** Whose session it is has changed, or may have. */
  showSuperuser(): void {
    const now = this.isSuperuser() ? 'on' : 'off';
    if (now === this.get('is_superuser')) return;
    this.force('is_superuser', now);
    this.onReport?.('is_superuser', now);
  }

  /** For what the session itself decides, such as is_superuser. Not undone. */
  force(name: string, value: string): void {
    this.values.set(settingByName(name)!.name, value);
    this.version++;
  }

  resetAll(): void {
    for (const row of settings as readonly SettingDef[]) {
      if (row.name === 'role' || row.name === 'session_authorization') continue;
      if ((row.context === 'user' || row.context === 'superuser') && !isTransactionMode(row.name)) {
        this.change(row, null, false);
      }
    }
    for (const name of this.custom.keys()) this.setCustom(name, null, false);
  }

  /** Position to return to. */
  mark(): number {
    return this.log.length;
  }

  rollbackTo(mark: number): void {
    while (this.log.length > mark) this.restore(this.log.pop()!);
  }

  /** The transaction committed: local changes end. */
  commit(): void {
    const log = this.log;
    this.log = [];
    const kept = new Set<string>();
    // Newest first: a plain SET after SET LOCAL stays.
    for (let i = log.length - 1; i >= 0; i--) {
      const change = log[i]!;
      if (!change.local) kept.add(change.name);
      else if (!kept.has(change.name)) this.restore(change);
    }
  }

  private restore(change: Change): void {
    const def = settingByName(change.name);
    if (def === undefined) {
      this.custom.set(change.name, change.before ?? '');
      this.version++;
    } else this.assign(def, change.before);
  }

  /** The value is that of the start-up packet. */
  isStarted(def: SettingDef): boolean {
    return !this.values.has(def.name) && this.started.has(def.name);
  }

  /** What RESET would give. */
  resetValue(def: SettingDef): string {
    return this.initialOf(def);
  }

  /** Name, value and row of every setting, by name. */
  all(): { readonly def: SettingDef; readonly value: string }[] {
    const rows = [...(settings as readonly SettingDef[])];
    rows.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    return rows.map((def) => ({ def, value: this.mode(def.name) ?? this.get(def.name) }));
  }
}

function isTransactionMode(name: string): boolean {
  return name.startsWith('transaction_');
}

/** Ends the refusal of SET. */
const whenChanged = { internal: '', postmaster: ' without restarting the server', sighup: ' now' };

/** The value in the form it is shown in; 22023 when it is not allowed. */
export function checkedValue(def: SettingDef, value: string): string {
  switch (def.type) {
    case 'bool':
      return booleanValue(def.name, value);
    case 'enum': {
      const word = value.toLowerCase();
      const found = def.values!.includes(word) ? word : otherWord(def, word);
      if (found === undefined) {
        throw sqlError('invalid_parameter_value', `invalid value for parameter "${def.name}": "${value}"`, {
          hint: `Available values: ${def.values!.join(', ')}.`,
        });
      }
      return found;
    }
    case 'integer':
    case 'real':
      return numberValue(def, value);
    default:
      return value;
  }
}

function otherWord({ otherWords = {} }: SettingDef, word: string): string | undefined {
  return Object.hasOwn(otherWords, word) ? otherWords[word] : undefined;
}

export function booleanValue(name: string, value: string): string {
  const text = value.trim().toLowerCase();
  if (text !== '') {
    for (const word of ['true', 'yes', 'on', '1']) if (word.startsWith(text) && text !== 'o') return 'on';
    for (const word of ['false', 'no', 'off', '0']) if (word.startsWith(text) && text !== 'o') return 'off';
  }
  throw sqlError('invalid_parameter_value', `parameter "${name}" requires a Boolean value`);
}

/** Multiples of the base unit. */
const units: Readonly<Record<SettingUnit, Readonly<Record<string, number>>>> = {
  ms: { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  s: { us: 1e-6, ms: 0.001, s: 1, min: 60, h: 3600, d: 86_400 },
  B: { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 },
  kB: { B: 1 / 1024, kB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3 },
  '8kB': { kB: 1 / 8, MB: 128, GB: 131_072, TB: 134_217_728 },
  MB: { B: 1 / 1024 ** 2, kB: 1 / 1024, MB: 1, GB: 1024, TB: 1024 ** 2 },
};

function numberValue(def: SettingDef, value: string): string {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0x[0-9a-fA-F]+)\s*([A-Za-z]*)\s*$/.exec(value);
  const invalid = (hint?: string): Error =>
    sqlError('invalid_parameter_value', `invalid value for parameter "${def.name}": "${value}"`, { hint });
  if (match === null) throw invalid();
  let number = Number(match[1]);
  const unit = match[2]!;
  if (unit !== '') {
    const table = def.unit === undefined ? undefined : units[def.unit];
    if (table === undefined || table[unit] === undefined) {
      throw invalid(
        def.unit === 'ms'
          ? 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".'
          : def.unit === undefined
            ? undefined
            : 'Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".',
      );
    }
    number *= table[unit]!;
  }
  if (def.type === 'integer') number = Math.round(number);
  if ((def.min !== undefined && number < def.min) || (def.max !== undefined && number > def.max)) {
    const shown = def.unit === undefined ? '' : ` ${def.unit}`;
    throw sqlError(
      'invalid_parameter_value',
      `${number}${shown} is outside the valid range for parameter "${def.name}" (${boundText(def.min)} .. ${boundText(def.max)})`,
    );
  }
  return String(number);
}

/** How SHOW shows a number with a unit: in the largest unit that divides it. */
export function shownValue(def: SettingDef, value: string): string {
  if (def.unit === undefined || def.type === 'bool') return value;
  const number = Number(value);
  if (number <= 0) return value;
  if (def.unit === '8kB') return shownValue({ ...def, unit: 'kB' }, String(number * 8));
  const table = Object.entries(units[def.unit]!).filter(([, factor]) => factor >= 1);
  for (const [unit, factor] of table.reverse()) if (number % factor === 0) return `${number / factor}${unit}`;
  return value;
}
