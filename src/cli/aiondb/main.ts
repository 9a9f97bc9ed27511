import { storagePlace } from '../../config/index.ts';
import { nodeHost } from '../../host/index.ts';
import { listen, type Server } from '../../server/index.ts';
import { DatabaseCore, scramVerifier } from '../../session/index.ts';
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
  if (error instanceof OptionError) return message;
  if (code === 'EADDRINUSE')
    return `${message.replace(/^listen EADDRINUSE: /, '')} (choose another with --listen-addr)`;
  return message;
}

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): Promise<number> {
  const options = readOptions(args, environment);
  if (options.has('--help')) {
    process.stdout.write(helpText());
    return 0;
  }
  if (options.has('--version')) {
    process.stdout.write(`aiondb ${version}\n`);
    return 0;
  }
  if (storagePlace(options)?.kind !== 'memory') {
    throw new OptionError(
      'durable storage is not part of this version; start with --ephemeral to keep everything in memory',
    );
  }
  const { host, port } = parseAddress(options.get('--listen-addr')!);
  const user = options.get('--bootstrap-user')!;
  const password = options.get('--bootstrap-password');
  const core = DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser: user });
  if (password === undefined && !isLoopback(host)) {
    throw new OptionError(`listening on ${host} without a password is refused; set AIONDB_BOOTSTRAP_PASSWORD`);
  }
  if (password !== undefined) setPassword(core, password);
  const server = await listen(core, { host, port, authentication: password === undefined ? 'trust' : 'scram' });
  greet(server, password !== undefined);
  await stopSignal();
  await server.close();
  return 0;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function setPassword(core: DatabaseCore, password: string): void {
  const ddl = core.catalog.begin();
  const role = ddl.catalog.roleByName(core.bootstrapUser)!;
  ddl.put({ ...role, login: true, password: scramVerifier(password, core.host) });
  ddl.commit();
}

function greet(server: Server, password: boolean): void {
  const lines = [
    'AionDB is ready: everything is in memory and ends with this process.',
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
