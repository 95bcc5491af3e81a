import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Mail {
  /** Stable per notice and receiver: a mail that is sent again after a crash overwrites itself, or can be told as the same by its Message-ID. */
  readonly id: string;
  readonly to: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly subject: string;
  readonly text: string;
}

/** Where notices go. Throws when one was not taken. */
export type MailTransport = (mail: Mail) => Promise<void>;

/** Transports by name (`mail`, `sms`, `wechatWork`), in the order of sending. */
export type NoticeTransports = Readonly<Record<string, MailTransport>>;

/** Writes each mail as an `.eml` file: for demos, tests, and sites whose own relay picks files up. */
export function fileTransport(folder: string, from: string): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true });
  return async (mail) => {
    const { message } = await composer.sendMail({ from, ...headers(mail) });
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${fileName(mail.id)}.eml`);
    await writeFile(`${path}.part`, message as Buffer);
    await rename(`${path}.part`, path);
  };
}

/** Sends by SMTP: `smtps://user:password@host:465`. */
export function smtpTransport(url: string, from: string): MailTransport {
  const smtp = createTransport(url);
  return async (mail) => {
    await smtp.sendMail({ from, ...headers(mail) });
  };
}

function headers(mail: Mail) {
  return {
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    messageId: `<${fileName(mail.id)}@mudan.invalid>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function fileName(id: string): string {
  return id.replaceAll(/[^\w.-]/g, '-');
}
