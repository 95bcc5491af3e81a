import { randomBytes } from 'node:crypto';

/** Stands in the built `index.html` wherever the page's nonce belongs (`html.cspNonce` in portal/vite.config.ts). */
export const NONCE_MARK = '__MUDAN_CSP_NONCE__';

/** A year: the longest that caches agree on. */
export const FOR_A_YEAR = 'public, max-age=31536000, immutable';

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The kiosk's tablet reads codes with its camera; nothing else of the device is ever asked for. */
const PERMISSIONS = 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()';

/** For the portal's files. */
export function fileHeaders(immutable: boolean): Readonly<Record<string, string>> {
  return { ...COMMON, 'cache-control': immutable ? FOR_A_YEAR : 'no-cache', vary: 'accept-encoding' };
}

/** For one page: everything from this origin, styles that scripts add only with this page's nonce, framed by nobody. */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    ...COMMON,
    'cache-control': 'private, no-cache',
    'content-security-policy': contentPolicy(nonce),
    'permissions-policy': PERMISSIONS,
    'x-frame-options': 'DENY',
  };
}

/** A nonce that no other page has. */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "media-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
