/**
 * Loads the engine's bundle, core.fn.js, with the code that V8 made of it before. Compiling three megabytes of source takes longer than
 * all else at the start of a process; V8 takes its own output back in a tenth of that time, and compiles as ever where that is of another
 * version or other flags. The build makes the first core.*.cache; a process that finds none for its V8 leaves one, if the package's
 * folder can be written. See docs/decisions/0018-code-cache.md.
 */
import type { Script } from 'node:vm';

// Imports of these would load what their namespaces lead to, streams and readline among it, which takes longer than the engine's first
// statement.
const { closeSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync, writeFileSync } =
  process.getBuiltinModule('node:fs');

/** By entry of the package: what it exports. */
type Core = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const core = new URL('core.fn.js', import.meta.url).href;
const { fileURLToPath } = process.getBuiltinModule('node:url');
const source = fileURLToPath(core);
const folder = source.slice(0, -'core.fn.js'.length);
/** Of so many versions and flags; more are not kept. */
const cachesMax = 8;
/** A process that lives so long has run what is worth keeping. */
const writeAfterMs = 2000;

let loaded: Core | null = null;

const noBytes = Buffer.alloc(0);
/** Both files are read into the same memory, one after the other: pages touched for the first time cost more than what comes into them. */
let scratch = noBytes;

/** The same for all entries. */
export function loadCore(): Core {
  if (loaded === null) {
    loaded = run(compiled());
    scratch = noBytes;
  }
  return loaded;
}

/** For the build: compiles, runs `warm`, and keeps what V8 made of what has run. */
export function makeCache(warm: (core: Core) => void): void {
  const script = compile(sourceText(), null);
  warm(run(script));
  writeFileSync(ordinaryCache, script.createCachedData());
}

/** Options of Node that are none of V8's. Of others it is V8 that knows; should one of these change what it makes, it says so. */
const withoutEffect =
  /^(?:-[epriC]|--(?:conditions|enable-source-maps|env-file|eval|experimental-(?:loader|vm-modules)|import|input-type|inspect|loader|no-deprecation|no-warnings|print|require|test|trace-warnings|watch)(?:$|[-=]))/;

/** Of a process without flags for V8: its name can be told without loading node:v8. */
const ordinaryCache = `${folder}core.${process.versions.v8}-${process.arch}.cache`;

/** Differs for each version of V8, its flags and the processor's features. */
function specialCache(): string {
  return `${folder}core.${process.getBuiltinModule('node:v8').cachedDataVersionTag().toString(16)}.cache`;
}

function compiled(): Script {
  const options = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  const isOrdinary = options.every((option) => !option.startsWith('-') || withoutEffect.test(option));
  let script: Script | null = null;
  const text = sourceText();
  if (isOrdinary) {
    const cachedData = readCache(ordinaryCache);
    script = compile(text, cachedData);
    if (cachedData === null) writeLater(script, ordinaryCache);
    // Flags can be set in other ways too.
    if (script.cachedDataRejected !== true) return script;
  }
  const cache = specialCache();
  const cachedData = readCache(cache);
  if (cachedData !== null || script === null) script = compile(text, cachedData);
  if (cachedData === null || script.cachedDataRejected === true) writeLater(script, cache);
  return script;
}

function compile(text: string, cachedData: Buffer | null): Script {
  const { Script } = process.getBuiltinModule('node:vm');
  return new Script(text, { filename: source, ...(cachedData === null ? {} : { cachedData }) });
}

/** It is the text of a function, so that it need not be copied into one; it is ASCII, so that a byte is a character. */
function sourceText(): string {
  return contents(source).toString('latin1');
}

function run(script: Script): Core {
  const module = { exports: {} as Core };
  let require: NodeJS.Require | null = null;
  // Node's own modules are found without the machinery for those of packages, which is made when one is asked for.
  const load = (id: string): unknown => {
    if (id.startsWith('node:')) return process.getBuiltinModule(id);
    require ??= process.getBuiltinModule('node:module').createRequire(core);
    return require(id);
  };
  script.runInThisContext()(module, load, core);
  return module.exports;
}

/** They are good until the next file is read. */
function contents(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const read = readSync(file, scratch, length, size - length, null);
      if (read === 0) break;
      length += read;
    }
    return scratch.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function readCache(cache: string): Buffer | null {
  try {
    return contents(cache);
  } catch {
    // Compiled anew, whatever the reason.
    return null;
  }
}

function writeLater(script: Script, cache: string): void {
  let isDone = false;
  const write = (): void => {
    if (isDone) return;
    isDone = true;
    process.off('exit', write);
    clearTimeout(timer);
    writeCache(script, cache);
  };
  const timer = setTimeout(write, writeAfterMs).unref();
  process.once('exit', write);
}

function writeCache(script: Script, cache: string): void {
  const scratch = `${cache}.${process.pid}`;
  try {
    const others = readdirSync(folder).filter((name) => /^core\..+\.cache$/.test(name));
    if (others.length >= cachesMax) return;
    writeFileSync(scratch, script.createCachedData(), { flag: 'wx' });
    renameSync(scratch, cache);
  } catch {
    // The package's folder is not ours to write, or is full: the next process compiles as this one did.
    rmSync(scratch, { force: true });
  }
}
