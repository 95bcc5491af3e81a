import { createHash } from 'node:crypto';
import type { Handler } from './http-server.ts';

/** Where the code beside an instrument leads: `<origin>/kiosk#<secret of registerDevice>`. A fragment never reaches a server or its logs. */
export const KIOSK_PATH = '/kiosk';

const STYLE = `body{margin:0;font:18px/1.6 system-ui,sans-serif;background:#fafafa;color:#1f1f1f;display:grid;place-items:center;min-height:100vh;text-align:center}
main{max-width:24rem;padding:1.5rem}button{font:inherit;font-weight:600;width:100%;padding:1.25rem;border:0;border-radius:.75rem;background:#7a1f3d;color:#fff;cursor:pointer}
button:disabled{background:#8a8a8a}button:focus-visible{outline:4px solid #1677ff}p{min-height:3.2em}`;

/** One key for one press: a press whose answer got lost is repeated with the same key, so it never undoes itself. */
const SCRIPT = `
const zh = navigator.language.startsWith('zh');
const say = (chinese, english) => { document.getElementById('status').textContent = zh ? chinese : english; };
const button = document.getElementById('toggle');
button.textContent = zh ? '开始 / 结束使用' : 'Start / stop use';
const here = location.origin + '${KIOSK_PATH}';
const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
if (location.hash.length > 1) { sessionStorage.setItem('device', location.hash.slice(1)); history.replaceState(null, '', here + location.search); }
let token = null;
async function login() {
  const verifier = random(); const state = random();
  sessionStorage.setItem('verifier', verifier); sessionStorage.setItem('state', state);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const challenge = btoa(String.fromCharCode(...digest)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
  location.assign(location.origin + '/oidc/auth?' + new URLSearchParams({ client_id: 'mudan-portal', response_type: 'code', redirect_uri: here, scope: 'openid graph', resource: location.origin + '/graphql', code_challenge: challenge, code_challenge_method: 'S256', state }));
}
async function exchange(answer) {
  const expected = sessionStorage.getItem('state'); const verifier = sessionStorage.getItem('verifier');
  sessionStorage.removeItem('state'); sessionStorage.removeItem('verifier'); history.replaceState(null, '', here);
  if (answer.get('state') !== expected || answer.get('iss') !== location.origin + '/oidc') return say('登录未完成，请重试。', 'The login was not completed. Try again.');
  const response = await fetch('/oidc/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'mudan-portal', code: answer.get('code') ?? '', redirect_uri: here, code_verifier: verifier ?? '' }) });
  const body = await response.json();
  if (!response.ok) return say('登录未完成，请重试。', 'The login was not completed. Try again.');
  token = body.access_token;
  say('已登录。按下按钮开始，再按一次结束。', 'Logged in. Press to start, press again to stop.');
}
async function toggle() {
  if (!sessionStorage.getItem('device')) return say('请扫描仪器旁的二维码打开本页。', 'Open this page by the code beside the instrument.');
  if (token === null) return login();
  button.disabled = true;
  const key = sessionStorage.getItem('key') ?? random(); sessionStorage.setItem('key', key);
  try {
    const query = 'mutation Scan($input: ScanInstrumentInput!) { scanInstrument(input: $input) { __typename ... on ScanInstrumentSuccess { started } ... on Refusal { message } } }';
    const response = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token }, body: JSON.stringify({ query, variables: { input: { idempotencyKey: key, code: sessionStorage.getItem('device') } } }) });
    const { data, errors } = await response.json();
    if (errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED')) { token = null; return login(); }
    if (errors) return say('平台暂时不能处理，请再按一次。', 'The platform cannot do it now. Press again.');
    sessionStorage.removeItem('key');
    const answer = data.scanInstrument;
    if (answer.__typename !== 'ScanInstrumentSuccess') say(answer.message, answer.message);
    else if (answer.started) say('已开始计时。用完后再按一次。', 'Running. Press again when you are done.');
    else say('已结束，机时已记录。谢谢！', 'Stopped; the time is recorded. Thank you!');
  } catch { say('网络不通，请稍后再按一次（不会重复记录）。', 'No network. Press again later; nothing is recorded twice.'); }
  finally { button.disabled = false; }
}
button.addEventListener('click', toggle);
const answer = new URLSearchParams(location.search);
if (answer.has('code') || answer.has('error')) exchange(answer);
else say('按下按钮，登录后开始或结束使用。', 'Press the button; after the login it starts or stops the use.');
`;

const PAGE = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>仪器使用 Instrument use</title><style>${STYLE}</style></head>
<body><main><h1>仪器使用</h1><p id="status" role="status"></p><button id="toggle" type="button"></button></main><script>${SCRIPT}</script></body></html>`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page that a phone opens by the code beside an instrument: after the login, one button starts the booked use and stops it (`scanInstrument`). */
export const kioskPage: Handler = (request, response) => {
  if (request.method !== 'GET') {
    response.writeHead(405, { allow: 'GET' }).end();
    return;
  }
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(PAGE);
};
