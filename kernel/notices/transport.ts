import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Mail {
  /** Stable per notice and receiver: a mail that is sent again after a crash overwrites itself, or can be told as the same by its Message-ID. */
  readonly id: string;
  /** Name and address; null for somebody who left no address: mail transports leave them out. */
  readonly to: string | null;
  readonly name: string;
  readonly telephone: string | null;
  readonly subject: string;
  readonly text: string;
}

/** Which mails a transport is to forget: all that were handed over before, or all to one account. */
export type Forgettable = { readonly before: Date } | { readonly receiver: string };

/** Where notices go. Throws when one was not taken. */
export interface MailTransport {
  (mail: Mail): Promise<void>;
  /** Removes the mails that it keeps here itself; absent: it keeps none. Returns how many. */
  readonly forget?: (what: Forgettable) => Promise<number>;
}

/** Transports by name (`mail`, `sms`, `wechatWork`), in the order of sending. */
export type NoticeTransports = Readonly<Record<string, MailTransport>>;

/** Writes each mail as an `.eml` file: for demos, tests, and sites whose own relay picks files up. What is not picked up goes after some days (`kernel.prune`). */
export function fileTransport(folder: string, from: string): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true });
  const write = async (mail: Mail): Promise<void> => {
    if (mail.to === null) return;
    const { message } = await composer.sendMail({ from, ...headers(mail) });
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${fileName(mail.id)}.eml`);
    await writeFile(`${path}.part`, message as Buffer);
    await rename(`${path}.part`, path);
  };
  return Object.assign(write, { forget: (what: Forgettable) => removeFiles(folder, what) });
}

/** A relay may take a file away while this looks at it. */
async function removeFiles(folder: string, what: Forgettable): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names.filter((one) => one.endsWith('.eml'))) {
    const path = join(folder, name);
    if (!(await isMeant(path, what))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function isMeant(path: string, what: Forgettable): Promise<boolean> {
  if ('receiver' in what) return path.endsWith(`-${fileName(what.receiver)}.eml`);
  const file = await stat(path).catch(() => null);
  return file !== null && file.mtime < what.before;
}

/** Sends by SMTP: `smtps://user:password@host:465`. */
export function smtpTransport(url: string, from: string): MailTransport {
  const smtp = createTransport(url);
  return async (mail) => {
    if (mail.to !== null) await smtp.sendMail({ from, ...headers(mail) });
  };
}

function headers(mail: Mail) {
  return {
    to: mail.to ?? '',
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
