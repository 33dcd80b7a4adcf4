// The status page. Asks the service's own API and nobody else; needs no build.

const WINDOW = 120; // seconds drawn, as soon as there are so many; fewer fill the width as well
const WIDTH = 600; // of a plot, in its own units
const KEPT = 100; // lines of what happened
const byId = id => document.getElementById(id);
const seconds = []; // newest last, as /api/activity has them
let auth = null;
let redisProblem = null; // what the readiness probe says is wrong
let probing = false;

function show(id, text) {
  const element = byId(id);
  if (element.textContent !== String(text)) element.textContent = text;
}

function state(name, text = name) {
  byId('state').dataset.state = name;
  show('state', text);
}

async function refresh() {
  try {
    const answer = await fetch('api/auth');
    if (!answer.ok) throw new Error(answer.status);
    auth = await answer.json();
  } catch {
    state('unreachable', 'the service does not answer');
    return;
  }
  showState();
  show('client', auth.client);
  show('host', `${auth.host}:${auth.port} (${auth.topology})`);
  show('mode', auth.mode ?? 'none');
  show('principal', auth.principal ?? 'none yet');
  show('renewals', auth.counters.renewals);
  show('reauthentications', auth.counters.reauthentications);
  show('failures', auth.counters.failures + auth.counters.reauthenticationFailures + auth.counters.refusedLogins
    + auth.counters.reauthenticationsStalled + auth.counters.connectionsDied);
  const trouble = redisProblem ?? auth.lastFailure;
  byId('trouble').hidden = !trouble;
  show('trouble', trouble ?? '');
  countDown();
}

// Where Redis is away the credential may be as fresh as ever.
function showState() {
  if (redisProblem) {
    state('unreachable', 'Redis is not available');
  } else {
    state(auth.state, { fresh: 'logged in', 'at-risk': 'the credential is at risk', expired: 'the credential has expired' }[auth.state] ?? auth.state);
  }
}

// One at a time: it waits where Redis does not answer.
async function probe() {
  if (probing) return;
  probing = true;
  try {
    const details = (await (await fetch('actuator/health/readiness')).json()).components?.redis?.details;
    redisProblem = details?.problem ? `${details.problem} ${details.remedy}` : null;
  } catch {
    // Told by refresh.
  } finally {
    probing = false;
  }
}

function left(instant) {
  if (!instant) return 'never';
  const whole = Math.max(0, Math.round((new Date(instant) - Date.now()) / 1000));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return whole < 60 ? `${whole} s` : hours ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

function countDown() {
  if (!auth) return;
  show('expires', left(auth.expiresAt));
  show('renewal', left(auth.nextRenewal));
}

function svg(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A line over time, broken where there is no value, with a mark at each renewal and each trouble, and bars for failures.
function draw(id, label, valueOf) {
  const shown = seconds.slice(-WINDOW);
  const values = shown.map(valueOf);
  const most = Math.max(1, ...values.filter(value => value != null));
  const step = WIDTH / Math.max(1, shown.length - 1);
  const x = index => index * step;
  const parts = [];
  shown.forEach((second, index) => {
    for (const kind of ['RENEWED', 'TROUBLE']) {
      if (second.happenings.some(happening => happening.kind === kind)) {
        parts.push(svg('line', { class: kind.toLowerCase(), x1: x(index), x2: x(index), y1: 0, y2: 120 }));
      }
    }
  });
  if (id === 'throughput') {
    shown.forEach((second, index) => {
      if (second.failures) {
        const y2 = (116 - (second.failures / most) * 108).toFixed(1);
        parts.push(svg('line', { class: 'failed', x1: x(index), x2: x(index), y1: 120, y2 }));
      }
    });
  }
  let points = [];
  const finish = () => {
    // A value without neighbours is a dash, and the first second of all a line.
    if (points.length === 1) points = [-1, 1].map(side => [Math.min(WIDTH, Math.max(0, points[0][0] + side * step / 2)), points[0][1]]);
    if (shown.length === 1) points = points.map(([, y], side) => [side * WIDTH, y]);
    if (points.length) parts.push(svg('polyline', { points: points.map(([left, y]) => `${left.toFixed(1)},${y.toFixed(1)}`).join(' ') }));
    points = [];
  };
  values.forEach((value, index) => {
    if (value == null) finish();
    else points.push([x(index), 116 - (value / most) * 108]);
  });
  finish();
  byId(id).replaceChildren(...parts);
  show(`${id}-most`, most.toFixed(id === 'latency' ? 1 : 0));
  const last = values.at(-1);
  byId(id).setAttribute('aria-label', `${label}: now ${last == null ? 'none' : last.toFixed(1)}, at most ${most.toFixed(1)}`);
}

function drawAll() {
  draw('throughput', 'Requests a second', second => second.requests);
  draw('latency', 'Latency in milliseconds', second => second.latencyMillis);
  const last = seconds.at(-1);
  show('throughput-now', last?.requests ?? 0);
  show('failed-now', seconds.slice(-WINDOW).reduce((sum, second) => sum + second.failures, 0));
  show('latency-now', last?.latencyMillis?.toFixed(1) ?? '–');
  const drawn = Math.min(seconds.length, WINDOW);
  show('plots', drawn < WINDOW ? `The last ${drawn} seconds` : 'The last two minutes');
  for (const axis of document.querySelectorAll('.axis')) {
    const [first, middle] = axis.children;
    first.textContent = `${Math.max(0, drawn - 1)} s ago`;
    middle.textContent = `${Math.round((drawn - 1) / 2)} s ago`;
    middle.hidden = drawn < 5;
  }
}

function add(second) {
  seconds.push(second);
  if (seconds.length > 300) seconds.shift();
  for (const happening of second.happenings) {
    const line = document.createElement('li');
    const time = document.createElement('time');
    time.dateTime = happening.at;
    time.textContent = new Date(happening.at).toLocaleTimeString();
    const text = document.createElement('span');
    text.className = happening.kind.toLowerCase();
    text.textContent = happening.what;
    line.append(time, text);
    byId('happenings').prepend(line);
  }
  while (byId('happenings').children.length > KEPT) byId('happenings').lastChild.remove();
}

async function runJob() {
  try {
    const answer = await fetch('api/health');
    const body = await answer.json();
    show('answer', answer.ok
      ? `SET health ok EX 60, GET health: ${body.value}, in ${body.latencyMillis.toFixed(1)} ms`
      : `${body.detail} ${body.remedy ?? ''}`);
  } catch {
    show('answer', 'The service does not answer.');
  }
}

async function load() {
  byId('load').disabled = true;
  const until = Date.now() + 10_000;
  let done = 0;
  let failed = 0;
  const worker = async number => {
    while (Date.now() < until) {
      try {
        const path = `api/values/status-page-${number}`;
        const put = await fetch(path + '?ttl=60', { method: 'PUT', body: String(done) });
        const got = await fetch(path);
        done += 2;
        failed += !put.ok + !got.ok;
      } catch {
        failed++;
        await new Promise(resume => setTimeout(resume, 200));
      }
      show('answer', `${done} requests, ${failed} failed`);
    }
  };
  await Promise.all([0, 1, 2, 3].map(worker));
  show('answer', `Done: ${done} requests, ${failed} failed.`);
  byId('load').disabled = false;
}

byId('job').addEventListener('click', runJob);
byId('load').addEventListener('click', load);
setInterval(countDown, 1000);

await probe();
await refresh();
try {
  (await (await fetch('api/activity')).json()).forEach(add);
} catch {
  // Told by refresh; the stream begins when the service answers again.
}
drawAll();

const stream = new EventSource('api/activity/stream');
stream.addEventListener('second', event => {
  const second = JSON.parse(event.data);
  add(second);
  drawAll();
  document.dispatchEvent(new CustomEvent('second', { detail: second })); // for the controls of a local run
  refresh();
  probe();
});
stream.addEventListener('error', refresh);
