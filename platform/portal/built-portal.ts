import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { CODINGS, type Coding } from './content-coding.ts';
import { DOCUMENTS, SEAL } from './paths.ts';

/** What `npm run build:portal` says about its build in `build.json`. */
export interface BuildSeal {
  /** SHA-256 over the portal's sources (`sourcesHash`). */
  readonly sources: string;
  readonly builtAt: string;
}

/** One file of the build. Its bytes are read once, when they are first asked for, and kept. */
export interface PortalFile {
  readonly type: string;
  /** Its name has the hash of its content: it may be kept for a year. */
  readonly immutable: boolean;
  content(): Promise<FileContent>;
}

export interface FileContent {
  /** SHA-256 of the uncoded bytes, hex, shortened. */
  readonly hash: string;
  /** Always has `identity`. */
  readonly codings: ReadonlyMap<Coding, Buffer>;
}

export interface BuiltPortal {
  readonly seal: BuildSeal;
  /** `index.html`, with `NONCE_MARK` where a page's nonce belongs. */
  readonly index: string;
  /** By its path in the address (`/assets/x.js`). */
  readonly files: ReadonlyMap<string, PortalFile>;
  /** Empty when the build has none. */
  readonly documents: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Not for browsers: what the server reads itself, and the coded copies beside the files. */
const NOT_SERVED = /^\/(?:index\.html|build\.json|documents\.json|\..*)$|\/\.|\.(?:br|gz|map)$/;

/** Reads the list of a build's files; null when the directory has no whole build. */
export async function readBuiltPortal(directory: string): Promise<BuiltPortal | null> {
  const seal = await readSeal(directory);
  if (seal === null) return null;
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const known = new Set(paths);
  const files = new Map<string, PortalFile>();
  for (const path of paths) {
    const address = `/${relative(directory, path).split(sep).join('/')}`;
    if (!NOT_SERVED.test(address)) files.set(address, fileOf(path, address, known));
  }
  return {
    seal,
    index: await readFile(join(directory, 'index.html'), 'utf8'),
    files,
    documents: (await readJson<Readonly<Record<string, string>>>(join(directory, DOCUMENTS))) ?? {},
  };
}

/** What the build in the directory says of itself; null when there is none. */
export function readSeal(directory: string): Promise<BuildSeal | null> {
  return readJson<BuildSeal>(join(directory, SEAL));
}

/** Tells one build from the next without reading it; null when there is none. Cost: one stat. */
export async function buildMark(directory: string): Promise<string | null> {
  try {
    const { mtimeMs, ino, size } = await stat(join(directory, SEAL));
    return `${mtimeMs}:${ino}:${size}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function fileOf(path: string, address: string, known: ReadonlySet<string>): PortalFile {
  let content: Promise<FileContent> | undefined;
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    immutable: address.startsWith('/assets/'),
    content: () => {
      content ??= readContent(path, known).catch((error: unknown) => {
        content = undefined;
        throw error;
      });
      return content;
    },
  };
}

async function readContent(path: string, known: ReadonlySet<string>): Promise<FileContent> {
  const identity = await readFile(path);
  const codings = new Map<Coding, Buffer>([['identity', identity]]);
  for (const coding of CODINGS) {
    const coded = `${path}${SUFFIX[coding]}`;
    if (known.has(coded)) codings.set(coding, await readFile(coded));
  }
  return { hash: createHash('sha256').update(identity).digest('hex').slice(0, 32), codings };
}

/** How the coded copies are named beside the file. */
export const SUFFIX = { br: '.br', gzip: '.gz' } as const satisfies Record<Exclude<Coding, 'identity'>, string>;

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
