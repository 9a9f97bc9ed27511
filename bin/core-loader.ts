/**
 * Loads the engine's bundle, core.fn.js, with the code that V8 made of it before. Compiling three megabytes of source takes longer than
 * all else at the start of a process; V8 takes its own output back in a tenth of that time, and compiles as ever where that is of another
 * version or other flags. The build makes the first core.*.cache; a process that finds none for its V8 leaves one, if the package's
 * folder can be written. See docs/decisions/0018-code-cache.md.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** By entry of the package: what it exports. */
type Core = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const folder = fileURLToPath(new URL('.', import.meta.url));
const source = `${folder}core.fn.js`;
/** Differs for each version of V8, its flags and the processor's features. */
const cache = `${folder}core.${cachedDataVersionTag().toString(16)}.cache`;
/** Of so many versions and flags; more are not kept. */
const cachesMax = 8;
/** A process that lives so long has run what is worth keeping. */
const writeAfterMs = 2000;

let loaded: Core | null = null;

/** The same for all entries. */
export function loadCore(): Core {
  if (loaded === null) {
    const cachedData = readCache();
    const script = compile(cachedData);
    loaded = run(script);
    if (cachedData === null || script.cachedDataRejected === true) writeLater(script);
  }
  return loaded;
}

/** For the build: compiles, runs `warm`, and keeps what V8 made of what has run. */
export function makeCache(warm: (core: Core) => void): void {
  const script = compile(null);
  warm(run(script));
  writeFileSync(cache, script.createCachedData());
}

function compile(cachedData: Buffer | null): Script {
  // It is the text of a function, so that it need not be copied into one; it is ASCII, so that a byte is a character.
  return new Script(readFileSync(source, 'latin1'), {
    filename: source,
    ...(cachedData === null ? {} : { cachedData }),
  });
}

function run(script: Script): Core {
  const module = { exports: {} as Core };
  script.runInThisContext()(module.exports, createRequire(import.meta.url), module);
  return module.exports;
}

function readCache(): Buffer | null {
  try {
    return readFileSync(cache);
  } catch {
    // Compiled anew, whatever the reason.
    return null;
  }
}

function writeLater(script: Script): void {
  let isDone = false;
  const write = (): void => {
    if (isDone) return;
    isDone = true;
    process.off('exit', write);
    clearTimeout(timer);
    writeCache(script);
  };
  const timer = setTimeout(write, writeAfterMs).unref();
  process.once('exit', write);
}

function writeCache(script: Script): void {
  const scratch = `${cache}.${process.pid}`;
  try {
    const others = readdirSync(folder).filter((name) => /^core\.[0-9a-f]+\.cache$/.test(name));
    if (others.length >= cachesMax) return;
    writeFileSync(scratch, script.createCachedData(), { flag: 'wx' });
    renameSync(scratch, cache);
  } catch {
    // The package's folder is not ours to write, or is full: the next process compiles as this one did.
    rmSync(scratch, { force: true });
  }
}
