import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { writeRouteFiles } from '../support/route-files';
import { launchChromium } from './launch-chromium';

const root = path.resolve(__dirname, '../..');
const get = 'exports.GET = () => new Response("x");';

const files = {
  '_middleware.js': 'exports.onRequest = (context, next) => next();',
  'admin/_middleware.js': 'module.exports = [function requireLogin(req, res, next) { next(); }];',
  'admin/stats.js': 'module.exports = (req, res) => res.json({});',
  'tasks/index.js': `${get} exports.POST = exports.GET;`,
  'tasks/[id].js': `${get} exports.DELETE = exports.GET;`,
  'status.json.js': `${get} exports.prerender = true;`,
  'avatar.js': 'exports.default = class Avatar { put() {} }; exports.config = { cors: true };',
  '<script>document.title=1<!--.js': get,
  'notes.md': '',
  '_lib/db.js': '',
};

const schemes = ['light', 'dark'] as const;
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe('the page at /_routes', () => {
  let browser: Browser;
  let page: Page;
  let child: ChildProcess;
  let url: string;
  let directory: string;
  let faults: string[];

  beforeAll(async () => {
    directory = writeRouteFiles(files);
    // From the sources: another test may be building `dist` meanwhile.
    const loader = pathToFileURL(path.join(root, 'node_modules/tsx/dist/loader.mjs')).href;
    const args = ['--import', loader, path.join(root, 'lib/cli.ts'), 'dev', 'api', '--port', '0'];
    const env = { ...process.env, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.build.json') };
    child = spawn(process.execPath, args, { cwd: path.dirname(directory), env });
    [browser, url] = await Promise.all([launchChromium(), readUrl(child)]);
  });

  afterAll(async () => {
    await browser?.close();
    child?.kill('SIGKILL');
  });

  beforeEach(() => open());
  afterEach(() => page?.close());

  async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<void> {
    await page?.close();
    page = await browser.newPage(options);
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => {
      const { protocol, origin, pathname } = new URL(request.url());
      if (protocol !== 'data:' && `${origin}${pathname}` !== `${url}/_routes`)
        faults.push(`asked for ${request.url()}`);
    });
    await page.goto(`${url}/_routes`);
  }

  function rows(): Locator {
    return page.locator('#routes tbody tr:visible');
  }

  async function patterns(): Promise<string[]> {
    return rows().getByRole('rowheader').allInnerTexts();
  }

  function count(): Promise<string> {
    return page.getByRole('status').innerText();
  }

  it('shows every route in match order', async () => {
    expect(await patterns()).toEqual([
      '/api/%3Cscript%3Edocument.title=1%3C!--',
      '/api/admin/stats',
      '/api/avatar',
      '/api/status.json',
      '/api/tasks/[id]',
      '/api/tasks',
    ]);
    expect(await count()).toBe('6 routes');
  });

  it('shows middleware, guards and what is prerendered', async () => {
    const cells = (name: string): Promise<string[]> =>
      rows()
        .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
        .getByRole('cell')
        .allInnerTexts();
    expect((await cells('/api/admin/stats')).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'any',
      'admin/stats.js',
      'next',
      'onRequest _middleware.js requireLogin admin/_middleware.js',
      'body: 1mb',
      'live',
    ]);
    expect((await cells('/api/status.json')).slice(3)).toEqual(['ran ahead of time', 'none', 'prerendered']);
    expect((await cells('/api/avatar')).slice(4)).toEqual(['CORS: *\nbody: 1mb', 'live']);
  });

  it('filters by text, style and method, and counts', async () => {
    await page.getByLabel('Filter').fill('tasks');
    expect([await patterns(), await count()]).toEqual([['/api/tasks/[id]', '/api/tasks'], '2 of 6 routes']);
    await page.getByLabel('Method').selectOption('POST');
    expect(await patterns()).toEqual(['/api/tasks']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('6 routes', { exact: true }).waitFor();
    await page.getByLabel('Style').selectOption('class');
    expect(await patterns()).toEqual(['/api/avatar']);
    await page.getByLabel('Filter').fill('nowhere');
    await page.getByText('No route fits this filter.').waitFor();
    expect(await count()).toBe('0 of 6 routes');
  });

  it('finds a route that takes every method by any of them', async () => {
    await page.getByLabel('Method').selectOption('DELETE');
    expect(await patterns()).toEqual(['/api/admin/stats', '/api/tasks/[id]']);
  });

  it('finds by several words, by middleware and by guard', async () => {
    await page.getByLabel('Filter').fill('requirelogin NEXT');
    expect(await patterns()).toEqual(['/api/admin/stats']);
    await page.getByLabel('Filter').fill('cors');
    expect(await patterns()).toEqual(['/api/avatar']);
  });

  it('keeps the filter over a reload', async () => {
    await page.getByLabel('Filter').fill('tasks');
    await page.getByLabel('Method').selectOption('DELETE');
    await page.reload();
    expect([await page.getByLabel('Filter').inputValue(), await count()]).toEqual(['tasks', '1 of 6 routes']);
  });

  it('takes a filter from the address that fits nothing for none', async () => {
    await page.goto(`${url}/_routes?style=koa&method=%3Cb%3E&text=%22%3E%3Cimg%20src=x%3E`);
    expect([await page.getByLabel('Style').inputValue(), await count()]).toEqual(['', '0 of 6 routes']);
    expect([await page.locator('img').count(), faults]).toEqual([0, []]);
  });

  it('works with the keyboard alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('avatar');
    expect(await count()).toBe('1 of 6 routes');
    await page.keyboard.press('Escape');
    await page.getByText('6 routes', { exact: true }).waitFor();
    await page.waitForFunction(`document.activeElement.name === 'text'`);
    await page.keyboard.press('Tab');
    await page.waitForFunction(`document.activeElement.name === 'style'`);
  });

  it('explains the files that are no routes, and filters them too', async () => {
    const skipped = page.locator('#skipped tbody tr:visible');
    expect(await skipped.allInnerTexts()).toEqual([
      '_lib/db.js\tthe folder "_lib" begins with an underscore',
      'notes.md\t".md" is not among the extensions (js, mjs, cjs, ts, mts, cts)',
    ]);
    await page.getByLabel('Filter').fill('notes');
    expect(await skipped.count()).toBe(1);
  });

  it('runs and loads nothing but itself, whatever files are called', async () => {
    await page.getByLabel('Filter').fill('script');
    expect(await page.title()).toBe('6 routes of api');
    expect(await rows().getByRole('cell').nth(1).innerText()).toBe('<script>document.title=1<!--.js');
    expect(faults).toEqual([]);
  });

  it('lets no script of others run', async () => {
    await page.evaluate(`{
      const script = document.createElement('script'); script.textContent = 'document.title = "taken over"';
      document.body.append(script); document.body.setAttribute('onclick', 'document.title = "taken over"');
    }`);
    await page.locator('h1').click();
    expect(await page.title()).toBe('6 routes of api');
    expect(faults.join()).toContain('Content Security Policy');
  });

  it('shows an added file at the next load, and a broken one', async () => {
    writeFileSync(path.join(directory, 'later.js'), get);
    await untilLoaded('/api/later');
    writeFileSync(path.join(directory, 'later.js'), 'exports.GET = () => {{');
    await untilLoaded('Not all files can be served');
    expect(await page.locator('.broken pre').innerText()).toContain('later.js');
    rmSync(path.join(directory, 'later.js'));
  });

  async function untilLoaded(text: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while ((await page.getByText(text).count()) === 0) {
      if (Date.now() > deadline) throw new Error(`${text} was not shown in time`);
      await page.reload();
    }
  }

  it.each(sizes.flatMap(({ width, height }) => schemes.map((colorScheme) => ({ width, height, colorScheme }))))(
    'fits $width px and can be read in $colorScheme',
    async ({ width, height, colorScheme }) => {
      await open({ viewport: { width, height }, colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.evaluate<string[]>(findFaintText)).toEqual([]);
      expect(await rows().first().getByRole('cell').count()).toBe(6);
    },
  );
});

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /http:\/\/[\w.:]+\d/.exec(output);
        if (found) resolve(found[0]);
      });
    }
    child.once('close', () => reject(new Error(`pages-api dev ended:\n${output}`)));
  });
}

/** Every text whose contrast with its ground is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
const findFaintText = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = parse(color).map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (parse(backgroundColor)[3] !== 0) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (text.data.trim() === '' || !element.checkVisibility() || element.closest('script, option')) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(text.data.trim() + ': ' + contrast.toFixed(2));
  }
  return faint;
})()`;
