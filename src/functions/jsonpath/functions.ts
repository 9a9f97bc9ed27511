/** jsonb_path_…() and the operators @? and @@. The functions with _tz convert between time zones, the others may not. */
import { sqlError } from '../../errors/index.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { JsonPath } from '../../types/jsonpath/json-path.ts';
import type { TextContext } from '../../types/type-def.ts';
import type { FunctionContext } from '../function-def.ts';
import { rowSet, scalar } from '../scalar/define.ts';
import { PathExecution } from './execute.ts';
import { PathFailure } from './failure.ts';
import { type PathValue, toJsonb } from './item.ts';

interface Request {
  readonly target: Jsonb;
  readonly path: JsonPath;
  readonly variables: Jsonb | null;
  readonly silent: boolean;
  readonly zone: TextContext | null;
}

function failed(error: unknown, silent: boolean): void {
  if (!(error instanceof PathFailure)) throw error;
  if (!silent) throw error.reason;
}

/** All that is found; in silence, what is found before an error. */
function query({ target, path, variables, silent, zone }: Request): PathValue[] {
  const found: PathValue[] = [];
  const execution = new PathExecution(path, target, variables, zone);
  try {
    execution.query(found);
  } catch (error) {
    failed(error, silent);
  }
  return found;
}

function exists({ target, path, variables, silent, zone }: Request): boolean | null {
  const execution = new PathExecution(path, target, variables, zone);
  try {
    return execution.exists();
  } catch (error) {
    failed(error, silent);
    return null;
  }
}

function matches(request: Request): boolean | null {
  const found = query(request);
  const only = found.length === 1 ? found[0]! : null;
  if (only instanceof Jsonb && only.kind === 'boolean') return only.scalar as boolean;
  if (only instanceof Jsonb && only.kind === 'null') return null;
  if (!request.silent) {
    throw sqlError('singleton_sql_json_item_required', 'single boolean result is expected');
  }
  return null;
}

const array = (request: Request) => Jsonb.array(query(request).map(toJsonb));
const rows = (request: Request) => query(request).map(toJsonb);
function first(request: Request): Jsonb | null {
  const found = query(request);
  return found.length === 0 ? null : toJsonb(found[0]!);
}

type Plain<T> = (target: Jsonb, path: JsonPath, variables: Jsonb, silent: boolean) => T;
type Zoned<T> = (context: FunctionContext, target: Jsonb, path: JsonPath, variables: Jsonb, silent: boolean) => T;

function plain<T>(answer: (request: Request) => T): Plain<T> {
  return (target, path, variables, silent) => answer({ target, path, variables, silent, zone: null });
}
function zoned<T>(answer: (request: Request) => T): Zoned<T> {
  return (context, target, path, variables, silent) => answer({ target, path, variables, silent, zone: context });
}
/** The operators have no variables and raise nothing. */
function quiet<T>(answer: (request: Request) => T): (target: Jsonb, path: JsonPath) => T {
  return (target, path) => answer({ target, path, variables: null, silent: true, zone: null });
}

const args = 'jsonb jsonpath jsonb bool';
const named = {
  argNames: ['target', 'path', 'vars', 'silent'],
  defaults: ["'{}'::jsonb", 'false'],
} as const;
const stable = { ...named, volatility: 'stable', context: true } as const;

export const jsonPathFunctions = [
  scalar(4005, 'jsonb_path_exists', args, 'bool', plain(exists), named),
  scalar(1177, 'jsonb_path_exists_tz', args, 'bool', zoned(exists), stable),
  scalar(4010, 'jsonb_path_exists_opr', 'jsonb jsonpath', 'bool', quiet(exists)),
  scalar(4009, 'jsonb_path_match', args, 'bool', plain(matches), named),
  scalar(2030, 'jsonb_path_match_tz', args, 'bool', zoned(matches), stable),
  scalar(4011, 'jsonb_path_match_opr', 'jsonb jsonpath', 'bool', quiet(matches)),
  scalar(4007, 'jsonb_path_query_array', args, 'jsonb', plain(array), named),
  scalar(1180, 'jsonb_path_query_array_tz', args, 'jsonb', zoned(array), stable),
  scalar(4008, 'jsonb_path_query_first', args, 'jsonb', plain(first), named),
  scalar(2023, 'jsonb_path_query_first_tz', args, 'jsonb', zoned(first), stable),
  rowSet(4006, 'jsonb_path_query', args, 'jsonb', plain(rows), named),
  rowSet(1179, 'jsonb_path_query_tz', args, 'jsonb', zoned(rows), stable),
];
