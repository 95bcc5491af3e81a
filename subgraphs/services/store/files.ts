import { invalidInput } from '../../../kernel/refusals.ts';
import type { Kernel, StoredFile, Tx } from '../../../kernel/types.ts';

/** What is known of an uploaded file; its bytes are not read. */
export async function fileOf(kernel: Kernel, id: string): Promise<StoredFile | null> {
  const opened = await kernel.files.open(id);
  if (!opened) return null;
  await opened.stream[Symbol.asyncIterator]().return?.();
  return opened.file;
}

/** Files that one record takes at once. */
const MOST_FILES = 20;

/** Uploaded files that an input names, in order; they stay from now on. Throws `NotFound` for one that the caller may not use, `InvalidInput` for too many. */
export async function filesOf(
  kernel: Kernel,
  tx: Tx,
  ids: readonly string[] | null | undefined,
): Promise<StoredFile[]> {
  if ((ids?.length ?? 0) > MOST_FILES) {
    const text = { zh: `文件最多 ${MOST_FILES} 个。`, en: `Name at most ${MOST_FILES} files.` };
    throw invalidInput(tx.caller, [{ field: 'files', text }]);
  }
  const files: StoredFile[] = [];
  for (const id of ids ?? []) files.push(await kernel.files.attach(tx, id));
  return files;
}

/** All bytes of a file that a record names. */
export async function bytesOf(kernel: Kernel, id: string): Promise<Uint8Array> {
  const opened = await kernel.files.open(id);
  if (!opened) throw new Error(`the file ${id} is named but not there`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
