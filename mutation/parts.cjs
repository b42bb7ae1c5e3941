/** Where Node's `Request` has private fields, from Node 24 on, `direct-request` stands in for `lazy-request`. */
const hasPrivateState = Object.getOwnPropertySymbols(new globalThis.Request('http://localhost')).length === 0;

/** What is mutated together, and the tests that run for it: those in this process that reach it. */
module.exports = {
  routes: {
    mutate: ['lib/routes/**/*.ts'],
    tests: [
      'routes/compare-routes',
      'routes/discover-files',
      'routes/match-route',
      'routes/match-tail',
      'routes/parse-file-name',
      'routes/read-params',
      'routes/route-table',
      'windows-paths',
    ],
  },
  guards: {
    mutate: ['lib/guards/**/*.ts'],
    tests: ['behaviour/cors', 'behaviour/csrf'],
  },
  'http-heads': {
    mutate: [
      'check-request',
      'cookies',
      'etag',
      'media-type',
      'parse-body',
      'parse-byte-size',
      'parsed-body',
      'request-origin',
      'request-target',
      'write-head',
    ].map((name) => `lib/http/${name}.ts`),
    tests: [
      'http/check-request',
      'http/cookies',
      'http/etag',
      'http/media-type',
      'http/parse-body',
      'http/parse-byte-size',
      'http/parsed-body',
      'http/request-origin',
      'http/request-target',
      'http/write-head',
    ],
  },
  'problem-details': {
    mutate: ['lib/http/problem-details.ts', 'lib/http/error-headers.ts'],
    tests: ['behaviour/problem-details', 'behaviour/error-handling', 'http/error-headers'],
  },
  'fast-response': {
    mutate: ['lib/http/fast-response.ts'],
    tests: ['http/fast-response'],
  },
  'send-response': {
    mutate: ['lib/http/send-response.ts'],
    tests: [
      'http/send-response',
      'behaviour/response-faults',
      'behaviour/response-wrappers',
      'behaviour/server-sent-events',
      'http/fast-response',
      'behaviour/http2',
      'behaviour/client-disconnect',
      'behaviour/back-pressure',
    ],
  },
  'lazy-request': {
    mutate: [`lib/http/${hasPrivateState ? 'direct' : 'lazy'}-request.ts`],
    tests: [
      'http/lazy-request',
      'behaviour/parsed-body',
      'behaviour/reread-body',
      'behaviour/form-data',
      'behaviour/client-disconnect',
    ],
  },
  'read-body': {
    mutate: ['lib/http/read-body.ts'],
    tests: [
      'http/read-body',
      'behaviour/body-limit',
      'behaviour/http2',
      'behaviour/client-disconnect',
      'behaviour/back-pressure',
      'behaviour/refused-body',
    ],
  },
  'web-request': {
    mutate: ['lib/http/web-request.ts'],
    tests: [
      'http/web-request',
      'behaviour/form-data',
      'behaviour/reread-body',
      'behaviour/parsed-body',
      'behaviour/http2',
      'http/lazy-request',
      'behaviour/client-disconnect',
      'behaviour/back-pressure',
    ],
  },
};
