const { AsyncLocalStorage } = require('node:async_hooks');

/** What an app keeps for each request. An id that comes back from here has not met another request's. */
exports.requestStore = new AsyncLocalStorage();

/** Streams that endpoints have begun and not ended; none may be left when the clients have gone. */
exports.streams = { open: 0 };
