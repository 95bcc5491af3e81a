import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_NAME } from '../../storage/embedded/catalogue/sqlite-file.ts';

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * What a power cut leaves: a log whose last frame was written halfway, and in the main file a page half written by a checkpoint (of which the
 * log still has the whole). Neither may cost an acknowledged write. Answers what was done.
 */
export function tearLastPage(dataDir: string): string {
  const log = join(dataDir, `${FILE_NAME}-wal`);
  if (!existsSync(log)) return 'no log';
  const file = openSync(log, 'r+');
  try {
    const size = fstatSync(file).size;
    const header = read(file, 0, WAL_HEADER_BYTES);
    if (header.length < WAL_HEADER_BYTES) return 'empty log';
    const pageSize = header.readUInt32BE(8);
    const end = endOfValidFrames(file, header, pageSize, size);
    writeSync(file, randomBytes(FRAME_HEADER_BYTES + pageSize / 2), 0, FRAME_HEADER_BYTES + pageSize / 2, end.offset);
    if (end.page > 1) tearPage(join(dataDir, FILE_NAME), end.page, pageSize);
    return `torn log frame at ${end.offset}${end.page > 1 ? `, torn page ${end.page}` : ''}`;
  } finally {
    closeSync(file);
  }
}

/** Where the frames of this generation of the log end, and the page of the last committed one. */
function endOfValidFrames(
  file: number,
  header: Buffer,
  pageSize: number,
  size: number,
): { offset: number; page: number } {
  const salts = header.subarray(16, 24);
  let offset = WAL_HEADER_BYTES;
  let page = 0;
  while (offset + FRAME_HEADER_BYTES + pageSize <= size) {
    const frame = read(file, offset, FRAME_HEADER_BYTES);
    if (!frame.subarray(8, 16).equals(salts)) break;
    if (frame.readUInt32BE(4) > 0) page = frame.readUInt32BE(0);
    offset += FRAME_HEADER_BYTES + pageSize;
  }
  return { offset, page };
}

function tearPage(path: string, page: number, pageSize: number): void {
  const file = openSync(path, 'r+');
  try {
    const at = (page - 1) * pageSize + pageSize / 2;
    if (at + pageSize / 2 <= fstatSync(file).size) writeSync(file, randomBytes(pageSize / 2), 0, pageSize / 2, at);
  } finally {
    closeSync(file);
  }
}

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
