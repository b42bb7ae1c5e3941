/** Tests that need a tool of the system: skipped where it is missing, but never on a CI machine, where they fail then. */
export function whereToolIs<Block>(block: Block & { readonly skip: Block }, hasTool: boolean): Block {
  return hasTool || process.env['CI'] ? block : block.skip;
}
