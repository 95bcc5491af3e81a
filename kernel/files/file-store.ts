import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientSession } from 'mongoose';
import type { Caller } from '../caller.ts';
import type { Job } from '../jobs/types.ts';
import type { FileRow, KernelModels } from '../models.ts';
import type { Clock, Kernel, StoredFile, Tx } from '../types.ts';
import { attachUpload, forsakenUploads, storedFile, usableUpload } from './uploads.ts';

/** Thrown when a file is larger than the platform accepts; nothing of it is kept. */
export class FileTooLarge extends Error {
  readonly maximumBytes: number;

  constructor(maximumBytes: number) {
    super(`the file is larger than ${maximumBytes} bytes`);
    this.name = 'FileTooLarge';
    this.maximumBytes = maximumBytes;
  }
}

export interface FileStoreOptions {
  readonly models: KernelModels;
  readonly folder: string;
  readonly maximumBytes: number;
  readonly clock: Clock;
  readonly newId: (kind: string) => string;
}

/** Files on disk under the SHA-256 of their content (the same content is kept once), with what is known about each upload in the database. */
export class FileStore {
  readonly #options: FileStoreOptions;

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  /** What the platform made. On disk, synced, before its row is written. Throws `FileTooLarge`. */
  async save(...[name, mediaType, content, session]: Parameters<Kernel['files']['save']>): Promise<StoredFile> {
    return this.#keep(name, mediaType, content, { ownerId: null, ownerUnitId: null }, session);
  }

  /** What somebody sent. Throws `FileTooLarge`. */
  async upload(...[owner, name, mediaType, content]: Parameters<Kernel['files']['upload']>): Promise<StoredFile> {
    if (owner.subject === '') throw new Error('an upload has an owner');
    return this.#keep(name, mediaType, content, { ownerId: owner.subject, ownerUnitId: owner.unitId });
  }

  usable(caller: Caller, id: string): Promise<StoredFile | null> {
    return usableUpload(this.#options.models, caller, id);
  }

  attach(tx: Tx, id: string): Promise<StoredFile> {
    return attachUpload(this.#options.models, tx, id);
  }

  /** The job that deletes uploads which nobody attached. */
  forsaken(): Job {
    return forsakenUploads(this.#options.models, (sha256) => this.#pathOf(sha256));
  }

  async open(id: string): ReturnType<Kernel['files']['open']> {
    const row = await this.#options.models.files.findById(id).lean<FileRow | null>();
    if (!row) return null;
    return { file: storedFile(row), stream: createReadStream(this.#pathOf(row.sha256)) };
  }

  #pathOf(sha256: string): string {
    return join(this.#options.folder, sha256.slice(0, 2), sha256);
  }

  async #keep(
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array> | Uint8Array,
    owner: Pick<FileRow, 'ownerId' | 'ownerUnitId'>,
    session?: ClientSession,
  ): Promise<StoredFile> {
    const { models, newId, clock } = this.#options;
    const written = await this.#write(content);
    const row = { _id: newId('file'), name, mediaType, ...written, at: clock.now(), ...owner, attachedAt: null };
    await models.files.insertMany([row], session ? { session } : {});
    return storedFile(row);
  }

  async #write(content: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ sha256: string; bytes: number }> {
    await mkdir(this.#options.folder, { recursive: true });
    const temporary = join(this.#options.folder, `incoming-${randomUUID()}`);
    try {
      const written = await this.#spool(temporary, content instanceof Uint8Array ? [content] : content);
      await mkdir(join(this.#options.folder, written.sha256.slice(0, 2)), { recursive: true });
      // By the platform's clock, by which the job for forsaken uploads tells what was written again just now.
      const now = this.#options.clock.now();
      await utimes(temporary, now, now);
      await rename(temporary, this.#pathOf(written.sha256));
      return written;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async #spool(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    const hash = createHash('sha256');
    const file = await open(path, 'wx', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        bytes += chunk.byteLength;
        if (bytes > this.#options.maximumBytes) throw new FileTooLarge(this.#options.maximumBytes);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), bytes };
  }
}
