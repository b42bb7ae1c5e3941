/** A fault of `getStaticPaths`: what is wrong and what to write instead. */
export class StaticPathsError extends Error {
  override readonly name = 'StaticPathsError';

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
