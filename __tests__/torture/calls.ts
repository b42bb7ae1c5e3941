/** What the endpoints of the torture app tell the tests beside their answers. */
const calls: string[] = [];

export function ran(what: string): void {
  calls.push(what);
}

export function takeCalls(): string[] {
  return calls.splice(0);
}
