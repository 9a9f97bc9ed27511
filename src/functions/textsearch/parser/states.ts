/**
 * The default parser's states, as data: what each state does at the next character. A line is
 * `class action State [token] [special]`; the first line whose class has the character is taken.
 *   next   take the character, go on in State         push  remember this line, then as next
 *   pop    go back to the last push, try the line after it
 *   emit   a token ends before this character; State reads on from here
 *   rerun  go on in State at the same character     merge  as next, in the state that pushed
 * `+clear` forgets the last push, `+clearall` all of them. `end` is the end of the text, `any` every character.
 */
import { once } from '../../../common/once.ts';

export type ActionKind = 'next' | 'push' | 'pop' | 'emit' | 'rerun' | 'merge';

export interface Rule {
  readonly test: string;
  readonly action: ActionKind;
  readonly clear: 'none' | 'last' | 'all';
  readonly state: string | null;
  readonly token: string | null;
  readonly special: string | null;
}

const source = `
Base: end next - | < push TagFirst | ignored next Space | ascii next AsciiWord | alpha next Word
  | digit next UnsignedInt | - push SignedFirst | + push SignedFirst | & push EntityFirst | ~ push FileTilde
  | / push FileFirst | . push PathStart | any next Space
NumWord: end emit Base numword | alnum next NumWord | @ push Email | / push FileFirst | . push FileNext
  | - push HyphenNumFirst | any emit Base numword
AsciiWord: end emit Base asciiword | ascii next AsciiWord | . push HostFirstDomain | . push FileNext
  | - push HostFirst | - push HyphenAsciiFirst | _ push HostFirst | @ push Email | : push ProtocolFirst
  | / push FileFirst | digit push Host | digit next NumWord | alpha next Word | any emit Base asciiword
Word: end emit Base word | alpha next Word | digit next NumWord | - push HyphenWordFirst | any emit Base word
UnsignedInt: end emit Base uint | digit next UnsignedInt | . push HostFirstDomain | . push UDecimalFirst
  | e push MantissaFirst | E push MantissaFirst | - push HostFirst | _ push HostFirst | @ push Email
  | ascii push Host | alpha next NumWord | / push FileFirst | any emit Base uint
SignedFirst: end pop | digit next+clear SignedInt | any pop
SignedInt: end emit Base int | digit next SignedInt | . push DecimalFirst | e push MantissaFirst
  | E push MantissaFirst | any emit Base int
Space: end emit Base blank | < emit Base blank | ignored next Space | - emit Base blank | + emit Base blank
  | & emit Base blank | / emit Base blank | notalnum next Space | any emit Base blank
UDecimalFirst: end pop | digit next+clear UDecimal | any pop
UDecimal: end emit Base float | digit next UDecimal | . push VersionFirst | e push MantissaFirst
  | E push MantissaFirst | any emit Base float
DecimalFirst: end pop | digit next+clear Decimal | any pop
Decimal: end emit Base float | digit next Decimal | e push MantissaFirst | E push MantissaFirst
  | . push SignedVersion | any emit Base float
SignedVersion: end pop | digit rerun SignBeforeVersion restart | any pop
SignBeforeVersion: end pop | digit emit+clearall UnsignedInt blank | any next -
VersionFirst: end pop | digit next+clear Version | any pop
Version: end emit Base version | digit next Version | . push VersionFirst | any emit Base version
MantissaFirst: end pop | digit next+clear Mantissa | + next MantissaSigned | - next MantissaSigned | any pop
MantissaSigned: end pop | digit next+clear Mantissa | any pop
Mantissa: end emit Base sfloat | digit next Mantissa | any emit Base sfloat
EntityFirst: end pop | # next EntityNumFirst | ascii next Entity | : next Entity | _ next Entity | any pop
Entity: end pop | alnum next Entity | : next Entity | _ next Entity | . next Entity | - next Entity
  | ; next EntityEnd | any pop
EntityNumFirst: end pop | x next EntityHexFirst | X next EntityHexFirst | digit next EntityNum | any pop
EntityHexFirst: end pop | xdigit next EntityHex | any pop
EntityNum: end pop | digit next EntityNum | ; next EntityEnd | any pop
EntityHex: end pop | xdigit next EntityHex | ; next EntityEnd | any pop
EntityEnd: any emit+clear Base entity
TagFirst: end pop | / push TagCloseFirst | ! push CommentFirst | ? push XmlBegin | ascii push TagName
  | : push TagName | _ push TagName | any pop
XmlBegin: end pop | x next Tag | any pop
TagCloseFirst: end pop | ascii next TagName | any pop
TagName: end pop | / next TagBeginEnd | > next TagEnd tags | space next Tag tags | alnum next TagName
  | : next TagName | _ next TagName | . next TagName | - next TagName | any pop
TagBeginEnd: end pop | > next TagEnd | any pop
Tag: end pop | > next TagEnd tags | ' next TagQuoted | " next TagDoubleQuoted | ascii next Tag | digit next Tag
  | = next Tag | - next Tag | _ next Tag | # next Tag | / next Tag | : next Tag | . next Tag | & next Tag
  | ? next Tag | % next Tag | ~ next Tag | space next Tag tags | any pop
TagQuoted: end pop | \\ push TagEscaped | ' next Tag | any next TagQuoted
TagDoubleQuoted: end pop | \\ push TagEscaped | " next Tag | any next TagDoubleQuoted
TagEscaped: end pop | any merge -
TagEnd: any emit+clearall Base tag
CommentFirst: end pop | - next CommentLast | D next Tag | d next Tag | any pop
CommentLast: end pop | unclosed pop | - next Comment | any pop
Comment: end pop - unclosed | - next CloseCommentFirst | any next Comment
CloseCommentFirst: end pop - unclosed | - next CloseCommentLast | any next Comment
CloseCommentLast: end pop - unclosed | - next CloseCommentLast | > next CommentEnd | any next Comment
CommentEnd: any emit+clearall Base tag
HostFirstDomain: end pop | ascii next HostDomainSecond | digit next Host | any pop
HostDomainSecond: end pop | ascii next HostDomain | digit push Host | - push HostFirst | _ push HostFirst
  | . push HostFirstDomain | @ push Email | any pop
HostDomain: end emit+clearall Base host | ascii next HostDomain | digit push Host | : push PortFirst
  | - push HostFirst | _ push HostFirst | . push HostFirstDomain | @ push Email | digit pop
  | stophost emit+clearall UrlPathStart host | / push UrlRest | any emit+clearall Base host
PortFirst: end pop | digit next Port | any pop
Port: end emit+clearall Base host | digit next Port | stophost emit+clearall UrlPathStart host | / push UrlRest
  | any emit+clearall Base host
HostFirst: end pop | digit next Host | ascii next Host | any pop
Host: end pop | digit next Host | ascii next Host | @ push Email | . push HostFirstDomain | - push HostFirst
  | _ push HostFirst | any pop
Email: end pop | stophost pop | host emit+clearall Base email | any pop
FileFirst: end pop | ascii next File | digit next File | . next PathFirst | _ next File | ~ push FileTilde | any pop
FileTilde: end pop | ascii next File | digit next File | _ next File | / next FileFirst | any pop
PathFirst: end pop | ascii next File | digit next File | _ next File | . next PathSecond | / next FileFirst | any pop
PathStart: end pop | . next PathSecond | / next FileFirst | any pop
PathSecond: end emit+clear Base file | / push FileFirst | / emit+clear Base file | space emit+clear Base file | any pop
File: end emit+clear Base file | ascii next File | digit next File | . push FileNext | _ next File | - next File
  | / push FileFirst | any emit+clear Base file
FileNext: end pop | ascii next+clear File | digit next+clear File | _ next+clear File | any pop
UrlPathFirst: end pop | urlchar next UrlPath | any pop
UrlPathStart: any next UrlPath
UrlPath: end emit Base url_path | urlchar next UrlPath | any emit Base url_path
UrlRest: end pop | urlpath emit+clearall Base url url | any pop
ProtocolFirst: end pop | / next ProtocolSecond | any pop
ProtocolSecond: end pop | / next ProtocolEnd | any pop
ProtocolEnd: any emit+clearall Base protocol
HyphenAsciiFirst: end pop | ascii next HyphenAscii | alpha next HyphenWord | digit next HyphenDigits | any pop
HyphenAscii: end emit+clearall Parts asciihword hyphen | ascii next HyphenAscii | alpha next HyphenWord
  | digit next HyphenNum | - push HyphenAsciiFirst | any emit+clearall Parts asciihword hyphen
HyphenWordFirst: end pop | alpha next HyphenWord | digit next HyphenDigits | any pop
HyphenWord: end emit+clearall Parts hword hyphen | alpha next HyphenWord | digit next HyphenNum
  | - push HyphenWordFirst | any emit+clearall Parts hword hyphen
HyphenNumFirst: end pop | alpha next HyphenNum | digit next HyphenDigits | any pop
HyphenNum: end emit+clearall Parts numhword hyphen | alnum next HyphenNum | - push HyphenNumFirst
  | any emit+clearall Parts numhword hyphen
HyphenDigits: end pop | digit next HyphenDigits | alpha next HyphenNum | any pop
Parts: end rerun Base | ascii next AsciiPart | alpha next WordPart | digit push PartDigits | - push PartHyphen
  | any rerun Base
PartHyphen: end pop | alnum emit+clear Parts blank | any pop
WordPart: end emit Base hword_part | alpha next WordPart | digit next NumPart | any emit Parts hword_part
AsciiPart: end emit Base hword_asciipart | ascii next AsciiPart | alpha next WordPart | digit next NumPart
  | any emit Parts hword_asciipart
NumPart: end emit Base hword_numpart | alnum next NumPart | any emit Parts hword_numpart
PartDigits: end pop | digit next PartDigits | alpha next+clear NumPart | any pop
`;

const specials = new Set(['restart', 'tags', 'url', 'hyphen', 'unclosed']);

function parseRule(text: string): Rule {
  const [test, actionText, state, ...rest] = text.trim().split(/\s+/);
  const [action, clear] = actionText!.split('+');
  const token = rest.find((word) => action === 'emit' && !(specials.has(word) && rest.indexOf(word) > 0)) ?? null;
  const special = rest.find((word, i) => specials.has(word) && (action !== 'emit' || i > 0)) ?? null;
  return {
    test: test!,
    action: action as ActionKind,
    clear: clear === 'clear' ? 'last' : clear === 'clearall' ? 'all' : 'none',
    state: state === undefined || state === '-' ? null : state,
    token,
    special,
  };
}

function parseStates(): Map<string, readonly Rule[]> {
  const states = new Map<string, readonly Rule[]>();
  for (const block of source.trim().split(/\n(?! )/)) {
    const colon = block.indexOf(':');
    states.set(
      block.slice(0, colon),
      block
        .slice(colon + 1)
        .split(' | ')
        .map(parseRule),
    );
  }
  return states;
}

/** By name. */
export const parserStates = once<ReadonlyMap<string, readonly Rule[]>>(parseStates);
