import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { apiSchema, areaDocuments } from './codegen.ts';
import { operationsOf, trustedDocuments } from './operations.ts';

/** Issue 9: what the first page may load of script, compressed. */
const FIRST_PAGE_BYTES = 300 * 1024;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** The scripts that `index.html` loads before anything is shown: the entry and all that it imports statically. */
function firstScripts(manifest: Readonly<Record<string, Chunk>>): readonly string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of manifest[name]?.imports ?? []) visit(next);
  };
  const home = 'src/areas/home/home-page.tsx';
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry || name === home) visit(name);
  return [...seen].map((name) => manifest[name]?.file ?? '').filter((file) => file.endsWith('.js'));
}

const compressed = (file: string): number => gzipSync(readFileSync(file)).length;
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

/**
 * Builds the portal into `directory` (emptied first): pages, hashed assets, and `documents.json` with the documents that they send. Prints the
 * compressed sizes. Throws when the first page is larger than issue 9 allows. Cost: some ten seconds.
 */
export async function buildPortal(directory: string): Promise<void> {
  const configFile = join(import.meta.dirname, 'vite.config.ts');
  await build({ configFile, logLevel: 'warn', build: { outDir: directory } });
  const operations = [...areaDocuments(apiSchema()).values()].flatMap(operationsOf);
  writeFileSync(join(directory, 'documents.json'), JSON.stringify(trustedDocuments(operations)));
  reportSizes(directory);
  console.log(`portal: ${operations.length} documents`);
}

function reportSizes(directory: string): void {
  const manifest = JSON.parse(readFileSync(join(directory, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const first = firstScripts(manifest).reduce((sum, file) => sum + compressed(join(directory, file)), 0);
  const scripts = readdirSync(join(directory, 'assets')).filter((file) => file.endsWith('.js'));
  const largest = scripts
    .map((file) => ({ file, bytes: compressed(join(directory, 'assets', file)) }))
    .sort((a, b) => b.bytes - a.bytes);
  for (const { file, bytes } of largest.slice(0, 8)) console.log(`${kib(bytes).padStart(9)}  ${file}`);
  console.log(
    `portal: first page ${kib(first)} of script compressed (at most ${kib(FIRST_PAGE_BYTES)}), ${scripts.length} scripts`,
  );
  if (first > FIRST_PAGE_BYTES) throw new Error('The first page loads more script than issue 9 allows.');
}

if (import.meta.main) await buildPortal(process.argv[2] ?? join(import.meta.dirname, 'dist'));
