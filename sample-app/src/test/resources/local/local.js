// The local run's part of the status page: plays Azure. The packaged sample knows nothing of it.

const azure = document.querySelector('script[data-azure]').dataset.azure;

const CONTROLS = [
  ['short-life', 'Tokens live 10 s from now on'],
  ['identity-down', 'Identity endpoint down'],
  ['refuse-auth', 'Refuse AUTH'],
  ['cut-connections', 'Cut all connections'],
  ['redis-down', 'Redis down'],
  ['all-well', 'All well again'],
];

const section = document.createElement('section');
section.className = 'wide';
section.setAttribute('aria-labelledby', 'azure');
const title = document.createElement('h2');
title.id = 'azure';
title.textContent = 'Play Azure (local run only)';
const buttons = document.createElement('p');
buttons.className = 'buttons';
const told = document.createElement('output');
told.id = 'azure-told';
told.textContent = 'All is well.';
for (const [name, text] of CONTROLS) {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = name;
  button.textContent = text;
  button.addEventListener('click', async () => {
    const answer = await fetch(`${azure}/${name}`, { method: 'POST' });
    told.textContent = await answer.text();
  });
  buttons.append(button);
}
section.append(title, buttons, told);
document.querySelector('main section:nth-of-type(3)').after(section);
