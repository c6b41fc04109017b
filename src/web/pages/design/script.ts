// The only script of the pages, for what no page needs: buttons that copy, print and pick all, which stay hidden without it, a form
// that is sent once however often its button is pressed, and seconds that are counted down.

/** Reads nothing but what the page shows, sends nothing, and keeps nothing. */
export const SCRIPT = `'use strict';
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  const said = button.parentElement.querySelector('[role=status]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.dataset.text ?? source.textContent.trim());
    if (said) said.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
for (const all of document.querySelectorAll('[data-pick-all]')) {
  all.hidden = false;
  all.addEventListener('change', ({ target }) => {
    for (const box of document.querySelectorAll('input[name^="pick:"]')) box.checked = target.checked;
  });
}
for (const shown of document.querySelectorAll('[data-countdown]')) {
  const row = shown.closest('.again');
  const end = performance.now() + 1000 * shown.dataset.countdown;
  row.querySelector('button').disabled = true;
  const clock = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      const [count, unit] = left < 100 ? [left, 'second'] : [Math.ceil(left / 60), 'minute'];
      const words = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'long' });
      shown.textContent = words.format(count);
      return;
    }
    clearInterval(clock);
    row.querySelector('button').disabled = false;
    row.querySelector('.when').remove();
  }, 1000);
}
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = 'yes';
});
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
`;
