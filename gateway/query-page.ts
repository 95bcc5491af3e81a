import { createHash } from 'node:crypto';

const STYLE = `
body{margin:0;font:14px/1.5 system-ui,sans-serif;color:#1f1f1f;background:#fafafa;display:grid;grid-template-rows:auto 1fr;height:100vh}
header{padding:8px 16px;background:#7a1f3d;color:#fff;display:flex;gap:16px;align-items:baseline}
main{display:grid;grid-template-columns:1fr 1fr;min-height:0}
section{display:flex;flex-direction:column;padding:12px;gap:6px;min-width:0;min-height:0}
textarea,pre{font:13px/1.45 ui-monospace,monospace;border:1px solid #d9d9d9;border-radius:4px;padding:8px;background:#fff;margin:0;box-sizing:border-box}
#query{flex:3}#variables{flex:1}pre{flex:1;overflow:auto;white-space:pre-wrap}
button{align-self:flex-start;padding:6px 16px;border:0;border-radius:4px;background:#7a1f3d;color:#fff;cursor:pointer}
input{font:inherit;padding:4px 8px;border:1px solid #d9d9d9;border-radius:4px}`;

const SCRIPT = `
const id = (name) => document.getElementById(name);
id('run').addEventListener('click', run);
document.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(); });
async function run() {
  const started = performance.now();
  const token = id('token').value.trim();
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  if (token !== '') headers.authorization = 'Bearer ' + token;
  try {
    const variables = id('variables').value.trim();
    const body = JSON.stringify({ query: id('query').value, variables: variables === '' ? undefined : JSON.parse(variables) });
    const response = await fetch(location.pathname, { method: 'POST', headers, body });
    id('status').textContent = response.status + ' · ' + Math.round(performance.now() - started) + ' ms · ' + response.headers.get('x-correlation-id');
    id('answer').textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    id('answer').textContent = String(error);
  }
}`;

const HTML = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>GraphQL</title><meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body><header><strong>GraphQL</strong><span id="status" role="status"></span></header>
<main><section><label for="query">查询 Query</label><textarea id="query" spellcheck="false">{ __schema { queryType { fields { name description } } } }</textarea>
<label for="variables">变量 Variables (JSON)</label><textarea id="variables" spellcheck="false"></textarea>
<label for="token">令牌 Access token</label><input id="token" type="password" autocomplete="off">
<button id="run" type="button">执行 Run (Ctrl+Enter)</button></section>
<section><span>结果 Answer</span><pre id="answer" tabindex="0"></pre></section></main>
<script>${SCRIPT}</script></body></html>
`;

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const POLICY = `default-src 'none'; connect-src 'self'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page to try queries on, for development: one document, nothing loaded from anywhere, and a policy that allows nothing else. */
export function queryPage(): { readonly html: string; readonly policy: string } {
  return { html: HTML, policy: POLICY };
}
