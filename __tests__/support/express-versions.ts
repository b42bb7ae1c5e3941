import type { Express } from 'express';

/** Express as a test needs it: the app factory with its parsers. */
export type ExpressModule = typeof import('express');

const versions: [name: string, express: ExpressModule][] = [
  ['Express 4', require('express4') as ExpressModule],
  ['Express 5', require('express') as ExpressModule],
];

/** Runs the same tests on Express 4 and on Express 5. */
export function describeExpress(title: string, tests: (express: ExpressModule) => void): void {
  describe.each(versions)(`${title} (%s)`, (_name, express) => tests(express));
}

export type { Express };
