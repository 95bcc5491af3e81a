import { createHash } from 'node:crypto';
import { escapeHtml } from '../../auth/oidc/pages.ts';
import type { PortalFace } from './faces.ts';

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem;color:#1f1f1f}a{color:inherit}code{background:#f3f3f3;padding:.1em .3em}';

const TEXTS = {
  building: {
    zh: '门户正在构建，完成后本页会自动打开。数据接口已经可用。',
    en: 'The portal is being built; this page opens it when it is ready. The graph already answers.',
  },
  missing: {
    zh: '门户尚未构建。请在程序目录中运行 <code>npm run build:portal</code>，本页会自动打开门户。',
    en: 'The portal is not built yet. Run <code>npm run build:portal</code> in the program’s folder; this page then opens it.',
  },
} as const;

/** What a browser sees as long as there is no built portal. It asks again every few seconds. */
export function waitingPage(face: PortalFace, beingBuilt: boolean): { readonly html: string; readonly policy: string } {
  const { zh, en } = TEXTS[beingBuilt ? 'building' : 'missing'];
  const html = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="4"><title>${escapeHtml(face.name.zh)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(face.name.zh)}</h1><p role="status">${zh}</p><p lang="en">${en}</p><p><a href="/graphql">GraphQL</a></p></main></body></html>
`;
  return { html, policy: `default-src 'none'; style-src ${hash(STYLE)}; base-uri 'none'; frame-ancestors 'none'` };
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
