import { accessToken } from '../session/session-store.ts';

/** Saves bytes under a name on the user's device. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Saves a file that the graph gave in base64 (`ExportedFile`). */
export function saveBase64(file: { readonly name: string; readonly mediaType: string; readonly base64: string }): void {
  const bytes = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
  saveBlob(new Blob([bytes], { type: file.mediaType }), file.name);
}

/** Fetches a file of the platform (`/files/…`) with the user's rights. Throws when it is not given. */
export async function fetchFile(path: string): Promise<Blob> {
  const token = await accessToken();
  const response = await fetch(path, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.blob();
}

/** Fetches a file with the user's rights and saves it. Throws when it is not given. */
export async function download(path: string, name: string): Promise<void> {
  saveBlob(await fetchFile(path), name);
}
