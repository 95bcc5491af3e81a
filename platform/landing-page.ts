import type { PlatformConfig } from './config.ts';
import type { Handler } from './http-server.ts';

/** What a browser sees at `/` as long as no portal is built: the platform's name and the way to its graph. */
export function landingPage(config: PlatformConfig): Handler {
  const page = `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${config.name.zh}</title>
<body style="font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem"><h1>${config.name.zh}</h1><p>${config.name.en}</p>
<p><a href="/graphql">GraphQL</a></p></body></html>`;
  return (request, response) => {
    if (request.url !== '/') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found. 未找到。\n');
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      })
      .end(page);
  };
}
