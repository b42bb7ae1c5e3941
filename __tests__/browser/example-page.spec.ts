import type { Browser, Locator, Page } from 'playwright-core';
import { Client } from 'pg';
import { launchChromium } from './launch-chromium';
import { type RunningExampleApp, startExampleApp } from './start-example-app';

interface Task {
  id: number;
  title: string;
  done: boolean;
}

const databaseUrl = process.env['DATABASE_URL'];

describe(`the page of the example app on ${databaseUrl ? 'a Postgres server' : 'PGlite'}`, () => {
  let app: RunningExampleApp;
  let browser: Browser;
  let page: Page;
  let pageErrors: string[];

  beforeAll(async () => {
    app = await startExampleApp();
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 375, height: 700 } });
    pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
    await page.goto(app.url);
    await page.getByText('Live', { exact: true }).waitFor();
  });

  afterEach(() => page?.close());

  it('keeps its data where it was told to', () => {
    expect(app.output()).toMatch(databaseUrl ? /^Data: +Postgres at 127\.0\.0\.1:\d+$/m : /^Data: +PGlite in \S+$/m);
  });

  it('adds a task', async () => {
    await page.getByLabel('New task').fill('Water the plants');
    await page.getByRole('button', { name: 'Add' }).click();
    await item('Water the plants').waitFor();
    expect(await titles()).toContain('Water the plants');
    expect(await page.getByLabel('New task').inputValue()).toBe('');
  });

  it('ticks off a task', async () => {
    const { id } = await create('Call the dentist');
    await item('Call the dentist').getByRole('checkbox').check();
    await untilTask(id, (task) => task?.done === true);
    await page.reload();
    await item('Call the dentist').waitFor();
    expect(await item('Call the dentist').getByRole('checkbox').isChecked()).toBe(true);
  });

  it('deletes a task', async () => {
    const { id } = await create('Sell the piano');
    await page.getByRole('button', { name: 'Delete Sell the piano' }).click();
    await item('Sell the piano').waitFor({ state: 'detached' });
    await untilTask(id, (task) => task === undefined);
  });

  it('shows a task that was added elsewhere, without a reload', async () => {
    await markPage();
    await create('Book the train');
    await item('Book the train').waitFor();
    expect(await isSamePage()).toBe(true);
  });

  it('shows a task that was ticked off elsewhere, without a reload', async () => {
    const { id } = await create('Renew the passport');
    await item('Renew the passport').waitFor();
    await markPage();
    await api('PATCH', `/api/tasks/${id}`, { done: true });
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Renew the passport', has: page.locator(':checked') })
      .waitFor();
    expect(await isSamePage()).toBe(true);
  });

  it('drops a task that was deleted elsewhere, without a reload', async () => {
    const { id } = await create('Empty the attic');
    await item('Empty the attic').waitFor();
    await markPage();
    await api('DELETE', `/api/tasks/${id}`);
    await item('Empty the attic').waitFor({ state: 'detached' });
    expect(await isSamePage()).toBe(true);
  });

  it('announces a change to screen readers', async () => {
    await create('Oil the hinges');
    await page.locator('[aria-live=polite]', { hasText: 'Added: Oil the hinges' }).waitFor({ state: 'attached' });
  });

  it('moves the focus on after a task was deleted with the keyboard', async () => {
    await create('First of two');
    await create('Second of two');
    await item('Second of two').waitFor();
    await page.getByRole('button', { name: 'Delete First of two' }).press('Enter');
    await item('First of two').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Delete Second of two');
  });

  it('shows a title as text, whatever it holds', async () => {
    await create('<img src=x onerror=alert(1)>');
    await item('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('li img').count()).toBe(0);
  });

  it('says what the server objects to', async () => {
    await page.getByLabel('New task').fill('   ');
    await page.getByLabel('New task').press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The title must have 1 to 200 characters' }).waitFor();
  });

  it('thanks for a message sent with the form', async () => {
    await page.getByText('Write to us').click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Message').fill('Hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you, your message has arrived.').waitFor();
    expect(page.url()).toBe(`${app.url}/#thanks`);
  });

  it('has no sideways scroll on a phone, even with a long word', async () => {
    const word = 'x'.repeat(200);
    await create(word);
    await item(word).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
  });

  it('loads without an error in the console', async () => {
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(pageErrors).toEqual([]);
  });

  (databaseUrl ? it : it.skip)('still follows changes after Postgres has dropped every connection', async () => {
    await dropConnections();
    await untilShown(async (i) => (await create(`After the cut ${i}`)).title);
  });

  function item(title: string): Locator {
    return page.getByRole('listitem').filter({ hasText: title });
  }

  async function markPage(): Promise<void> {
    await page.evaluate('document.body.dataset.mark = "here"');
  }

  function isSamePage(): Promise<boolean> {
    return page.evaluate('document.body.dataset.mark === "here"');
  }

  async function api<Answer>(method: string, url: string, body?: object): Promise<Answer> {
    const response = await fetch(app.url + url, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    expect(response.status).toBeLessThan(300);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  function create(title: string): Promise<Task> {
    return api('POST', '/api/tasks', { title });
  }

  async function titles(): Promise<string[]> {
    return (await api<Task[]>('GET', '/api/tasks')).map(({ title }) => title);
  }

  async function untilTask(id: number, holds: (task: Task | undefined) => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!holds((await api<Task[]>('GET', '/api/tasks')).find((task) => task.id === id))) {
      if (Date.now() > deadline) throw new Error(`Task ${id} did not change in time`);
    }
  }

  /**
   * Tries until a change is shown: one made while the app reconnects is not reported, and one made in
   * the moment of the cut may get a connection that is just dying, and fail.
   */
  async function untilShown(attempt: (i: number) => Promise<string>): Promise<void> {
    let lastError: unknown;
    for (let i = 0; i < 20; i++) {
      try {
        await item(await attempt(i))
          .first()
          .waitFor({ timeout: 500 });
        return;
      } catch (error) {
        lastError = error;
      }
    }
    throw new Error('No change arrived', { cause: lastError });
  }

  async function dropConnections(): Promise<void> {
    const client = new Client({ connectionString: databaseUrl! });
    await client.connect();
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    await client.end();
  }
});
