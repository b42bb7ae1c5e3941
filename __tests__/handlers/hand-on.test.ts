import { handOn } from '../../lib/handlers/handler';

let heard: [string, unknown][];

/** What is told to whom, in order, while a value or a promise is handed on. */
function follow(value: unknown, then = (settled: unknown): void => void heard.push(['then', settled])) {
  heard = [];
  handOn(value, then, (reason) => void heard.push(['fail', reason]));
  return heard;
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('handOn', () => {
  it('hands on a value at once', () => {
    expect(follow('a')).toEqual([['then', 'a']]);
  });

  it('leaves to its caller what is thrown at once', () => {
    const broken = () => {
      throw new Error('at once');
    };
    expect(() => follow('a', broken)).toThrow('at once');
    expect(heard).toEqual([]);
  });

  it('hands on what a promise comes to, later', async () => {
    expect(follow(Promise.resolve('a'))).toEqual([]);
    await nextTurn();
    expect(heard).toEqual([['then', 'a']]);
  });

  it('tells of a rejection, once', async () => {
    follow(Promise.reject(new Error('rejected')));
    await nextTurn();
    expect(heard).toEqual([['fail', new Error('rejected')]]);
  });

  it('tells of what is thrown later', async () => {
    follow(Promise.resolve('a'), () => {
      throw new Error('later');
    });
    await nextTurn();
    expect(heard).toEqual([['fail', new Error('later')]]);
  });
});
