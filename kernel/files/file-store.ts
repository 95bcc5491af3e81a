import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientSession } from 'mongoose';
import type { FileRow, KernelModels } from '../models.ts';
import type { Clock, Kernel, StoredFile } from '../types.ts';

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

  /** On disk, synced, before its row is written. Throws `FileTooLarge`. */
  async save(...[name, mediaType, content, session]: Parameters<Kernel['files']['save']>): Promise<StoredFile> {
    const { sha256, bytes } = await this.#write(content);
    const id = this.#options.newId('file');
    await this.#insert({ _id: id, name, mediaType, bytes, sha256, at: this.#options.clock.now() }, session);
    return { id, name, mediaType, bytes, sha256 };
  }

  async open(id: string): ReturnType<Kernel['files']['open']> {
    const row = await this.#options.models.files.findById(id).lean<FileRow | null>();
    if (!row) return null;
    const { _id, name, mediaType, bytes, sha256 } = row;
    return { file: { id: _id, name, mediaType, bytes, sha256 }, stream: createReadStream(this.#pathOf(sha256)) };
  }

  #pathOf(sha256: string): string {
    return join(this.#options.folder, sha256.slice(0, 2), sha256);
  }

  async #insert(row: FileRow, session: ClientSession | undefined): Promise<void> {
    await this.#options.models.files.insertMany([row], session ? { session } : {});
  }

  async #write(content: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ sha256: string; bytes: number }> {
    await mkdir(this.#options.folder, { recursive: true });
    const temporary = join(this.#options.folder, `incoming-${randomUUID()}`);
    try {
      const written = await this.#spool(temporary, content instanceof Uint8Array ? [content] : content);
      await mkdir(join(this.#options.folder, written.sha256.slice(0, 2)), { recursive: true });
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
