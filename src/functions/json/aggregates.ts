/** json_agg, jsonb_agg, json_object_agg, jsonb_object_agg. */
import { sqlError } from '../../errors/index.ts';
import { quoteJson } from '../../types/json/jsonb-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { AggregateDef, CallInfo, FunctionContext } from '../function-def.ts';
import { categoryOf, encodeJson, encodeJsonb, keyText } from './encode.ts';

class JsonState {
  readonly context: FunctionContext;
  readonly types: readonly Oid[];
  readonly parts: string[] = [];
  readonly keys: string[] = [];
  readonly items: Jsonb[] = [];
  /** Set once there was a row. */
  any = false;

  constructor(context: FunctionContext, types: readonly Oid[]) {
    this.context = context;
    this.types = types;
  }
}

function init(context: FunctionContext, info: CallInfo): JsonState {
  return new JsonState(context, info.argTypes);
}

function stepArray(state: JsonState, value: Datum): JsonState {
  state.parts.push(encodeJson(value, state.types[0]!, state.context));
  return state;
}

/** Arrays and rows stand on a line each; nulls among them do too. */
function finalArray(state: JsonState): Datum {
  if (state.parts.length === 0) return null;
  const category = categoryOf(state.types[0]!);
  if (category !== 'array' && category !== 'row') return `[${state.parts.join(', ')}]`;
  let text = `[${state.parts[0]}`;
  for (let i = 1; i < state.parts.length; i++) {
    const part = state.parts[i]!;
    text += part === 'null' ? ', null' : `, \n ${part}`;
  }
  return `${text}]`;
}

function stepArrayJsonb(state: JsonState, value: Datum): JsonState {
  state.any = true;
  state.items.push(encodeJsonb(value, state.types[0]!, state.context));
  return state;
}

function fieldName(state: JsonState, key: Datum, message: string): string {
  if (key === null) throw sqlError('invalid_parameter_value', message);
  return keyText(key, state.types[0]!, state.context);
}

function stepObject(state: JsonState, key: Datum, value: Datum): JsonState {
  const name = fieldName(state, key, 'field name must not be null');
  state.parts.push(`${quoteJson(name)} : ${encodeJson(value, state.types[1]!, state.context)}`);
  return state;
}

function stepObjectJsonb(state: JsonState, key: Datum, value: Datum): JsonState {
  state.any = true;
  state.keys.push(fieldName(state, key, 'field name must not be null'));
  state.items.push(encodeJsonb(value, state.types[1]!, state.context));
  return state;
}

const common = { kind: 'aggregate', strict: false, context: true, callInfo: true, keeps: true, init } as const;

export const jsonAggregates: readonly AggregateDef[] = [
  {
    ...common,
    oid: 3175,
    name: 'json_agg',
    args: ['anyelement'],
    result: 'json',
    volatility: 'stable',
    step: stepArray,
    final: finalArray,
  },
  {
    ...common,
    oid: 3267,
    name: 'jsonb_agg',
    args: ['anyelement'],
    result: 'jsonb',
    volatility: 'stable',
    step: stepArrayJsonb,
    final: (state: JsonState) => (state.any ? Jsonb.array(state.items.slice()) : null),
  },
  {
    ...common,
    oid: 3197,
    name: 'json_object_agg',
    args: ['any', 'any'],
    result: 'json',
    volatility: 'stable',
    step: stepObject,
    final: (state: JsonState) => (state.parts.length === 0 ? null : `{ ${state.parts.join(', ')} }`),
  },
  {
    ...common,
    oid: 3270,
    name: 'jsonb_object_agg',
    args: ['any', 'any'],
    result: 'jsonb',
    volatility: 'immutable',
    step: stepObjectJsonb,
    final: (state: JsonState) => (state.any ? Jsonb.object(state.keys.slice(), state.items.slice()) : null),
  },
];
