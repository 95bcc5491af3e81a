import type { Mail, MailTransport } from './transport.ts';

/** A service that takes messages by HTTP `POST` of JSON: an SMS provider, or a robot of WeChat Work (企业微信). */
export interface WebhookSettings {
  /** May contain the service's key: it is never logged. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The JSON to send; in its texts `{subject}`, `{text}`, `{name}`, `{telephone}` and `{id}` are filled in. */
  readonly body: unknown;
  /** A field of the JSON answer that tells success, for services that answer failures with HTTP 200. */
  readonly success?: { readonly field: string; readonly value: string | number | boolean };
  /** Milliseconds until an unanswered call is given up; default 10,000. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 10_000;

/** A robot of WeChat Work that tells a group, with the address's owner mentioned by telephone number. */
export function wechatWorkSettings(url: string): WebhookSettings {
  const text = { content: '{subject}\n{text}', mentioned_mobile_list: ['{telephone}'] };
  return { url, body: { msgtype: 'text', text }, success: { field: 'errcode', value: 0 } };
}

/**
 * Sends by webhook. Redirects are not followed: they would carry the message elsewhere. Throws, without naming the address, when the service did not
 * take the message. Who has no telephone number is left out where the body asks for one.
 */
export function webhookTransport(name: string, settings: WebhookSettings): MailTransport {
  const needsTelephone = JSON.stringify(settings.body).includes('{telephone}');
  return async (mail) => {
    if (needsTelephone && !mail.telephone) return;
    const answer = await post(name, settings, JSON.stringify(filled(settings.body, mail)));
    const { success } = settings;
    if (success && answer[success.field] !== success.value)
      throw new Error(`${name}: not taken, ${success.field} is ${String(answer[success.field])}`);
  };
}

async function post(name: string, settings: WebhookSettings, body: string): Promise<Record<string, unknown>> {
  const { url, headers, timeout = DEFAULT_TIMEOUT, success } = settings;
  const request = { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(timeout) } as const;
  try {
    const response = await fetch(url, { ...request, headers: { 'content-type': 'application/json', ...headers } });
    const text = await response.text();
    if (!response.ok) throw new WebhookFailure(`${name}: HTTP ${response.status}`);
    return success ? objectIn(name, text) : {};
  } catch (error) {
    if (error instanceof WebhookFailure) throw error;
    // The message of the cause may hold the address, and with it the key.
    throw new WebhookFailure(`${name}: no answer (${error instanceof Error ? error.name : 'unknown'})`);
  }
}

/** Carries nothing of the settings. */
class WebhookFailure extends Error {}

function objectIn(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    throw new WebhookFailure(`${name}: the answer is not JSON`);
  }
  throw new WebhookFailure(`${name}: the answer is no JSON object`);
}

/** The body with the placeholders of its texts filled in; texts stay texts, whatever the message contains. */
function filled(value: unknown, mail: Mail): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, field: Field) => mail[field] ?? '');
  if (Array.isArray(value)) return value.map((item) => filled(item, mail));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, mail)]));
}

const PLACEHOLDER = /\{(subject|text|name|telephone|id)\}/g;
type Field = 'subject' | 'text' | 'name' | 'telephone' | 'id';
