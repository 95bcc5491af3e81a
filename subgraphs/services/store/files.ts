import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput } from '../../../kernel/refusals.ts';
import type { Kernel, StoredFile } from '../../../kernel/types.ts';

/** What is known of an uploaded file; its bytes are not read. */
export async function fileOf(kernel: Kernel, id: string): Promise<StoredFile | null> {
  const opened = await kernel.files.open(id);
  if (!opened) return null;
  await opened.stream[Symbol.asyncIterator]().return?.();
  return opened.file;
}

/** Uploaded files by id, in order. Throws `InvalidInput` on the named field when one is not there. */
export async function filesOf(
  kernel: Kernel,
  caller: Caller,
  field: string,
  ids: readonly string[] | null | undefined,
): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const [index, id] of (ids ?? []).entries()) {
    const file = await fileOf(kernel, id);
    if (!file) throw noSuchFile(caller, `${field}.${index}`);
    files.push(file);
  }
  return files;
}

export function noSuchFile(caller: Caller, field: string) {
  return invalidInput(caller, [{ field, text: { zh: '没有该文件。', en: 'There is no such file.' } }]);
}

/** All bytes of a file that a record names. */
export async function bytesOf(kernel: Kernel, id: string): Promise<Uint8Array> {
  const opened = await kernel.files.open(id);
  if (!opened) throw new Error(`the file ${id} is named but not there`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
