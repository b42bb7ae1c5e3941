/** Whether a request ends in a handler: `perhaps` where its code does not tell. */
export type Ending = 'certain' | 'perhaps' | 'no';

type AnyFunction = (...args: never[]) => unknown;

// Accepted: `(req, res, next) => ...`, `async function f(req, res, next) {`; refused: `({ body }, res, next) =>`.
const thirdParameter = /^(?:async\s*)?(?:function\b\s*\*?\s*)?[\w$]*\s*\(\s*[\w$]+\s*,\s*[\w$]+\s*,\s*([\w$]+)/;

/** Whether a list of Express handlers ends every request that enters it. */
export function endingOf(handlers: readonly AnyFunction[]): Ending {
  let leavesEarly = false;
  for (const handler of handlers) {
    const ending = endingOfOne(handler);
    if (ending === 'certain') return leavesEarly ? 'perhaps' : 'certain';
    if (ending === 'perhaps' && handler === handlers.at(-1)) return 'perhaps';
    leavesEarly ||= /['"`]route(?:r)?['"`]/.test(sourceOf(handler));
  }
  return 'no';
}

/** A handler that takes no `next` has the last word; of one that does, its code shows what it does with it. */
function endingOfOne(handler: AnyFunction): Ending {
  const source = sourceOf(handler);
  // Bound functions, rest parameters and the like do not show what they are given.
  if (/\[native code\]|\barguments\b|^[^)]*\.\.\.|\breq\.next\b/.test(source)) return 'perhaps';
  if (handler.length < 3) return 'certain';
  const name = thirdParameter.exec(source)?.[1];
  if (name === undefined) return 'perhaps';
  const next = name.replaceAll('$', '\\$');
  if (new RegExp(`\\b${next}\\s*\\(\\s*(?:\\)|['"\`]route)`).test(source)) return 'no';
  // `next(error)` and `catch(next)` are for errors; anything else that is given `next` may call it.
  const others = source
    .replace(thirdParameter, '')
    .replace(new RegExp(`\\b${next}\\s*\\(`, 'g'), '')
    .replace(new RegExp(`\\.catch\\(\\s*${next}\\s*\\)`, 'g'), '');
  return new RegExp(`\\b${next}\\b`).test(others) ? 'perhaps' : 'certain';
}

function sourceOf(handler: AnyFunction): string {
  return Function.prototype.toString.call(handler);
}
