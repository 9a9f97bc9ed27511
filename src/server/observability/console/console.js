/** The page: who is logged in, which panel is shown, and the turn of asking every two seconds while it can be seen. */
const pollMs = 2000;
const panels = ['query', 'overview', 'sessions', 'locks', 'statements', 'tables'];
const state = { token: null, user: null, panel: 'query', timer: null, before: null, running: null };

async function ask(path, body, signal) {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json', 'x-aiondb-token': state.token ?? '' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  const answer = await response.json().catch(() => ({ error: `the server answered ${response.status}` }));
  if (response.ok) return answer;
  const error = new Error(typeof answer.error === 'string' ? answer.error : `the server answered ${response.status}`);
  error.status = response.status;
  throw error;
}

// Log-in.

async function start() {
  try {
    const { authentication, database, version, user, token } = await ask('/api/state');
    Object.assign(state, { token, user });
    byId('failure').hidden = true;
    byId('login').hidden = user !== null;
    byId('bar').hidden = user === null;
    byId('tabs').hidden = user === null;
    byId('logout').hidden = authentication !== 'password';
    byId('place').textContent = `${user ?? ''}@${database} · ${version}`;
    if (user === null) {
      for (const name of panels) byId(`panel-${name}`).hidden = true;
      clearTimeout(state.timer);
      byId('login-user').focus();
      return;
    }
    const wanted = location.hash.slice(1);
    show(panels.includes(wanted) ? wanted : 'query');
    poll();
  } catch (error) {
    fail(error.message);
    setTimeout(start, pollMs);
  }
}

byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = event.target.querySelector('button');
  const said = byId('login-error');
  button.disabled = true;
  said.hidden = true;
  try {
    await ask('/api/login', { user: byId('login-user').value, password: byId('login-password').value });
    byId('login-password').value = '';
    await start();
  } catch (error) {
    said.textContent = error.message;
    said.hidden = false;
    byId('login-password').select();
  } finally {
    button.disabled = false;
  }
});
byId('logout').addEventListener('click', async () => {
  await ask('/api/logout', {}).catch(() => {});
  start();
});

// Panels.

function show(name) {
  state.panel = name;
  for (const other of panels) {
    byId(`panel-${other}`).hidden = other !== name;
    const tab = byId(`tab-${other}`);
    tab.setAttribute('aria-selected', String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
  }
  history.replaceState(null, '', `#${name}`);
  if (name === 'query') byId('sql').focus();
}
for (const name of panels) {
  byId(`tab-${name}`).addEventListener('click', () => show(name));
}
byId('tabs').addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = panels[(panels.indexOf(state.panel) + step + panels.length) % panels.length];
  show(next);
  byId(`tab-${next}`).focus();
});

function fail(message) {
  const box = byId('failure');
  box.hidden = message === null;
  box.textContent = message === null ? '' : `No answer: ${message}. Trying again…`;
  byId('health').classList.toggle('lost', message !== null);
  byId('health').textContent = message === null ? 'connected' : 'lost';
}

async function poll() {
  clearTimeout(state.timer);
  if (!document.hidden) {
    try {
      const answer = await ask('/api/overview');
      fail(null);
      render(answer);
    } catch (error) {
      if (error.status === 401) {
        start();
        return;
      }
      fail(error.message);
    }
  }
  clearTimeout(state.timer);
  state.timer = setTimeout(poll, pollMs);
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && state.user !== null) poll();
});

function render(answer) {
  fill('sessions', answer.sessions, (rows) => sessionsPanel(rows, signalBackend));
  fill('locks', answer.locks, locksPanel);
  fill('statements', answer.statements, statementsPanel);
  fill('tables', answer.tables, tablesPanel);
  byId('count-sessions').textContent = answer.sessions.rows?.length ?? '';
  const waiting = new Set((answer.locks.rows ?? []).map((row) => row.pid)).size;
  byId('count-locks').textContent = waiting || '';
  byId('count-locks').classList.toggle('some', waiting > 0);
  renderCharts(answer.counters);
}

/**
 * A panel that shows the same rows as before is changed only in the cells that differ: what is marked, opened or about to be
 * clicked in it stays.
 */
function fill(name, { rows, error }, draw) {
  const panel = byId(`panel-${name}`);
  const drawn = error === undefined ? draw(rows) : h('div', { class: 'error', role: 'alert' }, error);
  const before = [...panel.querySelectorAll('tbody tr')];
  const after = [...drawn.querySelectorAll('tbody tr')];
  const same =
    before.length > 0 &&
    before.length === after.length &&
    before.every((row, i) => row.dataset.key === after[i].dataset.key);
  if (!same) {
    panel.replaceChildren(drawn);
    return;
  }
  before.forEach((row, i) => {
    const cells = [...after[i].children];
    [...row.children].forEach((cell, c) => {
      if (!showsSame(cell, cells[c])) cell.replaceWith(cells[c]);
    });
  });
}

function showsSame(a, b) {
  const buttons = (cell) => cell.querySelectorAll(':disabled').length;
  return a.textContent === b.textContent && a.className === b.className && buttons(a) === buttons(b);
}

async function signalBackend(what, { pid, user }) {
  if (what === 'terminate' && !confirm(`End the session ${pid} of ${user}?`)) return;
  try {
    const { error } = await ask(`/api/${what}`, { pid: Number(pid) });
    if (error) alert(error.message);
  } catch (error) {
    alert(error.message);
  }
  poll();
}

// Charts.

const charts = {
  throughput: new LineChart('Statements per second', ['ok', 'failed'], shortNumber, 10),
  latency: new LineChart('Latency', ['median', '95 %'], milliseconds, 0.1),
  connections: new LineChart('Connections', ['open'], shortNumber, 10),
  wal: new LineChart('Log written per second', ['bytes'], bytes, 1000),
};
byId('charts').append(...Object.values(charts).map((chart) => chart.element));
for (const chart of Object.values(charts)) chart.draw();

function renderCharts(now) {
  const { before } = state;
  state.before = now;
  const elapsed = before === null ? 0 : (now.atMs - before.atMs) / 1000;
  // The server has been started anew: its totals have begun again.
  const fresh = before === null || elapsed <= 0 || now.statements < before.statements;
  const rate = (name) => (fresh ? null : (now[name] - before[name]) / elapsed);
  const counts = fresh ? [] : now.latency.counts.map((count, i) => count - (before.latency.counts[i] ?? 0));
  const median = quantile(now.latency.bounds, counts, 0.5);
  const high = quantile(now.latency.bounds, counts, 0.95);
  charts.throughput.add([rate('statements'), rate('failed')]);
  charts.latency.add([median, high]);
  charts.connections.add([now.connections]);
  charts.wal.add([rate('walBytes')]);
  const tiles = [
    [shortNumber(rate('statements') ?? Number.NaN), 'statements / s'],
    [median === null ? '–' : milliseconds(median), 'median latency'],
    [shortNumber(now.connections), 'connections'],
    [shortNumber(now.commits), 'commits'],
    [shortNumber(now.rollbacks), 'rollbacks'],
    [shortNumber(now.deadlocks), 'deadlocks'],
    [bytes(now.memoryBytes), 'memory'],
  ];
  byId('tiles').replaceChildren(...tiles.map(([value, name]) => h('div', { class: 'tile' }, h('b', {}, value), h('span', {}, name))));
}

/** In ms, interpolated within the bucket. */
function quantile(bounds, counts, part) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = total * part;
  for (let i = 0; i < counts.length; i++) {
    if (left <= counts[i]) {
      const low = i === 0 ? 0 : bounds[i - 1];
      const high = bounds[i] ?? low;
      return 1000 * (low + (high - low) * (left / Math.max(counts[i], 1)));
    }
    left -= counts[i];
  }
  return 1000 * bounds[bounds.length - 1];
}

// Query box.

async function runBox(path, draw) {
  const area = byId('sql');
  const { selectionStart, selectionEnd, value } = area;
  // What is selected, or all.
  const text = selectionStart === selectionEnd ? value : value.slice(selectionStart, selectionEnd);
  if (text.trim() === '' || state.running !== null) return;
  state.running = new AbortController();
  const busy = (on) => {
    byId('run').disabled = on;
    byId('explain').disabled = on;
    byId('stop').hidden = !on;
    byId('timing').textContent = on ? 'running…' : '';
  };
  busy(true);
  const body = { text, readOnly: !byId('writable').checked, analyze: byId('analyze').checked };
  let outcome;
  try {
    outcome = await ask(path, body, state.running.signal);
  } catch (error) {
    outcome = { error: { code: '', message: error.name === 'AbortError' ? 'stopped' : error.message } };
    if (error.status === 401) start();
  }
  state.running = null;
  busy(false);
  const { error, milliseconds: took, notices = [] } = outcome;
  if (took !== undefined) byId('timing').textContent = milliseconds(took);
  const cards = notices.map((notice) => h('p', { class: 'notice' }, notice));
  cards.push(...draw(outcome));
  if (error) cards.push(errorCard(error, text));
  byId('result').replaceChildren(...cards);
}

const runQuery = () =>
  runBox('/api/query', ({ results = [], error }) => {
    if (results.length === 0 && !error) return [empty('The text has no statement.')];
    return results.map(resultCard);
  });
const explainQuery = () => runBox('/api/explain', ({ plan }) => (plan ? [planTree(plan)] : []));

byId('run').addEventListener('click', runQuery);
byId('explain').addEventListener('click', explainQuery);
byId('stop').addEventListener('click', () => state.running?.abort());
byId('sql').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (event.shiftKey) explainQuery();
  else runQuery();
});

start();
