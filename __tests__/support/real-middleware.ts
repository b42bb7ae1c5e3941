import compression from 'compression';
import cookieParser from 'cookie-parser';
import session from 'express-session';
import helmet from 'helmet';
import morgan from 'morgan';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Express } from './express-versions';

/** What an Express app has in front of its routes, configured as their readmes do. */
export function useRealMiddleware(app: Express): { readonly logLines: string[] } {
  const logLines: string[] = [];
  const write = (line: string): void => void logLines.push(line.trim());
  app.use(morgan(':method :url :status :res[content-type]', { stream: { write } }));
  app.use(helmet());
  app.use(compression({ threshold: 0 }));
  app.use(cookieParser('secret'));
  app.use(createSession());
  const { initialize, authenticate } = createPassport();
  app.use(initialize, authenticate);
  return { logLines };
}

/** A session that is always saved, so that its cookie is written as late as it can be. */
export function createSession(): ReturnType<typeof session> {
  return session({ secret: 'secret', resave: true, saveUninitialized: true });
}

/** Passport with one user, who is logged in by the session. */
export function createPassport(): {
  initialize: ReturnType<typeof passport.initialize>;
  authenticate: ReturnType<typeof passport.session>;
  logIn: ReturnType<typeof passport.authenticate>;
} {
  const users = new passport.Passport();
  users.serializeUser((user, done) => done(null, (user as { name: string }).name));
  users.deserializeUser((name, done) => done(null, { name }));
  users.use(new LocalStrategy((name, password, done) => done(null, password === 'correct horse' ? { name } : false)));
  return {
    initialize: users.initialize(),
    authenticate: users.session(),
    logIn: users.authenticate('local'),
  };
}
