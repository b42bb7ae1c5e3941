/** A module that cannot be used as it is: what is wrong and what to do instead. */
export class ModuleShapeError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
