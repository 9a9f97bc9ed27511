/**
 * Takes passwords out of a text before it is written anywhere: those of CREATE and ALTER ROLE, of connection URLs, and of
 * `password=…` in connection strings. It reads words, not SQL, so that texts with errors in them are safe as well; a string that
 * is not closed counts to the end of the text.
 */
const gap = String.raw`(?:\s|--[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)+`;
const literal = String.raw`(?:[eun]?&?'(?:[^'\\]|''|\\[\s\S])*'?|\$(\w*)\$[\s\S]*?(?:\$\2\$|$))`;
const roleOption = new RegExp(`\\b(password${gap})${literal}`, 'gi');
const urlPassword = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@'"]{0,200}:)[^\s@'"]{1,200}@/gi;
const keyword = /\b((?:ssl)?password\s{0,20}=\s{0,20})('(?:[^'\\]|''|\\.)*'?|[^\s'";,)]+)/gi;

export const redacted = '***';

export function redactPasswords(text: string): string {
  if (!/password|:\/\//i.test(text)) return text;
  return text
    .replace(roleOption, `$1'${redacted}'`)
    .replace(urlPassword, `$1${redacted}@`)
    .replace(keyword, `$1${redacted}`);
}
