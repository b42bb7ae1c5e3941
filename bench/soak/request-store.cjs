const { AsyncLocalStorage } = require('node:async_hooks');

// Of the process, not of the module: with `watch` a route file gets modules of its own.
const state = (globalThis[Symbol.for('express-pages-api.soak')] ??= {
  requestStore: new AsyncLocalStorage(),
  streams: { open: 0 },
  reloads: { written: 0, loaded: 0 },
});

/** What an app keeps for each request. An id that comes back from here has not met another request's. */
exports.requestStore = state.requestStore;

/** Streams that endpoints have begun and not ended; none may be left when the clients have gone. */
exports.streams = state.streams;

/** How often a route file was written anew, and how often such a file was loaded. */
exports.reloads = state.reloads;
