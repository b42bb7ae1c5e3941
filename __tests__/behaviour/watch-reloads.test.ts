import { describeModuleKinds } from '../support/module-kinds';
import { watchApp } from '../support/watched-app';

// The promise is 300 ms on a machine with nothing else to do: `npm run bench:reload` holds it. Here other
// tests run beside, and a compiler of theirs takes a core for seconds.
const liveWithinMs = 3000;
const changes = 40;
const reloads = 200;
// Code that V8 has not dropped yet. A version kept for each reload would be 10 MB (50 KB each), of which 5 MB
// can be hidden by what V8 drops of the compiler meanwhile.
const maxGrowthBytes = 3e6;

describeModuleKinds('reloading', ({ extension, use, give }) => {
  const importing = ['a', 'b', 'c'].map((name) => use(name, `../lib/${name}`)).join('');
  const small = (version: string): string => importing + give('GET', `() => new Response('${version} ' + a + b + c)`);
  // Functions of 20 KB altogether.
  const body = '(value) => { const parts = [value, String(value).length]; return parts.map((p) => `${p}!`).join(); }';
  const helpers = Array.from({ length: 160 }, (_, i) => give(`helper${i}`, body)).join('');
  const large = (version: string): string => small(version) + helpers;
  const middleware = (version: string): string =>
    give('onRequest', `({ res }, next) => { res.setHeader('x-version', '${version}'); return next(); }`);
  const files = {
    [`lib/a.${extension}`]: give('a', `'a'`),
    [`lib/b.${extension}`]: give('b', `'b'`),
    [`lib/c.${extension}`]: give('c', `'c'`),
    [`api/a.${extension}`]: small('0'),
    [`api/large.${extension}`]: large('0'),
    [`api/_middleware.${extension}`]: middleware('0'),
  };

  it(`shows 95 of 100 changes of every sort within ${liveWithinMs} ms`, async () => {
    const app = await watchApp(files);
    const sorts: Record<
      string,
      { readonly make: (i: number) => void; readonly isLive: (i: number) => Promise<boolean> }
    > = {
      endpoint: {
        make: (i) => app.write(`api/a.${extension}`, small(String(i))),
        isLive: async (i) => (await app.get('/api/a')).text.startsWith(`${i} `),
      },
      import: {
        make: (i) => app.write(`lib/b.${extension}`, give('b', `'b${i}'`)),
        isLive: async (i) => (await app.get('/api/a')).text.includes(`b${i}`),
      },
      middleware: {
        make: (i) => app.write(`api/_middleware.${extension}`, middleware(String(i))),
        isLive: async (i) => (await app.get('/api/a')).headers['x-version'] === String(i),
      },
      added: {
        make: (i) => app.write(`api/new-${i}.${extension}`, give('GET', '() => new Response()')),
        isLive: async (i) => (await app.get(`/api/new-${i}`)).status === 200,
      },
      removed: {
        make: (i) => app.remove(`api/new-${i}.${extension}`),
        isLive: async (i) => (await app.get(`/api/new-${i}`)).status === 404,
      },
    };
    for (const [sort, { make, isLive }] of Object.entries(sorts)) {
      const times: number[] = [];
      for (let i = 1; i <= changes; i++) {
        const start = performance.now();
        make(i);
        while (!(await isLive(i))) await new Promise(setImmediate);
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      expect([sort, times[Math.floor(changes * 0.95) - 1]! < liveWithinMs]).toEqual([sort, true]);
    }
  }, 180_000);

  it(`${reloads} times under load loses no request and leaks nothing`, async () => {
    const app = await watchApp(files);
    const counts = { answered: 0, failed: 0 };
    let isOver = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status } = await app.get('/api/large');
        if (status === 200) counts.answered++;
        else counts.failed++;
      }
    });
    const reload = async (version: string): Promise<void> => {
      app.write(`api/large.${extension}`, large(version));
      while (!(await app.get('/api/large')).text.startsWith(`${version} `)) await new Promise(setImmediate);
    };
    for (let i = 0; i < 20; i++) await reload(`warm${i}`);
    const before = (await app.ask('heap')) as number;
    for (let i = 0; i < reloads; i++) await reload(`v${i}`);
    isOver = true;
    await Promise.all(clients);
    const growth = ((await app.ask('heap')) as number) - before;
    expect(counts.failed).toBe(0);
    // Each reload takes longer than an answer.
    expect(counts.answered).toBeGreaterThan(reloads);
    expect(growth).toBeLessThan(maxGrowthBytes);
  }, 240_000);
});
