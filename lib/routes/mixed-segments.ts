import { compileTail, type TailMatcher } from './match-tail';
import type { Route, Segment } from './route';

/** A segment of text and parameters, and what lies below it. */
export interface MixedChild<Node> {
  readonly match: TailMatcher;
  readonly node: Node;
}

/**
 * The segments of several parts at one place, such as `v[major]` and `[name].txt`. They are found by
 * the text they begin and end with, so that a thousand of them cost what one does.
 */
export class MixedSegments<Node> {
  readonly #byShape = new Map<string, MixedChild<Node>>();
  readonly #byEnds = new Map<string, MixedChild<Node>[]>();
  /** The lengths that the texts at the ends have; rarely more than two or three pairs. */
  readonly #lengths: { readonly head: number; readonly tail: number }[] = [];

  /** What lies below a segment, made when it is new. Names of parameters make no difference. */
  childFor(segment: Segment, route: Route, createNode: () => Node): Node {
    const shape = segment.map((part) => (part.type === 'text' ? part.text : '\0')).join('');
    const known = this.#byShape.get(shape);
    if (known) return known.node;
    const child = { match: compileTail([segment], route.reading, false), node: createNode() };
    this.#byShape.set(shape, child);
    const head = textOf(segment[0]);
    const tail = textOf(segment.at(-1));
    if (!this.#lengths.some((pair) => pair.head === head.length && pair.tail === tail.length)) {
      this.#lengths.push({ head: head.length, tail: tail.length });
    }
    const ends = endsKey(head, tail);
    const twins = this.#byEnds.get(ends);
    if (twins) twins.push(child);
    else this.#byEnds.set(ends, [child]);
    return child.node;
  }

  /** The children whose texts at both ends fit; whether the rest fits is for their matcher to say. */
  *candidates(text: string): Generator<MixedChild<Node>> {
    for (const { head, tail } of this.#lengths) {
      if (head + tail >= text.length) continue;
      const children = this.#byEnds.get(endsKey(text.slice(0, head), text.slice(text.length - tail)));
      if (children) yield* children;
    }
  }
}

function textOf(part: Segment[number] | undefined): string {
  return part?.type === 'text' ? part.text : '';
}

function endsKey(head: string, tail: string): string {
  return `${head}\0${tail}`;
}
