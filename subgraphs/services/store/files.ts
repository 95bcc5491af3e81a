import type { Kernel, StoredFile, Tx } from '../../../kernel/types.ts';

/** What is known of an uploaded file; its bytes are not read. */
export async function fileOf(kernel: Kernel, id: string): Promise<StoredFile | null> {
  const opened = await kernel.files.open(id);
  if (!opened) return null;
  await opened.stream[Symbol.asyncIterator]().return?.();
  return opened.file;
}

/** Uploaded files that an input names, in order; they stay from now on. Throws `NotFound` for one that the caller may not use. */
export async function filesOf(
  kernel: Kernel,
  tx: Tx,
  ids: readonly string[] | null | undefined,
): Promise<StoredFile[]> {
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
