/** The words of date/time and interval text. Only the first ten letters of a word count. */

export type DateWord =
  | {
      readonly kind: 'reserved';
      readonly value: 'infinity' | '-infinity' | 'epoch' | 'now' | 'today' | 'tomorrow' | 'yesterday' | 'allballs';
    }
  | { readonly kind: 'month'; readonly value: number }
  | { readonly kind: 'weekday'; readonly value: number }
  | { readonly kind: 'era'; readonly bc: boolean }
  | { readonly kind: 'meridiem'; readonly pm: boolean }
  | { readonly kind: 'unit'; readonly value: string }
  | { readonly kind: 'isotime' }
  | { readonly kind: 'daylight' }
  | { readonly kind: 'ignore' };

function dateWordTable(): Map<string, DateWord> {
  const table = new Map<string, DateWord>();
  const months =
    'jan january,feb february,mar march,apr april,may,jun june,jul july,aug august,sep sept september,oct october,nov november,dec december';
  months.split(',').forEach((names, index) => {
    for (const name of names.split(' ')) table.set(name, { kind: 'month', value: index + 1 });
  });
  const days =
    'sun sunday,mon monday,tue tues tuesday,wed wednesday weds,thu thur thurs thursday,fri friday,sat saturday';
  days.split(',').forEach((names, index) => {
    for (const name of names.split(' ')) table.set(name, { kind: 'weekday', value: index });
  });
  for (const value of [
    'infinity',
    '-infinity',
    'epoch',
    'now',
    'today',
    'tomorrow',
    'yesterday',
    'allballs',
  ] as const) {
    table.set(value, { kind: 'reserved', value });
  }
  table.set('ad', { kind: 'era', bc: false });
  table.set('bc', { kind: 'era', bc: true });
  table.set('am', { kind: 'meridiem', pm: false });
  table.set('pm', { kind: 'meridiem', pm: true });
  table.set('at', { kind: 'ignore' });
  table.set('on', { kind: 'ignore' });
  table.set('t', { kind: 'isotime' });
  table.set('dst', { kind: 'daylight' });
  const units =
    'd day,dow dow,doy doy,h hour,isodow isodow,isoyear isoyear,j julian,jd julian,julian julian,m month,mm minute,s second,y year';
  for (const entry of units.split(',')) {
    const [name, value] = entry.split(' ');
    table.set(name!, { kind: 'unit', value: value! });
  }
  return table;
}

let dateWords: Map<string, DateWord> | null = null;

export function findDateWord(word: string): DateWord | null {
  dateWords ??= dateWordTable();
  return dateWords.get(word.length > 10 ? word.slice(0, 10) : word) ?? null;
}

/** Units of intervals and of extract(), date_trunc() and their kin. */
export type Unit =
  | 'microsecond'
  | 'millisecond'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'decade'
  | 'century'
  | 'millennium'
  | 'timezone'
  | 'timezone_hour'
  | 'timezone_minute';

const unitText =
  'c century,cent century,centuries century,century century,d day,day day,days day,dec decade,decade decade,decades decade,' +
  'decs decade,h hour,hour hour,hours hour,hr hour,hrs hour,m minute,microsecon microsecond,mil millennium,' +
  'millennia millennium,millennium millennium,millisecon millisecond,mils millennium,min minute,mins minute,minute minute,' +
  'minutes minute,mon month,mons month,month month,months month,ms millisecond,msec millisecond,msecs millisecond,' +
  'mseconds millisecond,msecond millisecond,qtr quarter,quarter quarter,s second,sec second,second second,seconds second,' +
  'secs second,timezone timezone,timezone_h timezone_hour,timezone_m timezone_minute,us microsecond,usec microsecond,' +
  'usecond microsecond,useconds microsecond,usecs microsecond,w week,week week,weeks week,y year,year year,years year,' +
  'yr year,yrs year';

let units: Map<string, Unit> | null = null;

export function findUnit(word: string): Unit | null {
  if (units === null) {
    units = new Map();
    for (const entry of unitText.split(',')) {
      const [name, value] = entry.split(' ');
      units.set(name!, value as Unit);
    }
  }
  return units.get(word.length > 10 ? word.slice(0, 10) : word) ?? null;
}
