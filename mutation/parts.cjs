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
  'http-bodies': {
    mutate: ['fast-response', 'lazy-request', 'problem-details', 'read-body', 'send-response', 'web-request'].map(
      (name) => `lib/http/${name}.ts`,
    ),
    tests: [
      'http/fast-response',
      'http/lazy-request',
      'behaviour/problem-details',
      'behaviour/response-faults',
      'behaviour/back-pressure',
      'behaviour/body-limit',
      'behaviour/refused-body',
      'behaviour/client-disconnect',
      'behaviour/form-data',
      'behaviour/reread-body',
      'behaviour/parsed-body',
      'behaviour/http2',
    ],
  },
};
