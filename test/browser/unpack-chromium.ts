import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflate } from '@sparticuz/chromium';

/**
 * Unpacks all that the package carries into TMPDIR (the package knows no other way to name the place, hence a process of its own: see chromium.ts):
 * the browser, its software renderer, the NSS libraries that a bare machine lacks, and a font for Latin letters. The portal brings its own Chinese one.
 */
const archives = ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br'];
const bin = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin');
await Promise.all(archives.map((archive) => inflate(join(bin, archive))));

// Fonts of the machine are left out on purpose: what the pages look like must not hang on them.
const final = process.argv[2] ?? tmpdir();
await writeFile(
  join(tmpdir(), 'fonts', 'fonts.conf'),
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(final, 'fonts')}</dir><cachedir>${join(final, 'font-cache')}</cachedir></fontconfig>\n`,
);
