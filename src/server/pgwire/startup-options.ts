/** The field `options` of the start-up packet: switches as on the command line of `postgres`, of which those that set something work. */
import { SqlError } from '../../errors/index.ts';
import type { SessionSettings } from '../../session/index.ts';

/** A space ends a word; a backslash takes the character behind it as it is. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:\\[\s\S]|[^\s\\])+/g) ?? [];
  return words.map((word) => word.replaceAll(/\\([\s\S])/g, '$1'));
}

/** `-c name=value`, `--name=value`, `-S work_mem`, `-e`. Throws FATAL errors. */
export function applyOptions(settings: SessionSettings, text: string): void {
  const words = wordsOf(text);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '-e') settings.setAtStart('DateStyle', 'euro');
    else if (word === '-c' || word === '-S') {
      if (++i === words.length) throw invalidArgument(word);
      applySwitch(settings, word, words[i]!);
    } else if (/^-[cS-]/.test(word)) applySwitch(settings, word.slice(0, 2), word.slice(2));
    else throw invalidArgument(word);
  }
}

function applySwitch(settings: SessionSettings, letter: string, argument: string): void {
  if (letter === '-S') {
    settings.setAtStart('work_mem', argument);
    return;
  }
  const equals = argument.indexOf('=');
  if (equals < 0) {
    const shown = letter === '--' ? `--${argument}` : `-c ${argument}`;
    throw new SqlError('42601', `${shown} requires a value`, {}, 'FATAL');
  }
  settings.setAtStart(argument.slice(0, equals).replaceAll('-', '_'), argument.slice(equals + 1));
}

function invalidArgument(word: string): SqlError {
  const hint = 'Try "postgres --help" for more information.';
  return new SqlError('42601', `invalid command-line argument for server process: ${word}`, { hint }, 'FATAL');
}
