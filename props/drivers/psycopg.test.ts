/**
 * psycopg2 and psycopg 3, where a Python has them.
 * ASSUME a server. DO what psycopg2_suite.py and psycopg3_suite.py do. ASSERT that each of their tests is ok.
 */
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import { childSuite, firstThat } from './child-suite.ts';

// Debian's packages belong to Debian's own interpreter, which need not be the first on the path.
const interpreters = ['/usr/bin/python3', 'python3'];
const python = process.env['AIONDB_TEST_PYTHON'] === undefined ? interpreters : [process.env['AIONDB_TEST_PYTHON']];

for (const [name, module] of [
  ['psycopg2', 'psycopg2'],
  ['psycopg3', 'psycopg'],
] as const) {
  const command = firstThat(python, ['-c', `import ${module}`]);
  const suite = fileURLToPath(new URL(`${name}_suite.py`, import.meta.url));
  await childSuite(name, command, [suite], `no Python has ${module}`);
}

test.run();
