// Lets the browser prove a little work while an engagement is under attack (ALTCHA). The work is
// done beside the page in workers of this site; without this script the form works as before.
import './vendor/altcha/altcha.js';

const worker = new URL('./vendor/altcha/pbkdf2.js', import.meta.url);
globalThis.$altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker(worker));

// What it says stands in the page, in the page's language.
const words = document.querySelector('.proof[data-words]')?.dataset.words;
if (words) {
  const known = globalThis.$altcha.i18n;
  known.set('en', { ...known.get('en'), ...JSON.parse(words) });
}
