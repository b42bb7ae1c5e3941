/**
 * Filters the rows of the page. What is chosen stands in the address, so that a reload keeps it.
 * Written for browsers, without a build: plain text, as the page carries it.
 */
export const explorerScript = `
'use strict';
const form = document.querySelector('form');
const { text, style, method } = form.elements;
const count = document.querySelector('output');
const none = document.querySelector('#none');
const rows = [...document.querySelectorAll('#routes tbody tr')].map(read);
const skipped = [...document.querySelectorAll('#skipped tbody tr')].map(read);
const total = rows.length;

function read(row) {
  return { row, text: row.textContent.toLowerCase(), style: row.dataset.style, methods: (row.dataset.methods ?? '').split(' ') };
}

function filter() {
  const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const hasWords = (entry) => words.every((word) => entry.text.includes(word));
  let shown = 0;
  for (const entry of rows) {
    const fits = hasWords(entry)
      && (style.value === '' || entry.style === style.value)
      && (method.value === '' || entry.methods.includes(method.value) || entry.methods.includes('*'));
    entry.row.hidden = !fits;
    if (fits) shown++;
  }
  for (const entry of skipped) entry.row.hidden = !hasWords(entry);
  count.value = shown === total ? total + (total === 1 ? ' route' : ' routes') : shown + ' of ' + total + ' routes';
  none.hidden = shown > 0;
}

function remember() {
  const query = new URLSearchParams();
  for (const field of [text, style, method]) if (field.value !== '') query.set(field.name, field.value);
  history.replaceState(null, '', query.size === 0 ? location.pathname : '?' + query);
}

const query = new URLSearchParams(location.search);
for (const field of [text, style, method]) {
  field.value = query.get(field.name) ?? '';
  if (field.selectedIndex === -1) field.value = '';
}
form.addEventListener('input', () => { filter(); remember(); });
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => { filter(); remember(); text.focus(); }));
addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    text.focus();
    text.select();
  } else if (event.key === 'Escape' && event.target === text) {
    form.reset();
  }
});
form.hidden = total === 0;
filter();
`;
