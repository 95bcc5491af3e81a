import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SubgraphSource } from '../compose.ts';
import type { GenerationRecord } from './types.ts';

type Kept = Pick<GenerationRecord, 'number' | 'supergraphSdl'> & { readonly services: readonly SubgraphSource[] };

/** The last generation that this replica served, on its own disk: what it starts with while everything else is down. */
export class LastGood {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Atomic and durable: a crash leaves the old file or the new one. */
  async write({ number, supergraphSdl, services }: Kept): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const body = JSON.stringify({ number, supergraphSdl, services });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${digest(body)}\n${body}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.#file);
  }

  /** Undefined when there is none; throws when it is damaged, rather than serving half a graph. */
  async read(): Promise<Kept | undefined> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== digest(body))
      throw new Error(`${this.#file} is damaged: delete it, or restore the registry`);
    return JSON.parse(body) as Kept;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
