// An OpenID provider that nobody here wrote, for the relying party's test: it signs one person in without asking.
// node server.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI PID; prints its issuer when it listens on a free loopback port.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [client_id, client_secret, redirect_uri, pid] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'ES256' };

const person = {
  pid, title: 'นางสาว', given_name: 'มะลิ', middle_name: null, family_name: 'ทดสอบดี',
  birthdate: '1950', gender: 'female', ial: 2.3,
  address: { formatted: '99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร' },
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id, client_secret,
      redirect_uris: [redirect_uri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    }],
    jwks: { keys: [key] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: { keys: ['only-for-tests'] },
    // As with ThaiD, each scope is the claim of its name, and the claims are in the ID token.
    claims: Object.fromEntries(['openid', ...Object.keys(person)].map((s) => [s, [s === 'openid' ? 'sub' : s]])),
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...person }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '));
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url.startsWith('/interaction/')) {
      provider.interactionFinished(request, response, { login: { accountId: pid } });
    } else {
      answer(request, response);
    }
  });
  console.log(issuer);
});
