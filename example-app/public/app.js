const form = document.querySelector('#new-task');
const titleInput = document.querySelector('#title');
const list = document.querySelector('#tasks');
const template = document.querySelector('#task');
const connection = document.querySelector('#connection');

/** Changes that arrive while the list is on its way: newer than it, so they wait for it. */
let waiting;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const task = await send('POST', '/api/tasks', { title: titleInput.value });
  if (!task) return;
  form.reset();
  show(task);
});

list.addEventListener('change', async ({ target }) => {
  const item = target.closest('li');
  const task = await send('PATCH', urlOf(item), { done: target.checked });
  if (task) show(task);
  else target.checked = !target.checked;
});

list.addEventListener('click', async ({ target }) => {
  const item = target.closest('.delete')?.closest('li');
  if (item && (await send('DELETE', urlOf(item)))) hide(item.dataset.id);
});

followChanges();

/** The stream reconnects by itself; what happened in between is in the list it loads then. */
function followChanges() {
  const events = new EventSource('/api/tasks/events');
  const on = (type, apply, verb) =>
    events.addEventListener(type, ({ data }) => {
      const task = JSON.parse(data);
      if (waiting) waiting.push(() => apply(task));
      else apply(task);
      announce(`${verb}: ${task.title}`);
    });
  on('created', show, 'Added');
  on('updated', show, 'Changed');
  on('deleted', ({ id }) => hide(id), 'Deleted');
  events.addEventListener('open', () => {
    setConnection('live', 'Live');
    loadTasks();
  });
  events.addEventListener('error', () => setConnection('lost', 'Connection lost, trying again'));
}

async function loadTasks() {
  const changes = (waiting = []);
  const tasks = await send('GET', '/api/tasks');
  if (tasks) {
    const ids = new Set(tasks.map(({ id }) => String(id)));
    for (const item of [...list.children]) if (!ids.has(item.dataset.id)) item.remove();
    for (const task of tasks) show(task, { isNew: false });
  }
  for (const apply of changes) apply();
  if (waiting === changes) waiting = undefined;
  summarize();
}

/** Adds a task or brings it up to date; an element that is there stays, and keeps the focus. */
function show({ id, title, done }, { isNew = true } = {}) {
  let item = find(id);
  if (!item) {
    item = template.content.firstElementChild.cloneNode(true);
    item.dataset.id = id;
    item.classList.toggle('new', isNew);
    list.insertBefore(item, [...list.children].find((other) => Number(other.dataset.id) > id) ?? null);
  }
  item.querySelector('.title').textContent = title;
  item.querySelector('input').checked = done;
  item.querySelector('.delete').setAttribute('aria-label', `Delete ${title}`);
  summarize();
}

function hide(id) {
  const item = find(id);
  if (!item) return;
  const hadFocus = item.contains(document.activeElement);
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (hadFocus) (neighbour?.querySelector('.delete') ?? titleInput).focus();
  summarize();
}

function summarize() {
  const total = list.children.length;
  const done = list.querySelectorAll(':checked').length;
  document.querySelector('#count').textContent = total === 0 ? '' : `${done} of ${total} done`;
  document.querySelector('#empty').hidden = total > 0 || waiting !== undefined;
  Object.assign(document.querySelector('#progress'), { value: done, max: Math.max(total, 1) });
}

/** The answer, `true` for one without a body, or undefined after an error, which the page shows. */
async function send(method, url, body) {
  try {
    const response = await fetch(url, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = response.status === 204 ? true : await response.json();
    if (!response.ok) throw new Error(answer.detail ?? answer.title);
    showError('');
    return answer;
  } catch (error) {
    showError(error instanceof TypeError ? 'The server cannot be reached.' : error.message);
  }
}

function find(id) {
  return list.querySelector(`[data-id="${id}"]`);
}

function urlOf(item) {
  return `/api/tasks/${item.dataset.id}`;
}

function showError(message) {
  document.querySelector('#error').textContent = message;
}

function setConnection(state, text) {
  connection.dataset.state = state;
  connection.textContent = text;
}

function announce(text) {
  document.querySelector('#changes').textContent = text;
}
