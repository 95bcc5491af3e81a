import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type BuildSeal, SUFFIX } from './built-portal.ts';
import { DOCUMENTS, SEAL } from './paths.ts';

const COMPRESSED = new Set(['.js', '.mjs', '.css', '.svg', '.json', '.txt', '.webmanifest', '.wasm']);
/** Below this a coded copy saves less than its headers cost. */
const WORTH_BYTES = 1_024;

/** Makes a build ready to be served: coded copies beside the files, at last the seal. Cost: some seconds of brotli's best. */
export async function sealBuild(directory: string, sources: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && COMPRESSED.has(extname(entry.name)) && entry.name !== DOCUMENTS)
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths) await writeCodedCopies(path);
  const seal: BuildSeal = { sources, builtAt: new Date().toISOString() };
  await writeFile(join(directory, SEAL), JSON.stringify(seal));
}

async function writeCodedCopies(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < WORTH_BYTES) return;
  const brotli = await promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(`${path}${SUFFIX.br}`, brotli);
  await writeFile(`${path}${SUFFIX.gzip}`, await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }));
}
