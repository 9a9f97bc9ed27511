/** Suites in other languages: a program is given the server's address, and prints `ok NAME` or `not ok NAME: why` for each test. */
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTargets, type Target } from './targets.ts';

function environment(target: Target): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SUITE_HOST: target.host,
    SUITE_PORT: String(target.port),
    SUITE_USER: target.user,
    SUITE_PASSWORD: target.password ?? '',
    SUITE_DATABASE: target.database,
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

function run(command: string, args: readonly string[], target: Target): Promise<string> {
  const child = spawn(command, args, { env: environment(target), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(`${output}exit ${code}`));
  });
}

/** The first of the commands for which `probe` succeeds, or null. */
export function firstThat(commands: readonly string[], probe: readonly string[]): string | null {
  return commands.find((command) => spawnSync(command, probe, { stdio: 'ignore' }).status === 0) ?? null;
}

/** One test for each server: the program's, all of which have to be ok. Without a command it is skipped, and says so. */
export async function childSuite(
  name: string,
  command: string | null,
  args: readonly string[],
  missing: string,
): Promise<void> {
  if (command === null) {
    process.stdout.write(`skipped: ${missing}\n`);
    test.skip(name);
    return;
  }
  for (const target of await openTargets(name)) {
    test(`${target.name}: ${name}`, async () => {
      const output = await run(command, args, target);
      const lines = output.split('\n');
      const passed = lines.filter((line) => line.startsWith('ok '));
      const failed = lines.filter((line) => line.startsWith('not ok '));
      assert.is(failed.join('\n'), '');
      assert.ok(passed.length > 0 && output.endsWith('exit 0'), output);
    });
  }
}
