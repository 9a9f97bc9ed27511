/** The message with which an option is refused. */
import * as assert from 'uvu/assert';
import { OptionError } from '../../src/config/index.ts';

export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.instance(error, OptionError);
    return (error as Error).message;
  }
  return assert.unreachable('it is refused') as never;
}
