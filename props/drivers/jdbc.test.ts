/**
 * JDBC, where a Java and Debian's driver are installed.
 * ASSUME a server. DO what Suite.java does. ASSERT that each of its tests is ok.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import { childSuite, firstThat } from './child-suite.ts';

const jar = process.env['AIONDB_TEST_JDBC_JAR'] ?? '/usr/share/java/postgresql.jar';
// From 11 on a source file can be run; that needs the compiler.
const java = existsSync(jar) ? firstThat(['java'], ['--describe-module', 'jdk.compiler']) : null;
const suite = fileURLToPath(new URL('Suite.java', import.meta.url));
await childSuite(
  'jdbc',
  java,
  ['-cp', `${jar}:/usr/share/java/scram-client.jar:/usr/share/java/scram-common.jar`, suite],
  `no Java, or no ${jar}`,
);

test.run();
