/** ASSUME subscripts far behind an array's end. DO assign. ASSERT 54000 before the memory for the elements between is taken. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { changeAtPath } from '../../src/functions/json/set-path.ts';
import { formatJsonb } from '../../src/types/json/jsonb-text.ts';
import { Jsonb } from '../../src/types/json/jsonb-value.ts';

function assigned(path: readonly string[]): Jsonb {
  return changeAtPath(Jsonb.emptyArray, { kind: 'assign', path, value: Jsonb.true });
}

test('elements of one array, and of those within it', () => {
  for (const path of [['30000000'], ['0', '30000000'], Array<string>(40).fill('1000000')]) {
    assert.throws(
      () => assigned(path),
      (error: unknown) => error instanceof SqlError && error.code === '54000',
    );
  }
  assert.is(formatJsonb(assigned(['1', '2'])), '[null, [null, null, true]]');
});

test.run();
