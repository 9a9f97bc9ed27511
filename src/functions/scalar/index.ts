/**
 * Scalar functions, a folder per chapter of the manual: mathematics, text and bytes with regular expressions, formatting,
 * dates and times, arrays, and what tells about the session and the catalog. Each file ends in its table of rows.
 */
import type { ScalarFunctionDef } from '../function-def.ts';
import { arrayFunctions } from './arrays/arrays.ts';
import { currentFunctions } from './datetime/current.ts';
import { extractFunctions } from './datetime/extract.ts';
import { makingFunctions } from './datetime/making.ts';
import { truncateFunctions } from './datetime/truncate.ts';
import { zoneFunctions } from './datetime/zones.ts';
import { enumFunctions } from './enums/enums.ts';
import { formattingFunctions } from './format/rows.ts';
import { inRangeFunctions } from './in-range.ts';
import { floatFunctions } from './math/floats.ts';
import { integerFunctions } from './math/integers.ts';
import { numericFunctions } from './math/numerics.ts';
import { advisoryLockFunctions } from './system/advisory-locks.ts';
import { catalogFunctions } from './system/catalog.ts';
import { notifyFunctions } from './system/notify.ts';
import { otherObjectFunctions } from './system/other-objects.ts';
import { sessionFunctions } from './system/session.ts';
import { byteFunctions } from './text/bytes.ts';
import { characterFunctions } from './text/characters.ts';
import { composingFunctions } from './text/composing.ts';
import { regexpFunctions } from './text/regexps.ts';

export {
  CompiledRegex,
  compileRegex,
  ignoreCaseFlags,
  parseFlags,
  plainFlags,
  type RegexFlags,
  similarToRegex,
} from '../regex/index.ts';
export { currentDate, currentTime, currentTimestamp, localTime, localTimestamp } from './datetime/current.ts';

export const scalarFunctions: readonly ScalarFunctionDef[] = [
  ...integerFunctions,
  ...numericFunctions,
  ...floatFunctions,
  ...characterFunctions,
  ...composingFunctions,
  ...byteFunctions,
  ...regexpFunctions,
  ...arrayFunctions,
  ...enumFunctions,
  ...sessionFunctions,
  ...advisoryLockFunctions,
  ...notifyFunctions,
  ...catalogFunctions,
  ...otherObjectFunctions,
  ...formattingFunctions,
  ...currentFunctions,
  ...extractFunctions,
  ...truncateFunctions,
  ...makingFunctions,
  ...zoneFunctions,
  ...inRangeFunctions,
];
