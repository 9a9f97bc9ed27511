/** The panels that are tables: what each row shows, and what can be done about it. */
function table(columns, rows, key) {
  return h(
    'div',
    { class: 'card' },
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, columns.map((column) => h('th', { class: column.number ? 'number' : '' }, column.title)))),
        h(
          'tbody',
          {},
          rows.map((row) =>
            h(
              'tr',
              { 'data-key': row[key] },
              columns.map((column) => h('td', { class: column.number ? 'number' : '' }, column.cell(row) ?? '–')),
            ),
          ),
        ),
      ),
    ),
  );
}

function empty(text) {
  return h('div', { class: 'card empty' }, text);
}

function sqlCell(text) {
  const cell = h('div', { class: 'sql cut', title: 'Show all' }, text ?? '');
  cell.addEventListener('click', () => cell.classList.toggle('cut'));
  return cell;
}

function stateTag(row) {
  if (row.waitType === 'Lock') return h('span', { class: 'tag waiting' }, `waits for ${row.waitEvent}`);
  return h('span', { class: `tag ${row.state === 'active' ? '' : 'idle'}` }, row.state ?? 'hidden');
}

function sessionsPanel(rows, signal) {
  if (rows.length === 0) return empty('Nobody is connected.');
  return table(
    [
      { title: 'PID', number: true, cell: (row) => row.pid },
      { title: 'User', cell: (row) => row.user },
      { title: 'Application', cell: (row) => row.application || '–' },
      { title: 'Client', cell: (row) => row.client },
      { title: 'State', cell: stateTag },
      { title: 'For', number: true, cell: (row) => seconds(row.state === 'active' ? row.querySeconds : row.transactionSeconds) },
      { title: 'Statement', cell: (row) => sqlCell(row.query) },
      {
        title: '',
        cell: (row) =>
          h(
            'div',
            { class: 'acts' },
            h('button', { type: 'button', class: 'small', disabled: row.state !== 'active', onclick: () => signal('cancel', row) }, 'Cancel'),
            h('button', { type: 'button', class: 'small danger', onclick: () => signal('terminate', row) }, 'Terminate'),
          ),
      },
    ],
    rows,
    'pid',
  );
}

function locksPanel(rows) {
  if (rows.length === 0) return empty('Nobody waits for a lock.');
  return h(
    'div',
    {},
    rows.map((row) =>
      h(
        'div',
        { class: 'card wait', 'data-key': row.pid },
        h('div', {}, h('b', {}, `PID ${row.pid}`), h('span', { class: 'muted' }, ` for ${seconds(row.seconds)}`), sqlCell(row.query)),
        h('div', { class: 'arrow' }, `waits for ${row.mode}`, h('br'), `on ${row.locktype} ${row.object ?? ''}`, h('br'), '→'),
        h('div', {}, h('b', {}, `PID ${row.blocker}`), sqlCell(row.blockerQuery)),
      ),
    ),
  );
}

function statementsPanel(rows) {
  if (rows.length === 0) return empty('No statement has been run yet.');
  const most = Math.max(...rows.map((row) => Number(row.total)), 1e-9);
  return table(
    [
      { title: 'Statement', cell: (row) => sqlCell(row.query) },
      { title: 'Calls', number: true, cell: (row) => shortNumber(Number(row.calls)) },
      {
        title: 'Total',
        number: true,
        cell: (row) => {
          const bar = h('i');
          bar.style.width = `${(100 * Number(row.total)) / most}%`;
          return h('div', {}, milliseconds(Number(row.total)), h('div', { class: 'share' }, bar));
        },
      },
      { title: 'Mean', number: true, cell: (row) => milliseconds(Number(row.mean)) },
      { title: 'Slowest', number: true, cell: (row) => milliseconds(Number(row.max)) },
      { title: 'Rows', number: true, cell: (row) => shortNumber(Number(row.rows)) },
      { title: 'WAL', number: true, cell: (row) => bytes(row.wal) },
    ],
    rows,
    'id',
  );
}

function tablesPanel(rows) {
  if (rows.length === 0) return empty('There are no tables.');
  const size = (row) => Number(row.tableBytes) + Number(row.indexBytes);
  const most = Math.max(...rows.map(size), 1);
  return table(
    [
      { title: 'Table', cell: (row) => (row.schema === 'public' ? row.name : `${row.schema}.${row.name}`) },
      { title: 'Rows', number: true, cell: (row) => shortNumber(Number(row.rows)) },
      {
        title: 'Size',
        number: true,
        cell: (row) => {
          const bar = h('i');
          bar.style.width = `${(100 * size(row)) / most}%`;
          return h('div', {}, bytes(size(row)), h('div', { class: 'share' }, bar));
        },
      },
      { title: 'of it indexes', number: true, cell: (row) => bytes(row.indexBytes) },
      { title: 'Scans', number: true, cell: (row) => shortNumber(Number(row.scans)) },
      { title: 'Index scans', number: true, cell: (row) => (row.indexScans === null ? '–' : shortNumber(Number(row.indexScans))) },
      { title: 'Changes', number: true, cell: (row) => shortNumber(Number(row.changes)) },
    ],
    rows,
    'name',
  );
}

/** One result of the query box. */
function resultCard(result) {
  const { columns, rows, rowCount, tag } = result;
  if (columns.length === 0) return h('div', { class: 'card' }, h('span', { class: 'tag' }, tag));
  const numbers = columns.map(({ type }) => /^(?:int|float|numeric|oid)/.test(type));
  const shown = rows.length < rowCount ? `, of which ${rows.length} are shown` : '';
  return h(
    'div',
    { class: 'card results' },
    h('h2', {}, `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}${shown}`),
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, columns.map(({ name, type }, i) => h('th', { class: numbers[i] ? 'number' : '' }, name, h('small', {}, type))))),
        h(
          'tbody',
          {},
          rows.map((row) =>
            h(
              'tr',
              {},
              row.map((value, i) =>
                value === null
                  ? h('td', { class: `null${numbers[i] ? ' number' : ''}` }, 'NULL')
                  : h('td', { class: numbers[i] ? 'number' : '' }, value),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** An error, with the line it is in and a caret below its place. */
function errorCard({ code, message, detail, hint, position }, text) {
  let place = null;
  if (position > 0 && text) {
    const characters = [...text];
    const before = characters.slice(0, position - 1).join('');
    const start = before.lastIndexOf('\n') + 1;
    const line = text.slice(start).split('\n', 1)[0];
    place = h('pre', {}, `${line}\n${' '.repeat([...before.slice(start)].length)}^`);
  }
  return h(
    'div',
    { class: 'error', role: 'alert' },
    h('b', {}, `${code}: `),
    message,
    place,
    detail && h('small', {}, detail),
    hint && h('small', {}, hint),
  );
}
