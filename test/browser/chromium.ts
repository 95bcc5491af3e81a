import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const unpacker = fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url));

/** Root needs no sandbox here: the only pages are our own. The others keep pictures the same on every machine. */
const ARGUMENTS = [
  '--no-zygote',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--lang=zh-CN',
];

/** Launches the Chromium of the npm package; `MUDAN_CHROMIUM` names another one where that does not run (it is for Linux on x64). */
export async function launchChromium(): Promise<Browser> {
  const installed = process.env.MUDAN_CHROMIUM;
  if (installed) return chromium.launch({ executablePath: installed, args: ARGUMENTS });
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`@sparticuz/chromium does not run on ${process.platform} ${process.arch}: set MUDAN_CHROMIUM.`);
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts', 'fonts.conf'),
    },
  });
}

/** The folder with the unpacked browser (240 MB), made once per version and user; two processes that make it at once do not disturb each other. */
async function unpacked(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(tmpdir(), `mudan-chromium-${version}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(`${folder}-`);
  await promisify(execFile)(process.execPath, [unpacker, folder], { env: { ...process.env, TMPDIR: draft } });
  await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(draft, { recursive: true });
  });
  return folder;
}
