import { request } from 'undici';

/** A subgraph's SDL could not be fetched; the message is for the administrator who gave the URL. */
export class SdlNotFetched extends Error {
  override readonly name = 'SdlNotFetched';
}

const MAX_BYTES = 8 * 1024 * 1024;
const QUERY = JSON.stringify({ query: '{ _service { sdl } }' });

/** Asks a running subgraph for its SDL (`_service { sdl }`). No redirects, 8 MiB and 10 s at most. Rejects with `SdlNotFetched`. */
export async function fetchSdl(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SdlNotFetched('give an http or https URL');
  const signal = AbortSignal.timeout(10_000);
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: QUERY,
      signal,
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new SdlNotFetched(`it answered with status ${statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new SdlNotFetched('its SDL is larger than 8 MiB');
      chunks.push(chunk);
    }
    const sdl: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))?.data?._service?.sdl;
    if (typeof sdl !== 'string')
      throw new SdlNotFetched('it does not answer _service { sdl }: is it a federation subgraph?');
    return sdl;
  } catch (error) {
    if (error instanceof SdlNotFetched) throw error;
    throw new SdlNotFetched(error instanceof SyntaxError ? 'it did not answer with JSON' : 'it did not answer', {
      cause: error,
    });
  }
}
