import type { Environment } from '../../config/index.ts';
import { OptionError } from '../../config/index.ts';
import { isCommand, runCommand } from './commands.ts';
import { errorLine, errorText } from './error-text.ts';
import { givenOptions, helpText } from './options.ts';
import { serve } from './serve.ts';

/** Runs a command, or the server until it is told to end; the exit code. `version` is that of the package. */
export async function main(args: readonly string[], environment: Environment, version: string): Promise<number> {
  const [command] = args;
  try {
    if (isCommand(command)) return await runCommand(command, args.slice(1), environment);
    const options = givenOptions(args, environment);
    if (options.has('--help')) {
      process.stdout.write(helpText());
      return 0;
    }
    if (options.has('--version')) {
      process.stdout.write(`aiondb ${version}\n`);
      return 0;
    }
    return await serve(options, version);
  } catch (error) {
    const text = isCommand(command) || error instanceof OptionError ? errorText(error) : errorLine(error);
    process.stderr.write(`aiondb: ${text}\n`);
    return 1;
  }
}
