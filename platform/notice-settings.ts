import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileTransport, type NoticeTransports, smtpTransport } from '../kernel/notices/transport.ts';
import { type WebhookSettings, webhookTransport, wechatWorkSettings } from '../kernel/notices/webhook.ts';
import { UserError } from './user-error.ts';

/** One platform's section of the file that `MUDAN_NOTICES` names. Each is optional; without `mail`, mails are written as files. */
interface NoticeSettings {
  readonly mail?: { readonly url: string; readonly from: string };
  readonly sms?: WebhookSettings;
  readonly wechatWork?: { readonly url: string };
}

/** The transports of a platform's notices. Throws `UserError` for what makes no sense, never with the addresses, which may hold keys. */
export function noticeTransports(file: string | undefined, platform: string, dataDir: string): NoticeTransports {
  const { mail, sms, wechatWork } = file ? sectionOf(file, platform) : {};
  if (mail && !(mail.url && mail.from)) throw wrong(platform, 'mail needs url and from');
  if (sms && sms.body === undefined) throw wrong(platform, 'sms needs url and body');
  for (const hook of [sms, wechatWork]) if (hook) refuseInsecure(platform, hook.url);
  return {
    mail: mail ? smtpTransport(mail.url, mail.from) : fileTransport(join(dataDir, 'mail'), `${platform}@mudan.invalid`),
    ...(sms ? { sms: webhookTransport('sms', sms) } : {}),
    ...(wechatWork ? { wechatWork: webhookTransport('wechatWork', wechatWorkSettings(wechatWork.url)) } : {}),
  };
}

function sectionOf(file: string, platform: string): NoticeSettings {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, NoticeSettings>)[platform] ?? {};
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as NodeJS.ErrnoException).code;
    throw new UserError(`MUDAN_NOTICES: ${file} cannot be read: ${reason}`);
  }
}

/** Messages and keys travel encrypted, but for a relay on the same machine. */
function refuseInsecure(platform: string, address: string): void {
  const url = URL.parse(address);
  const isLocal = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLocal))
    throw wrong(platform, 'a webhook needs an https: url');
}

function wrong(platform: string, what: string): UserError {
  return new UserError(`MUDAN_NOTICES: ${platform}: ${what}`);
}
