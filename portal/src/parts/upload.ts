import { accessToken } from '../session/session-store.ts';

/** A file that the platform keeps: its id goes into a command. */
export interface Uploaded {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
}

const CREATED = 201;

/** Uploads a file with the user's rights (`POST /files`). `onProgress` hears the share sent so far, 0 to 1. Throws with what the platform says. */
export async function upload(file: File, onProgress: (share: number) => void = () => undefined): Promise<Uploaded> {
  const token = await accessToken();
  return new Promise((resolve, reject) => {
    // fetch tells nothing of an upload's progress.
    const request = new XMLHttpRequest();
    request.open('POST', `/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Error(String(request.status)));
    request.onload = () => {
      const answer = request.response as (Uploaded & { readonly message?: string }) | null;
      if (request.status === CREATED && answer) resolve(answer);
      else reject(new Error(answer?.message ?? String(request.status)));
    };
    request.send(file);
  });
}
