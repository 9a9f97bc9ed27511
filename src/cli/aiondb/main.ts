import { quoteIdentifier, quoteLiteral } from '../../catalog/index.ts';
import { type StoragePlace, storagePlace } from '../../config/index.ts';
import { nodeHost } from '../../host/index.ts';
import { listen, type Server } from '../../server/index.ts';
import { DatabaseCore, runToEnd, Session } from '../../session/index.ts';
import { isCommand, openStored, runCommand } from './commands.ts';
import { errorText } from './error-text.ts';
import { helpText, OptionError, parseAddress, readOptions } from './options.ts';

/** Runs the server until it is told to end; the exit code. `version` is that of the package. */
export async function main(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): Promise<number> {
  try {
    return await run(args, environment, version);
  } catch (error) {
    process.stderr.write(`aiondb: ${messageOf(error)}\n`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${message.replace(/^listen EADDRINUSE: /, '')} (choose another with --listen-addr)`;
  return errorText(error);
}

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): Promise<number> {
  const [command] = args;
  if (isCommand(command)) return runCommand(command, args.slice(1), environment);
  const options = readOptions(args, environment);
  if (options.has('--help')) {
    process.stdout.write(helpText());
    return 0;
  }
  if (options.has('--version')) {
    process.stdout.write(`aiondb ${version}\n`);
    return 0;
  }
  const where = storagePlace(options);
  if (where === null) {
    throw new OptionError(
      'where is the database to be? --data-dir DIR keeps it in that directory, --ephemeral in memory (see aiondb --help)',
    );
  }
  const { host, port } = parseAddress(options.get('--listen-addr')!);
  const user = options.get('--bootstrap-user')!;
  const password = options.get('--bootstrap-password');
  if (password === undefined && !isLoopback(host)) {
    throw new OptionError(`listening on ${host} without a password is refused; set AIONDB_BOOTSTRAP_PASSWORD`);
  }
  const core =
    where.kind === 'memory'
      ? DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: user })
      : openStored(options, { bootstrapUser: user });
  try {
    if (password !== undefined) setPassword(core, password);
    const server = await listen(core, { host, port, authentication: password === undefined ? 'trust' : 'scram' });
    greet(server, password !== undefined, where);
    await stopSignal();
    await server.close();
  } finally {
    core.durable?.close();
  }
  return 0;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Of the bootstrap user, as SQL would: a stored database keeps it. */
function setPassword(core: DatabaseCore, password: string): void {
  const session = new Session(core, { user: core.bootstrapUser });
  const user = quoteIdentifier(core.bootstrapUser);
  const text = `ALTER ROLE ${user} LOGIN PASSWORD ${quoteLiteral(password)}`;
  runToEnd(session, session.script(text, { columns: () => () => {}, complete: () => {}, empty: () => {} }));
  session.close();
}

function greet(server: Server, password: boolean, where: StoragePlace): void {
  const lines = [
    where.kind === 'memory'
      ? 'AionDB is ready: everything is in memory and ends with this process.'
      : `AionDB is ready: everything is kept in ${where.directory}.`,
    password
      ? 'Clients authenticate with SCRAM-SHA-256.'
      : 'No password is asked for (trust), on the loopback address only.',
    '',
    `  ${server.url}`,
    `  psql ${server.url}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      // A second signal ends the process at once.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.off(signal, stop);
        process.once(signal, () => process.exit(1));
      }
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
