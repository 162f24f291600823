// A real OAuth 2.0 and OpenID provider on loopback (the package oidc-provider), for the tests alone.
// Knows nothing of mail: a token says whose it is, and Dovecot asks by introspection (RFC 7662).
//
//   node provider.mjs '{"modules": "target/oauth-provider", "access_seconds": 3600}'
//
// When it is ready it prints one line of JSON: {"issuer": "http://127.0.0.1:PORT", "admin": PORT}.
// It ends when its standard input closes. Whoever signs in is the part of the name before the @;
// every password is right but "wrong".
//
// Checked: PKCE with S256, `state` and `iss` in the answer (RFC 9207), single-use codes, rotation of
// refresh tokens (a used one ends the whole grant), the redirect to loopback with any port (RFC 8252).
// Offered besides: dynamic registration (RFC 7591), device codes (RFC 8628), revocation (RFC 7009),
// metadata (RFC 8414, OpenID Connect Discovery, RFC 9728).

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const options = {
  modules: '.', // where `npm ci` has put the packages
  access_seconds: 3600,
  refresh_seconds: 14 * 24 * 3600,
  cert: null, // PEM files: the issuer is https:// then
  key: null,
  ...JSON.parse(process.argv[2] ?? '{}'),
};

const CLIENT = 'pombo-test';
const DOVECOT = { id: 'dovecot', secret: 'dovecot-secret' };
const SCOPES = ['openid', 'offline_access', 'mail', 'calendar'];
const LANGUAGE = 'en';

// Standard output is for one line only; the package would print advice for real providers there.
console.info = () => {};

const require = createRequire(pathToFileURL(resolve(options.modules, 'package.json')));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

// --- What is kept, in memory. -------------------------------------------------------------------

const issued = new Set(); // every token and code that was ever given
const SECRET = ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode'];

const kept = new Map(); // "Model:id" -> { model, id, payload, until }

const now = () => Math.floor(Date.now() / 1000);

class Memory {
  constructor(model) {
    this.model = model;
  }

  #find(matches) {
    for (const row of kept.values()) {
      if (row.model === this.model && row.until > now() && matches(row)) return row.payload;
    }
    return undefined;
  }

  async upsert(id, payload, seconds) {
    if (SECRET.includes(this.model)) issued.add(id);
    const until = seconds ? now() + seconds : Infinity;
    kept.set(`${this.model}:${id}`, { model: this.model, id, payload, until });
  }

  async find(id) {
    return this.#find((row) => row.id === id);
  }

  async findByUid(uid) {
    return this.#find((row) => row.payload.uid === uid);
  }

  async findByUserCode(code) {
    return this.#find((row) => row.payload.userCode === code);
  }

  async consume(id) {
    const row = kept.get(`${this.model}:${id}`);
    if (row) row.payload.consumed = now();
  }

  async destroy(id) {
    kept.delete(`${this.model}:${id}`);
  }

  async revokeByGrantId(grantId) {
    forget((row) => row.payload.grantId === grantId);
  }
}

/// Forgets what matches; how many that were.
function forget(matches) {
  const gone = [...kept.entries()].filter(([, row]) => matches(row));
  for (const [key] of gone) kept.delete(key);
  return gone.length;
}

const count = (model) => [...kept.values()].filter((row) => row.model === model && row.until > now()).length;

// --- What happened, for the tests to ask. --------------------------------------------------------

const requests = []; // { method, path, status, grant_type, error }: never a token
const counts = {
  refreshes: 0,
  refused_refreshes: 0,
  codes: 0,
  device_codes: 0,
  registrations: 0,
  introspections: 0,
  revocations: 0,
};

// --- The pages. ----------------------------------------------------------------------------------

const escaped = (text) =>
  String(text ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title, body) => `<!doctype html>
<html lang="${LANGUAGE}"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body><h1>${escaped(title)}</h1>${body}</body></html>`;

const loginPage = (uid, hint, complaint) => page('Sign in', `
<p id="complaint">${escaped(complaint)}</p>
<form method="post" action="/interaction/${uid}/login">
<label>User <input name="user" value="${escaped(hint)}"></label>
<label>Password <input name="password" type="password"></label>
<button type="submit" id="go">Sign in</button>
</form>`);

const consentPage = (uid, client, scopes) => page('Allow access', `
<p>${escaped(client)} asks for: <span id="scopes">${escaped(scopes)}</span></p>
<form method="post" action="/interaction/${uid}/confirm">
<button type="submit" id="go">Allow</button>
</form>
<form method="post" action="/interaction/${uid}/abort">
<button type="submit" id="refuse">Refuse</button>
</form>`);

async function form(req) {
  const parts = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > 65536) throw new Error('too large');
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

async function interact(ctx, uid, step) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
  const finish = (result, merge = true) =>
    provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: merge });
  ctx.type = 'html';

  if (ctx.method === 'GET') {
    ctx.body = prompt.name === 'login'
      ? loginPage(uid, params.login_hint, '')
      : consentPage(uid, params.client_id, params.scope);
    return;
  }
  const fields = await form(ctx.req);
  if (step === 'abort') {
    ctx.respond = false;
    await finish({ error: 'access_denied', error_description: 'The person refused.' }, false);
  } else if (step === 'login' && prompt.name === 'login') {
    const [user] = (fields.get('user') ?? '').split('@');
    if (!user || fields.get('password') === 'wrong') {
      ctx.body = loginPage(uid, user, 'The name or the password is wrong.');
      return;
    }
    ctx.respond = false;
    await finish({ login: { accountId: user } }, false);
  } else if (step === 'confirm' && prompt.name === 'consent') {
    const grant = (grantId && (await provider.Grant.find(grantId)))
      || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
    const consent = { grantId: await grant.save() };
    ctx.respond = false;
    await finish({ consent });
  } else {
    ctx.status = 400;
    ctx.body = page('Not now', '<p>This step is over, or has not come yet.</p>');
  }
}

// --- The provider. -------------------------------------------------------------------------------

const native = {
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
};

const configuration = {
  adapter: Memory,
  clients: [
    { client_id: CLIENT, client_name: 'Pombo', ...native },
    {
      client_id: DOVECOT.id,
      client_secret: DOVECOT.secret,
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  scopes: SCOPES,
  claims: { openid: ['sub'] },
  cookies: { keys: ['only for tests'] },
  jwks: await signingKeys(),
  pkce: { required: () => true, methods: ['S256'] },
  rotateRefreshToken: true,
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: async () => false,
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  // RFC 7662 `username`, by which Dovecot knows whose mail a token opens.
  extraTokenClaims: (_ctx, token) => ({ username: token.accountId }),
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    registration: { enabled: true, initialAccessToken: false },
    resourceIndicators: { enabled: false },
    userinfo: { enabled: false },
  },
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = page('It did not work', `<p id="error">${escaped(out.error)}: ${escaped(out.error_description)}</p>`);
  },
  ttl: {
    AccessToken: options.access_seconds,
    RefreshToken: options.refresh_seconds,
    AuthorizationCode: 60,
    DeviceCode: 300,
    Grant: options.refresh_seconds,
    IdToken: options.access_seconds,
    Interaction: 300,
    Session: 3600,
  },
};

async function signingKeys() {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] };
}

// The port has to be known before the issuer is: listen first.
const secure = options.cert && options.key;
let handle = (_req, res) => res.writeHead(503).end();
const listener = (req, res) => handle(req, res);
const server = secure
  ? https.createServer({ cert: readFileSync(options.cert), key: readFileSync(options.key) }, listener)
  : http.createServer(listener);
const port = await listen(server);
const issuer = secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, configuration);

provider.use(async (ctx, next) => {
  try {
    await next();
  } finally {
    requests.push({
      method: ctx.method,
      path: ctx.path,
      status: ctx.respond === false ? ctx.res.statusCode : ctx.status,
      grant_type: ctx.oidc?.params?.grant_type ?? null,
      error: ctx.body?.error ?? null,
    });
    if (ctx.path.endsWith('/introspection')) counts.introspections += 1;
    if (ctx.path.endsWith('/revocation') && ctx.status === 200) counts.revocations += 1;
  }
});

const WELL_KNOWN = '/.well-known';
provider.use(async (ctx, next) => {
  const [, first, uid, step] = ctx.path.split('/');
  if (first === 'interaction' && uid && ['GET', 'POST'].includes(ctx.method)) {
    await interact(ctx, uid, step);
  } else if (ctx.method === 'GET' && ctx.path === `${WELL_KNOWN}/oauth-protected-resource`) {
    ctx.body = {
      resource: issuer,
      authorization_servers: [issuer],
      scopes_supported: ['mail', 'offline_access'],
      bearer_methods_supported: ['header'],
    };
  } else {
    // RFC 8414 gives the document another name.
    if (ctx.path === `${WELL_KNOWN}/oauth-authorization-server`) {
      ctx.path = `${WELL_KNOWN}/openid-configuration`;
    }
    await next();
  }
});

provider.on('grant.success', ({ oidc: { params } }) => {
  if (params.grant_type === 'refresh_token') counts.refreshes += 1;
  else if (params.grant_type === 'authorization_code') counts.codes += 1;
  else counts.device_codes += 1;
});
provider.on('grant.error', ({ oidc }) => {
  if (oidc?.params?.grant_type === 'refresh_token') counts.refused_refreshes += 1;
});
provider.on('registration_create.success', () => {
  counts.registrations += 1;
});
provider.on('server_error', (_ctx, error) => console.error(error));

handle = provider.callback();

// --- The second port, for the tests: what happened, and what is to happen. -----------------------

const GRANTED = [...SECRET, 'Grant', 'Session'];

const orders = {
  'GET /state': () => ({
    ...counts,
    access_tokens: count('AccessToken'),
    grants: count('Grant'),
    requests,
  }),
  'GET /issued': () => [...issued],
  // Every access token ends now; refresh tokens stay.
  'POST /expire-access-tokens': () => ({ gone: forget((row) => row.model === 'AccessToken') }),
  // As if the person took every permission back.
  'POST /revoke-grants': () => ({ gone: forget((row) => GRANTED.includes(row.model)) }),
};

const admin = http.createServer((req, res) => {
  const order = orders[`${req.method} ${req.url}`];
  req.resume();
  res.writeHead(order ? 200 : 404, { 'content-type': 'application/json' });
  res.end(JSON.stringify(order ? order() : { error: 'no such order' }));
});
const adminPort = await listen(admin);

async function listen(server) {
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  return server.address().port;
}

process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
console.log(JSON.stringify({ issuer, admin: adminPort }));
