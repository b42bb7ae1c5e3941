import { installRecorder } from './migrate/recorder';

// `node --import express-pages-api/recorder`: from here on, listAllRoutes() knows source lines.
installRecorder();
