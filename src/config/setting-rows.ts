/** Rows of settings in one line each. */
import type { SettingDef, SettingUnit } from './setting-def.ts';

type Context = 'user' | 'superuser';

/** Rows of one category that anybody, or only superusers, may set. */
export class Rows {
  private readonly category: string;
  private readonly more: Partial<SettingDef>;
  private readonly context: Context;

  constructor(category: string, more: Partial<SettingDef> = {}, context: Context = 'user') {
    this.category = category;
    this.more = more;
    this.context = context;
  }

  private row(
    name: string,
    type: SettingDef['type'],
    initial: string,
    description: string,
    own: Partial<SettingDef>,
  ): SettingDef {
    const { category, context, more } = this;
    return { name, type, initial, category, description, context, ...own, ...more };
  }

  flag(name: string, initial: 'on' | 'off', description: string): SettingDef {
    return this.row(name, 'bool', initial, description, {});
  }
  integer(
    name: string,
    initial: string,
    min: number,
    max: number,
    description: string,
    unit?: SettingUnit,
  ): SettingDef {
    return this.row(name, 'integer', initial, description, { min, max, ...(unit && { unit }) });
  }
  real(name: string, initial: string, min: number, max: number, description: string, unit?: SettingUnit): SettingDef {
    return this.row(name, 'real', initial, description, { min, max, ...(unit && { unit }) });
  }
  choice(name: string, initial: string, values: readonly string[], description: string): SettingDef {
    return this.row(name, 'enum', initial, description, { values });
  }
}
