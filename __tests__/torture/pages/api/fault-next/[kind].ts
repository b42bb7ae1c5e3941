import type { NextApiHandler, NextApiResponse } from 'express-pages-api';
import { ran } from '../../../calls';

const secret = 'top secret: /srv/app/database.js';
const circular: Record<string, unknown> = {};
circular['self'] = circular;

/** Named after what they do wrong. */
const faults: Record<string, (res: NextApiResponse) => unknown> = {
  'throws-error': () => {
    throw new Error(secret);
  },
  rejects: () => Promise.reject(new Error(secret)),
  'throws-undefined': () => {
    throw undefined;
  },
  'rejects-undefined': () => Promise.reject(undefined),
  'throws-null': () => {
    throw null;
  },
  'throws-route': () => {
    throw 'route';
  },
  'json-bigint': (res) => res.json(1n),
  'json-circular': (res) => res.json(circular),
  'json-throws': (res) =>
    res.json({
      toJSON() {
        throw new Error(secret);
      },
    }),
  'status-99': (res) => res.status(99).end(),
  'status-1000': (res) => res.status(1000).json({}),
  'status-text': (res) => res.status('abc' as unknown as number).json({}),
  'status-nan': (res) => res.status(NaN).json({}),
  'status-100': (res) => res.status(100).json({}),
  'status-103': (res) => res.status(103).end(),
  'status-204': (res) => res.status(204).send('a body'),
  'status-304': (res) => res.status(304).send('a body'),
  'json-twice': (res) => {
    res.json({ first: true });
    res.json({ second: true });
  },
  'ends-then-throws': (res) => {
    res.end('answered');
    throw new Error(secret);
  },
  'writes-then-throws': (res) => {
    res.write('half');
    throw new Error(secret);
  },
  'header-crlf': (res) => {
    res.setHeader('X-A', 'a\r\nX-B: b');
    res.end();
  },
  'header-name': (res) => {
    res.setHeader('X A', 'a');
    res.end();
  },
  'redirect-undefined': (res) => res.redirect(undefined as unknown as string),
  'redirect-object': (res) => res.redirect({} as string),
  'redirect-200': (res) => res.redirect(200, '/<script>'),
  'redirect-status': (res) => res.redirect('307' as unknown as number, '/x'),
  'large-headers': (res) => {
    for (let i = 0; i < 2000; i++) res.setHeader(`X-${i}`, 'v');
    res.end('many');
  },
};

const handler: NextApiHandler = (req, res) => {
  ran(`fault-next ${String(req.query['kind'])}`);
  return faults[req.query['kind'] as string]!(res);
};
export default handler;
