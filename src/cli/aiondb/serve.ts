/** The server from start to end: what it was told, the store, the port, and the signals. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { quoteIdentifier, quoteLiteral } from '../../catalog/index.ts';
import {
  checkBootstrapPassword,
  checkBootstrapUser,
  isLoopback,
  type ObservabilityOptions,
  OptionError,
  type OptionTexts,
  readLimitOptions,
  readObservabilityOptions,
  readServerOptions,
  readSettingList,
  type ServerOptions,
  type StoragePlace,
  shownByOptions,
  shownConfiguration,
  storagePlace,
  type TlsFiles,
} from '../../config/index.ts';
import { nodeHost } from '../../host/index.ts';
import { type ListenOptions, listen, type Server, type TlsOptions } from '../../server/index.ts';
import { type Observability, observe, ServerLog, startObservability } from '../../server/observability/index.ts';
import { DatabaseCore, runScript, runToEnd, Session } from '../../session/index.ts';
import { openStored } from './commands.ts';
import { errorLine } from './error-text.ts';

/** Until SIGINT or SIGTERM; the exit code. Throws what keeps the server from starting. */
export async function serve(texts: OptionTexts, version: string): Promise<number> {
  const options = readServerOptions(texts);
  const where = storagePlace(texts);
  if (where === null) {
    throw new OptionError(
      'where is the database to be? --data-dir DIR keeps it in that directory, --ephemeral in memory (see aiondb --help)',
    );
  }
  checkStart(options);
  // Read before the store is opened: what is wrong with them is found at once.
  const files = readFiles(options);
  const told = readObservabilityOptions(texts);
  const log = await ServerLog.open({ level: told.logLevel, format: told.logFormat });
  const observability = await startEndpoint(told, texts, version, log);
  let core: DatabaseCore | null = null;
  let server: Server | null = null;
  const show = (): void => {
    if (core !== null && server !== null) showInConsole(observability, server, core, options);
  };
  // Also while there is nothing to reload: without a listener the signal would end the process.
  const reloading = (): void => {
    if (core === null || server === null) return;
    reload(server, core, options, log);
    show();
  };
  process.on('SIGHUP', reloading);
  try {
    observability?.setState('recovering');
    core = openCore(texts, where, options.bootstrapUser, log);
    for (const path of [options.hostRulesPath, options.tls?.key, texts.get('--config')]) {
      if (path != null) core.ownPaths.push(resolve(path));
    }
    if (options.bootstrapPassword !== null) setPassword(core, options.bootstrapPassword);
    if (!isLoopback(options.listen.host) && isTrusting(core, options) && options.hostRulesPath === null) {
      throw new OptionError(
        `listening on ${options.listen.host} while no role has a password is refused; set AIONDB_BOOTSTRAP_PASSWORD`,
      );
    }
    showOptions(core, texts, options);
    observe(core, log);
    server = await listen(core, listenOptions(core, options, files));
    core.settings.set('port', String(server.port));
    show();
    observability?.setState('ready');
    greet({ server, core, options, where, version, console: observability?.url ?? null });
    log.write('info', 'ready to accept connections', { address: server.host, port: server.port });
    const stopped = stopSignal();
    const signal = await stopped;
    observability?.setState('draining');
    log.write('info', 'shutting down', { signal });
    await server.close({ graceMs: options.shutdownGraceMs });
  } finally {
    core?.durable?.close();
    await observability?.close();
    process.off('SIGHUP', reloading);
  }
  log.write('info', 'shut down');
  return 0;
}

/** The console asks for a password wherever the port does not trust everybody on this machine. */
function showInConsole(
  observability: Observability | null,
  server: Server,
  core: DatabaseCore,
  options: ServerOptions,
): void {
  const trusts = options.hostRulesPath === null && isTrusting(core, options);
  observability?.serve({ core, authentication: trusts ? 'trust' : 'password', attempts: server.attempts });
}

/** null: none is wanted. */
async function startEndpoint(
  { endpoint }: ObservabilityOptions,
  texts: OptionTexts,
  version: string,
  log: ServerLog,
): Promise<Observability | null> {
  if (endpoint === null) return null;
  return startObservability({
    ...endpoint,
    version,
    onWarning: (message) => log.write('warn', message),
    configuration: shownConfiguration(texts),
  });
}

function checkStart(options: ServerOptions): void {
  const { listen: address, bootstrapUser, bootstrapPassword, tlsMode, allowPlaintext } = options;
  checkBootstrapUser(bootstrapUser);
  if (bootstrapPassword !== null) checkBootstrapPassword(bootstrapPassword, bootstrapUser);
  if (isLoopback(address.host) || tlsMode !== 'disable' || allowPlaintext) return;
  throw new OptionError(
    `listening on ${address.host} without TLS is refused; give AIONDB_PGWIRE_TLS_CERT_PATH and AIONDB_PGWIRE_TLS_KEY_PATH, or --allow-plaintext-listen`,
  );
}

function openCore(texts: OptionTexts, where: StoragePlace, bootstrapUser: string, log: ServerLog): DatabaseCore {
  const limits = readLimitOptions(texts);
  return where.kind === 'memory'
    ? DatabaseCore.create({ name: 'default', host: nodeHost, bootstrapUser, limits })
    : openStored(texts, { bootstrapUser, limits, onWarning: (message) => log.write('warn', message) });
}

/** What new sessions show of how the server was started. */
function showOptions(core: DatabaseCore, texts: OptionTexts, options: ServerOptions): void {
  for (const [name, value] of shownByOptions(texts)) core.settings.set(name, value);
  for (const [name, value] of readSettingList(texts)) core.setDefault(name, value);
  core.settings.set('listen_addresses', options.listen.host);
  core.settings.set('ssl', options.tls === null ? 'off' : 'on');
}

interface FileTexts {
  readonly tls: TlsOptions | null;
  readonly hostRules: string | null;
}

function readFiles({ tls, tlsMode, hostRulesPath }: ServerOptions): FileTexts {
  return {
    tls: tls === null ? null : { ...readTlsFiles(tls), mode: tlsMode === 'require' ? 'require' : 'prefer' },
    hostRules: hostRulesPath === null ? null : readText('AIONDB_PGWIRE_HOST_RULES_PATH', hostRulesPath),
  };
}

function readTlsFiles({ certificate, key, clientCa }: TlsFiles): TlsOptions {
  const keyText = readText('AIONDB_PGWIRE_TLS_KEY_PATH', key);
  if (process.platform !== 'win32' && (statSync(key).mode & 0o077) !== 0) {
    throw new OptionError(
      `AIONDB_PGWIRE_TLS_KEY_PATH: ${key} can be read or written by others than its owner; chmod 600 makes it private`,
    );
  }
  return {
    certificate: readText('AIONDB_PGWIRE_TLS_CERT_PATH', certificate),
    key: keyText,
    ...(clientCa === null ? {} : { clientCa: readText('AIONDB_PGWIRE_TLS_CLIENT_CA_PATH', clientCa) }),
  };
}

function readText(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OptionError(`${variable}: ${path} cannot be read: ${(error as Error).message}`);
  }
}

function listenOptions(core: DatabaseCore, options: ServerOptions, { tls, hostRules }: FileTexts): ListenOptions {
  return {
    ...options.listen,
    authentication: isTrusting(core, options) ? 'trust' : 'scram',
    ...(hostRules !== null && { hostRules }),
    ...(tls !== null && { tls }),
    allowPlaintext: options.allowPlaintext,
    maxConnections: options.maxConnections,
    maxConnectionsPerIp: options.maxConnectionsPerIp,
    startupTimeoutMs: options.startupTimeoutMs,
    authFailureBackoffMs: options.authFailureBackoffMs,
    authMaxFailures: options.authMaxFailures,
    maxMessageBytes: options.maxMessageBytes,
  };
}

/** Unless something was said: where a role has a password, passwords are asked for. */
function isTrusting(core: DatabaseCore, { authentication }: ServerOptions): boolean {
  if (authentication !== null) return authentication === 'trust';
  return ![...core.catalog.current.roles()].some((role) => role.password !== null);
}

/** Of the bootstrap user, as SQL would: a stored database keeps it. */
function setPassword(core: DatabaseCore, password: string): void {
  const session = new Session(core, { user: core.bootstrapUser });
  const user = quoteIdentifier(core.bootstrapUser);
  const text = `ALTER ROLE ${user} LOGIN PASSWORD ${quoteLiteral(password)}`;
  runToEnd(session, runScript(session, text, { columns: () => () => {}, complete: () => {}, empty: () => {} }));
  session.close();
}

/** SIGHUP: certificates and host rules anew. What cannot be used leaves things as they were. */
function reload(server: Server, core: DatabaseCore, options: ServerOptions, log: ServerLog): void {
  try {
    const { tls, hostRules } = listenOptions(core, options, readFiles(options));
    server.renew({
      authentication: isTrusting(core, options) ? 'trust' : 'scram',
      ...(tls && { tls }),
      ...(hostRules !== undefined && { hostRules }),
    });
    log.write('info', 'certificates and host rules were read again');
  } catch (error) {
    log.write('error', `nothing was reloaded: ${errorLine(error)}`);
  }
}

interface Greeting {
  readonly server: Server;
  readonly core: DatabaseCore;
  readonly options: ServerOptions;
  readonly where: StoragePlace;
  readonly version: string;
  /** URL of the console. */
  readonly console: string | null;
}

function greet({ server, core, options, where, version, console }: Greeting): void {
  const lines = [
    where.kind === 'memory'
      ? `AionDB ${version} is ready: everything is in memory and ends with this process.`
      : `AionDB ${version} is ready: everything is kept in ${where.directory}.`,
    accessLine(core, options),
    '',
    `  ${server.url}`,
    `  psql ${server.url}`,
    ...(console === null ? [] : [`  ${console}/  (console; /metrics, /readyz)`]),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function accessLine(core: DatabaseCore, options: ServerOptions): string {
  const tls = { disable: '', prefer: ', over TLS if they want', require: ', over TLS only' }[options.tlsMode];
  if (options.hostRulesPath !== null) return `Clients authenticate as ${options.hostRulesPath} says${tls}.`;
  if (isTrusting(core, options)) return 'No password is asked for (trust), on loopback addresses only.';
  return `Clients authenticate with SCRAM-SHA-256${tls}.`;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    const stop = (signal: string): void => {
      // A second signal ends the process at once.
      for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.off(name, stop);
        process.once(name, () => process.exit(1));
      }
      resolve(signal);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
