// The local run's part of the status page: plays Azure. The packaged sample knows nothing of it.

const azure = document.querySelector('script[data-azure]').dataset.azure;

// Each with its label, and what to expect of it.
const CONTROLS = {
  'short-life': ['Tokens live 10 s from now on', 'a renewal about every 5 s once the present token is renewed, and no failed request.'],
  'identity-down': ['Identity endpoint down', 'no failed request while the token lives. It is then about to expire, and expires; from then on requests fail.'],
  'refuse-auth': ['Refuse AUTH', 'live connections keep their token, so nothing fails at first. Each refused AUTH is told below. When the old token expires, Redis closes them and requests fail.'],
  'cut-connections': ['Cut all connections', 'the client connects and logs in again by itself. At most what was in flight fails.'],
  'redis-down': ['Redis down', 'requests fail, and the state says that Redis is not available. The token is still renewed.'],
  'all-well': ['All well again', 'logged in again within seconds, without a restart, and no more failed requests.'],
};

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const told = element('output', { id: 'azure-told', textContent: 'All is well. Press one of these, and Load for 10 s at the same time.' });
const expected = element('p', { id: 'azure-expected', hidden: true });
const seen = element('p', { id: 'azure-seen', hidden: true });
let since = null; // what was seen since the last control

async function press(name) {
  try {
    const answer = await fetch(`${azure}/${name}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    told.textContent = await answer.text();
  } catch (problem) {
    told.textContent = `Not done: the local run cannot be reached (${problem.message}). Has it ended?`;
    return;
  }
  expected.textContent = `Expect: ${CONTROLS[name][1]}`;
  since = { seconds: 0, requests: 0, failures: 0, renewals: 0, trouble: 0, last: '' };
  tell();
}

function tell() {
  expected.hidden = seen.hidden = false;
  seen.textContent = `Seen in ${since.seconds} s: requests ${since.requests}, failed ${since.failures}, renewals ${since.renewals}; `
    + (since.trouble ? `trouble ${since.trouble}×, last: ${since.last}` : 'no trouble.');
}

document.addEventListener('second', event => {
  if (!since) return;
  const second = event.detail;
  const troubles = second.happenings.filter(happening => happening.kind === 'TROUBLE');
  since.seconds++;
  since.requests += second.requests;
  since.failures += second.failures;
  since.renewals += second.happenings.filter(happening => happening.kind === 'RENEWED').length;
  since.trouble += troubles.length;
  since.last = troubles.at(-1)?.what ?? since.last;
  tell();
});

const section = element('section', { className: 'wide' },
  element('h2', { id: 'azure', textContent: 'Play Azure (local run only)' }),
  element('p', { className: 'buttons' }, ...Object.entries(CONTROLS).map(([id, [textContent, title]]) =>
    element('button', { type: 'button', id, textContent, title: `Expect: ${title}`, onclick: () => press(id) }))),
  told, expected, seen);
section.setAttribute('aria-labelledby', 'azure');
document.querySelector('main section:nth-of-type(3)').after(section);
