import { createServer } from 'express-pages-api';

// Loaded before the tests of a file.
const serveBorn = require('../../bench/born-servers.cjs') as (create: typeof createServer) => void;
serveBorn(createServer);
