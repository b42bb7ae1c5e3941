import { BegunRead, microtask } from '../../lib/http/begun-read';

type Source = ConstructorParameters<typeof ReadableStream>[0];

function begin(source: Source): BegunRead {
  return new BegunRead(new ReadableStream(source).getReader());
}

async function waitWhileDue(read: BegunRead): Promise<number> {
  let waited = 0;
  for (; read.isDue(waited); waited++) await microtask;
  return waited;
}

describe('a read that has begun', () => {
  it.each<[string, ConstructorParameters<typeof Response>[0]]>([
    ['text', 'a'],
    ['bytes', new Uint8Array([97])],
    ['a form', new URLSearchParams('a')],
  ])('is there at once for a body of %s', async (_what, body) => {
    const read = new BegunRead(new Response(body).body!.getReader());
    expect(read.result).toBeUndefined();
    expect(await waitWhileDue(read)).toBeLessThan(8);
    expect(read.result).toMatchObject({ done: false });
    expect(await read.promise).toBe(read.result);
  });

  it('is given up after eight microtasks, and comes later', async () => {
    let give = (): void => {};
    const read = begin({ start: (controller) => void (give = () => controller.enqueue('late')) });
    expect(await waitWhileDue(read)).toBe(8);
    expect(read.result).toBeUndefined();
    give();
    expect(await read.promise).toEqual({ done: false, value: 'late' });
    expect(read.result).toEqual({ done: false, value: 'late' });
    expect(read.isDue(0)).toBe(false);
  });

  it.each([new Error('the source failed'), undefined])(
    'throws what the stream has failed with (%p)',
    async (reason) => {
      const read = begin({
        pull() {
          throw reason;
        },
      });
      await expect(waitWhileDue(read)).rejects.toBe(reason);
      expect(() => read.isDue(8)).toThrow(reason);
    },
  );
});
