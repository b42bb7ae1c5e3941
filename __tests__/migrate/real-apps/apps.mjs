import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * How each app of docs/migrating-from-express.md is installed, started and logged in to. `folder` is where its
 * package.json is, `entry` the module to migrate, `out` the directory of files.
 */
export const apps = {
  trek: {
    commit: '510475a46ff00db068333a09f6a83663c088ff3a',
    folder: 'server',
    entry: 'src/index.js',
    out: 'src/pages/api',
    // Each copy has its SQLite file in its own folder.
    env: () => ({ JWT_SECRET: 'migrate', PORT: '0' }),
    tokens: () => ({ admin: signShared({ id: 1, username: 'ada', email: 'ada@example.com', role: 'admin' }) }),
    ignore: ['body.**.created_at', 'body.**.updated_at', 'body.**.token', 'body.**.filename', 'body.**.url'],
  },
  'common-hosted-forms': {
    commit: '68bd7c372aed075cc4172cb8e6fb8c001aa3918a',
    folder: 'app',
    entry: 'app.js',
    out: 'src/pages',
    // It refuses requests until it has reached its database.
    readyEntry: {
      name: 'ready.js',
      text: `const http = require('node:http');
const app = require('./app');
const ask = (port) => new Promise((resolve) => http.get({ port, path: '/app/api' }, (res) => resolve(res.resume().statusCode)));
exports.createApp = async () => {
  const server = await new Promise((resolve) => { const made = http.createServer(app).listen(0, () => resolve(made)); });
  while ((await ask(server.address().port)) !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  return app;
};
`,
    },
    database: { setup: [['npx', 'knex', 'migrate:latest']] },
    env: ({ directory, database, keys }) => ({
      NODE_ENV: 'development',
      NODE_CONFIG_DIR: `${directory}/config`,
      ...(database && {
        DB_HOST: database.hostname,
        DB_PORT: database.port,
        DB_USERNAME: database.username,
        DB_PASSWORD: database.password || 'none',
        DB_DATABASE: database.pathname.slice(1),
      }),
      OIDC_JWKSURI: keys.url,
      OIDC_SERVERURL: new URL(keys.url).origin,
      FILES_UPLOADS_DIR: `${directory}/uploads`,
      FILES_LOCALSTORAGE_PATH: `${directory}/uploads`,
      FILES_OBJECTSTORAGE_ACCESSKEYID: 'none',
      FILES_OBJECTSTORAGE_BUCKET: 'none',
      FILES_OBJECTSTORAGE_ENDPOINT: 'http://127.0.0.1:9',
      FILES_OBJECTSTORAGE_KEY: 'none',
      FILES_OBJECTSTORAGE_SECRETACCESSKEY: 'none',
      SC_CS_CHES_ENDPOINT: 'http://127.0.0.1:9',
      SC_CS_CHES_TOKEN_ENDPOINT: 'http://127.0.0.1:9',
      SC_CS_CHES_CLIENT_ID: 'none',
      SC_CS_CHES_CLIENT_SECRET: 'none',
      SC_CS_CDOGS_ENDPOINT: 'http://127.0.0.1:9',
      SC_CS_CDOGS_TOKEN_ENDPOINT: 'http://127.0.0.1:9',
      SC_CS_CDOGS_CLIENT_ID: 'none',
      SC_CS_CDOGS_CLIENT_SECRET: 'none',
      SERVER_ENCRYPTION_PROXY: '5fb2054478353fd8d514056d1745b3a9eef066deadda4b90967af7ca65ce6505',
    }),
    tokens: ({ keys }) => ({ admin: keys.sign('ada', ['admin']), user: keys.sign('alan', []) }),
    // The rest of a minute, and how many requests fit in it.
    // X-CHEFS-PROXY-DATA is encrypted with a random vector.
    ignore: [
      'headers.ratelimit',
      'body.X-CHEFS-PROXY-DATA',
      'body.**.createdAt',
      'body.**.updatedAt',
      'body.**.id',
      'body.**.userId',
    ],
  },
  'food-oasis': {
    commit: 'f532cf6e7d023a87472f00496482f4a7dbd9a256',
    folder: 'server',
    files: ['tsconfig.json'],
    entry: 'server.ts',
    out: 'pages/api',
    database: {
      setup: [
        ['sh', '-c', 'psql "$DATABASE_URL" --quiet --file db/demo-db/foodoasis.sql'],
        ['npx', 'node-pg-migrate', 'up', '--no-check-order'],
      ],
    },
    env: ({ database }) => ({ JWT_SECRET: 'migrate', PORT: '0', ...(database && { DATABASE_URL: database.href }) }),
    tokens: () => ({
      admin: signShared({
        email: 'ada@example.com',
        id: 1,
        sub: 'admin,security_admin,data_entry,coordinator,global_admin,global_reporting',
      }),
    }),
    ignore: ['body.**.created_at', 'body.**.createdAt', 'body.**.createdDate', 'body.**.modifiedDate'],
  },
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token for the secret "migrate" that is the same on every run. */
function signShared(payload) {
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat: 1_700_000_000, exp: 4_000_000_000, ...payload })}`;
  return `${head}.${createHmac('sha256', 'migrate').update(head).digest('base64url')}`;
}

/** Stands for the identity provider of Common Hosted Forms: a key, where it is published, and tokens signed with it. */
export async function startKeyServer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] };
  const server = createServer((req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(jwks));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sign = (name, roles) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: 'https://dev.loginproxy.gov.bc.ca/auth/realms/standard',
      aud: 'chefs-frontend-localhost-5300',
      iat: now,
      exp: now + 3600,
      identity_provider: 'idir',
      idir_user_guid: Buffer.from(name).toString('hex').padEnd(32, '0').toUpperCase(),
      idir_username: name,
      given_name: name,
      family_name: 'Example',
      email: `${name}@example.com`,
      client_roles: roles,
    };
    const head = `${encode({ alg: 'RS256', kid: '1' })}.${encode(payload)}`;
    return `${head}.${createSign('RSA-SHA256').update(head).sign(privateKey, 'base64url')}`;
  };
  return { url: `http://127.0.0.1:${server.address().port}/certs`, sign, close: () => server.close() };
}
